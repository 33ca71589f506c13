import { compileCondition } from '../../../src/identity/policies/condition.ts'
import { PolicyError } from '../../../src/identity/policies/policy-error.ts'
import type { ContextKeys } from '../../../src/identity/policies/request.ts'

const holds = (block: unknown, keys: ContextKeys) => compileCondition(block, true)(keys)

/**
 * @documented IAM User Guide, IAM JSON policy elements, Condition operators: what each operator compares, for single,
 *   several and missing values
 */
describe('condition operators', () => {
  test.each([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'ab', false],
    ['StringNotEquals', 'a', 'a', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringEqualsIgnoreCase', 'a', 'A', true],
    ['StringEqualsIgnoreCase', 'a', 'b', false],
    ['StringNotEqualsIgnoreCase', 'a', 'A', false],
    ['StringNotEqualsIgnoreCase', 'a', 'b', true],
    ['StringLike', 'a*c?', 'abbcd', true],
    ['StringLike', 'a*c?', 'abbc', false],
    ['StringLike', 'a', 'A', false],
    ['StringNotLike', 'a*', 'ab', false],
    ['StringNotLike', 'a*', 'ba', true],
    ['NumericEquals', '10', '10.0', true],
    ['NumericEquals', '10', 'ten', false],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', '9', true],
    ['NumericLessThan', '10', '10', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericLessThanEquals', '10', '11', false],
    ['NumericGreaterThan', '9', '10', true],
    ['NumericGreaterThan', '10', '10', false],
    ['NumericGreaterThanEquals', '10', '10', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['DateEquals', '2026-01-01T00:00:00Z', '1767225600', true],
    ['DateNotEquals', '2026-01-01T00:00:00Z', '1767225600', false],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2025-12-31T23:59:59Z', true],
    ['DateLessThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
    ['DateLessThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:01Z', true],
    ['DateGreaterThan', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', false],
    ['DateGreaterThanEquals', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
    ['Bool', 'true', 'TRUE', true],
    ['Bool', 'true', 'false', false],
    ['Bool', true, 'true', true],
    ['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
    ['BinaryEquals', 'QmluYXJ5', 'qmluYXJ5', false],
    ['IpAddress', '203.0.113.0/24', '203.0.113.255', true],
    ['IpAddress', '203.0.113.0/24', '203.0.114.0', false],
    ['IpAddress', '203.0.113.7', '203.0.113.7', true],
    ['IpAddress', '2001:DB8:1234:5678::/64', '2001:db8:1234:5678::1', true],
    ['NotIpAddress', '203.0.113.0/24', '203.0.113.1', false],
    ['NotIpAddress', '203.0.113.0/24', '198.51.100.1', true],
    ['ArnLike', 'arn:aws:sns:*:111122223333:orders*', 'arn:aws:sns:eu-west-1:111122223333:orders-dev', true],
    ['ArnEquals', 'arn:aws:sns:*:*:orders', 'arn:aws:sns:eu-west-1:111122223333:orders', true],
    // A wildcard stays inside its component.
    ['ArnLike', 'arn:aws:sqs:*:*:a', 'arn:aws:sqs:x:y:z:a', false],
    ['ArnLike', '*', 'arn:aws:sns:eu-west-1:111122223333:orders', true],
    ['ArnNotLike', 'arn:aws:sns:*:*:orders', 'arn:aws:sns:eu-west-1:111122223333:orders', false],
    ['ArnNotEquals', 'arn:aws:sns:*:*:orders', 'arn:aws:sns:eu-west-1:111122223333:others', true],
  ])('%s %j: %s is %p', (operator, wanted, actual, expected) => {
    expect(holds({ [operator]: { 'aws:Key': wanted } }, { 'aws:key': actual })).toBe(expected)
  })

  test('keys are not case-sensitive', () => {
    expect(holds({ StringEquals: { 'AWS:SourceAccount': '1' } }, { 'aws:sourceaccount': '1' })).toBe(true)
  })

  test('several values: one of them must match, and none for a negated operator', () => {
    const block = (operator: string) => ({ [operator]: { k: ['a', 'b'] } })
    expect(holds(block('StringEquals'), { k: 'b' })).toBe(true)
    expect(holds(block('StringEquals'), { k: 'c' })).toBe(false)
    expect(holds(block('StringNotEquals'), { k: 'b' })).toBe(false)
    expect(holds(block('StringNotEquals'), { k: 'c' })).toBe(true)
  })

  test('several keys and operators must all be met', () => {
    const block = { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } }
    expect(holds(block, { a: '1', b: '2', c: 'true' })).toBe(true)
    expect(holds(block, { a: '1', b: '3', c: 'true' })).toBe(false)
    expect(holds(block, { a: '2', b: '2', c: 'true' })).toBe(false)
    expect(holds(block, { a: '1', b: '2', c: 'false' })).toBe(false)
  })

  test.each([
    ['StringEquals', false],
    ['StringLike', false],
    ['NumericLessThan', false],
    ['Bool', false],
    ['StringNotEquals', true],
    ['StringNotLike', true],
    ['ArnNotLike', true],
    ['NumericNotEquals', true],
    ['DateNotEquals', true],
    ['NotIpAddress', true],
    ['StringEqualsIfExists', true],
    ['StringNotEqualsIfExists', true],
    ['BoolIfExists', true],
  ])('a missing key: %s is %p', (operator, expected) => {
    const values: Record<string, string> = {
      NumericLessThan: '1',
      NumericNotEquals: '1',
      Bool: 'true',
      BoolIfExists: 'true',
      ArnNotLike: 'arn:aws:sns:*:*:*',
      DateNotEquals: '2026-01-01',
      NotIpAddress: '10.0.0.0/8',
    }
    expect(holds({ [operator]: { k: values[operator] ?? 'a' } }, {})).toBe(expected)
    expect(holds({ [operator]: { k: values[operator] ?? 'a' } }, { k: [] })).toBe(expected)
  })

  test('IfExists compares a key that is there', () => {
    expect(holds({ StringEqualsIfExists: { k: 'a' } }, { k: 'b' })).toBe(false)
    expect(holds({ StringNotEqualsIfExists: { k: 'a' } }, { k: 'a' })).toBe(false)
  })

  test.each([
    ['true', undefined, true],
    ['true', 'x', false],
    ['false', 'x', true],
    ['false', undefined, false],
    [true, undefined, true],
  ])('Null %p: the value %p is %p', (wanted, actual, expected) => {
    expect(holds({ Null: { k: wanted } }, { k: actual })).toBe(expected)
  })

  test.each([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringEquals', ['a'], [], true],
    ['ForAllValues:StringNotEquals', ['a'], ['b', 'c'], true],
    ['ForAllValues:StringNotEquals', ['a'], ['a', 'c'], false],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
    ['ForAnyValue:StringEquals', ['a'], [], false],
    ['ForAnyValue:StringLike', ['a*'], ['b', 'ab'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
    ['ForAnyValue:StringNotEquals', ['a'], ['a'], false],
    ['ForAnyValue:StringNotEquals', ['a'], [], false],
    ['ForAnyValue:StringEqualsIfExists', ['a'], [], true],
  ])('%s %j of %j is %p', (operator, wanted, actual, expected) => {
    expect(holds({ [operator]: { k: wanted } }, { k: actual })).toBe(expected)
  })
})

/** @documented IAM User Guide, IAM policy elements, Variables and tags: a variable stands for the value of a key */
describe('policy variables in conditions', () => {
  test('stand for the value of a key', () => {
    const block = { StringEquals: { 's3:prefix': 'home/${aws:username}' } }
    expect(holds(block, { 's3:prefix': 'home/ada', 'aws:username': 'ada' })).toBe(true)
    expect(holds(block, { 's3:prefix': 'home/bob', 'aws:username': 'ada' })).toBe(false)
  })

  test('a variable without a value matches nothing; with a default, that counts', () => {
    expect(holds({ StringEquals: { k: '${aws:username}' } }, { k: '${aws:username}' })).toBe(false)
    const block = { StringEquals: { k: "${aws:username, 'nobody'}" } }
    expect(holds(block, { k: 'nobody' })).toBe(true)
    expect(holds(block, { k: 'ada', 'aws:username': 'ada' })).toBe(true)
    expect(holds(block, { k: 'nobody', 'aws:username': 'ada' })).toBe(false)
  })

  test('wildcards in a value are characters, and so are ${*}, ${?} and ${$}', () => {
    const block = { StringLike: { k: '${aws:username}/*' } }
    expect(holds(block, { k: '*/x', 'aws:username': '*' })).toBe(true)
    expect(holds(block, { k: 'a/x', 'aws:username': '*' })).toBe(false)
    expect(holds({ StringLike: { k: 'a${*}b${?}*' } }, { k: 'a*b?c' })).toBe(true)
    expect(holds({ StringLike: { k: 'a${*}b${?}*' } }, { k: 'aXb?c' })).toBe(false)
    expect(holds({ StringEquals: { k: '${$}{x}' } }, { k: '${x}' })).toBe(true)
  })

  test('in a policy of 2008-10-17 they are text', () => {
    const condition = compileCondition({ StringEquals: { k: '${aws:username}' } }, false)
    expect(condition({ k: '${aws:username}', 'aws:username': 'ada' })).toBe(true)
  })

  test('a value that the operator does not take matches nothing', () => {
    expect(holds({ NumericEquals: { k: '${aws:username}' } }, { k: '1', 'aws:username': 'ada' })).toBe(false)
    expect(holds({ NumericEquals: { k: '${aws:username}' } }, { k: '1', 'aws:username': '1' })).toBe(true)
  })
})

/** @own what a policy says and no operator knows is refused */
describe('a condition that cannot be decided', () => {
  test.each([
    [{ StringMatches: { k: 'a' } }, '"StringMatches"'],
    [{ stringequals: { k: 'a' } }, '"stringequals"'],
    [{ 'ForSomeValues:StringEquals': { k: 'a' } }, '"ForSomeValues:StringEquals"'],
    [{ NullIfExists: { k: 'true' } }, '"NullIfExists"'],
    [{ Null: { k: 'maybe' } }, '"maybe"'],
    [{ Bool: { k: 'yes' } }, '"yes"'],
    [{ NumericEquals: { k: 'ten' } }, '"ten" is no number'],
    [{ DateEquals: { k: 'tomorrow' } }, '"tomorrow" is no date'],
    [{ DateEquals: { k: '2026-01-01T00:00:00' } }, 'is no date in ISO 8601 with a time zone'],
    [{ IpAddress: { k: '300.0.0.1' } }, '"300.0.0.1" is no IP address'],
    [{ ArnLike: { k: 'orders' } }, '"orders" is no ARN'],
    [{ StringEquals: { k: { a: 1 } } }, 'StringEquals of k'],
    [{ StringEquals: { k: [] } }, 'StringEquals of k'],
    [{ StringEquals: 'k' }, '"StringEquals" is a JSON object'],
    ['StringEquals', 'A Condition is a JSON object'],
    [{ StringEquals: { k: '${}' } }, 'policy variable'],
  ])('%j is refused: %s', (block, message) => {
    expect(() => compileCondition(block, true)).toThrow(PolicyError)
    expect(() => compileCondition(block, true)).toThrow(message)
  })
})
