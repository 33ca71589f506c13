import { compilePattern } from '../../src/patterns/event-pattern.ts'
import { InvalidPatternError } from '../../src/patterns/invalid-pattern.ts'

/** A pattern, records it takes, records it leaves. */
type Row = [title: string, pattern: unknown, taken: unknown[], left: unknown[]]

function verify(_title: string, pattern: unknown, taken: unknown[], left: unknown[]): void {
  const matches = compilePattern(pattern)
  for (const record of taken) expect({ record, taken: matches(record) }).toEqual({ record, taken: true })
  for (const record of left) expect({ record, taken: matches(record) }).toEqual({ record, taken: false })
}

/**
 * @documented Lambda Developer Guide, Control which events Lambda sends to your function, Filter rule syntax:
 *   the table of "all the comparison operators available for Lambda event filtering"
 */
describe('comparison operators of Lambda filter criteria', () => {
  test.each<Row>([
    ['Null: UserID is null', { UserID: [null] }, [{ UserID: null }], [{ UserID: '' }, {}]],
    ['Empty: LastName is empty', { LastName: [''] }, [{ LastName: '' }], [{ LastName: null }, {}]],
    ['Equals: Name is "Alice"', { Name: ['Alice'] }, [{ Name: 'Alice' }], [{ Name: 'alice' }, {}]],
    [
      'Equals (ignore case): Name is "Alice"',
      { Name: [{ 'equals-ignore-case': 'alice' }] },
      [{ Name: 'Alice' }, { Name: 'ALICE' }],
      [{ Name: 'Alicia' }],
    ],
    [
      'Equals (ignore case): Name is "Alice", whatever the case in the pattern',
      { Name: [{ 'equals-ignore-case': 'ALICE' }] },
      [{ Name: 'Alice' }, { Name: 'alice' }],
      [{ Name: 'Alicia' }],
    ],
    [
      'And: Location is "New York" and Day is "Monday"',
      { Location: ['New York'], Day: ['Monday'] },
      [{ Location: 'New York', Day: 'Monday', more: 1 }],
      [{ Location: 'New York', Day: 'Sunday' }, { Location: 'New York' }],
    ],
    [
      'Or: PaymentType is "Credit" or "Debit"',
      { PaymentType: ['Credit', 'Debit'] },
      [{ PaymentType: 'Credit' }, { PaymentType: 'Debit' }],
      [{ PaymentType: 'Cash' }],
    ],
    [
      'Or (multiple fields): Location is "New York", or Day is "Monday"',
      { $or: [{ Location: ['New York'] }, { Day: ['Monday'] }] },
      [{ Location: 'New York' }, { Day: 'Monday' }],
      [{ Location: 'Paris', Day: 'Sunday' }],
    ],
    [
      'Not: Weather is anything but "Raining"',
      { Weather: [{ 'anything-but': ['Raining'] }] },
      [{ Weather: 'Sunny' }, { Weather: null }],
      [{ Weather: 'Raining' }, {}],
    ],
    [
      'Numeric (equals): Price is 100',
      { Price: [{ numeric: ['=', 100] }] },
      [{ Price: 100 }, { Price: 1e2 }],
      [{ Price: '100' }, { Price: 101 }],
    ],
    [
      'Numeric (range): Price is more than 10, and less than or equal to 20',
      { Price: [{ numeric: ['>', 10, '<=', 20] }] },
      [{ Price: 10.5 }, { Price: 20 }],
      [{ Price: 10 }, { Price: 20.5 }, { Price: '15' }],
    ],
    ['Exists: ProductName exists', { ProductName: [{ exists: true }] }, [{ ProductName: null }], [{}]],
    [
      'Does not exist: ProductName does not exist',
      { ProductName: [{ exists: false }] },
      [{}, { Other: 1 }],
      [{ ProductName: 'x' }, { ProductName: null }],
    ],
    [
      'Begins with: Region is in the US',
      { Region: [{ prefix: 'us-' }] },
      [{ Region: 'us-east-1' }],
      [{ Region: 'eu' }],
    ],
    [
      'Ends with: FileName ends with .png',
      { FileName: [{ suffix: '.png' }] },
      [{ FileName: 'a.png' }],
      [{ FileName: 'a' }],
    ],
  ])('%s', verify)
})

describe('matching of nested documents and arrays', () => {
  /**
   * @documented README of github.com/aws/event-ruler, which EventBridge, Lambda and SNS share: the sentences
   *   on nested fields and arrays that the titles quote
   */
  test.each<Row>([
    [
      '"The rule matches if the intersection between the event array and rule-array is non-empty"',
      { resources: ['a', 'b'] },
      [{ resources: ['x', 'b'] }, { resources: [['a']] }],
      [{ resources: ['x'] }, { resources: [] }],
    ],
    [
      '"No match in which any two fields are in different elements of the same array"',
      { employees: { firstName: ['Anna'], lastName: ['Jones'] } },
      [{ employees: [{ firstName: 'Anna', lastName: 'Jones' }] }],
      [
        {
          employees: [
            { firstName: 'Anna', lastName: 'Smith' },
            { firstName: 'Peter', lastName: 'Jones' },
          ],
        },
      ],
    ],
    [
      '"The array structure is crushed out", also of arrays in arrays',
      { employees: { firstName: ['Anna'] } },
      [{ employees: [[{ firstName: 'John' }, { firstName: 'Anna' }], [{ firstName: 'Peter' }]] }],
      [{ employees: [[{ firstName: 'John' }]] }],
    ],
    [
      '"Exists match only works on the leaf nodes": an object there counts as absent',
      { detail: { count: [{ exists: false }] } },
      [{ detail: { state: 'x' } }, { detail: { count: { c1: 100 } } }, {}],
      [{ detail: { count: 1 } }],
    ],
    [
      '"It will compile to the same internal representation": dots and nesting, in rules and in events',
      { detail: { 'state.status': ['running'] } },
      [
        { detail: { state: { status: 'running' } } },
        { detail: { 'state.status': 'running' } },
        { 'detail.state': { status: 'running' } },
        { 'detail.state.status': 'running', detail: { state: { code: 1 } } },
      ],
      [{ detail: { state: 'running' } }],
    ],
    [
      'several alternatives at once: "Parallel Or"',
      { $or: [{ a: [1] }, { b: [1] }], detail: { $or: [{ c: [1] }, { d: [1] }] } },
      [
        { a: 1, detail: { d: 1 } },
        { b: 1, detail: { c: 1 } },
      ],
      [{ a: 1, detail: {} }, { detail: { c: 1 } }],
    ],
    [
      '"Otherwise, Ruler just treats the $or as normal field name"',
      { $or: { a: [1] } },
      [{ $or: { a: 1 } }],
      [{ a: 1 }],
    ],
    [
      'a rule with a dot, and another field of the same object',
      { 'detail.a': [1], detail: { b: [2] } },
      [{ detail: { a: 1, b: 2 } }, { 'detail.a': 1, 'detail.b': 2 }, { 'detail.a': 1, detail: { b: 2 } }],
      [{ detail: { a: 1 } }, { detail: { b: 2 } }],
    ],
    [
      'an event with the same object twice, with dots and nested',
      { a: { b: { c: [1], d: [1] } } },
      [
        { 'a.b': { c: 1 }, a: { b: { d: 1 } } },
        { a: { b: { d: 1 } }, 'a.b': { c: 1 } },
      ],
      [{ 'a.b': { c: 1 }, a: { b: 1 } }],
    ],
  ])('%s', verify)

  /** @own not documented by AWS: how anything-but and exists meet arrays, and names that JavaScript knows */
  test.each<Row>([
    [
      'absent is what no element of an array has',
      { items: { gift: [{ exists: false }] } },
      [{ items: [{ sku: 1 }, { sku: 2 }] }, { items: [] }],
      [{ items: [{ sku: 1 }, { gift: true }] }],
    ],
    [
      'anything-but needs a value that is something else; of an array, one is enough',
      { state: [{ 'anything-but': 'on' }] },
      [{ state: ['on', 'off'] }],
      [{ state: ['on'] }, { state: [] }, {}],
    ],
    [
      'names are data: constructor and __proto__ are only there if sent',
      { constructor: [{ exists: true }] },
      [{ constructor: 'x' }],
      [{}],
    ],
  ])('%s', verify)

  /** @documented Lambda API Reference, Filter, Pattern: a filter pattern is text */
  test('a pattern may be the JSON text in FilterCriteria', () => {
    const matches = compilePattern('{"body":{"type":["placed"],"total":{"amount":[{"numeric":[">=",100]}]}}}')
    expect(matches({ messageId: 'm', body: { type: 'placed', total: { amount: 100 } } })).toBe(true)
    expect(matches({ messageId: 'm', body: 'placed' })).toBe(false)
  })
})

/** An `$or` that is a name because of an operator's name in it, so that its members are expressions. */
const operatorAsName = (name: string): [pattern: unknown, message: string] => [
  { $or: [{ x: [1] }, { [name]: [1], y: [1] }] },
  'Only one key allowed in match expression',
]

/** @own what is refused, mostly in the words of event-ruler */
describe('refuses a pattern that is not valid', () => {
  test.each<[pattern: unknown, message: string]>([
    ['{"a":', 'not valid JSON'],
    ['[]', 'Filter is not an object'],
    [{}, 'Empty objects are not allowed'],
    [{ a: {} }, 'Empty objects are not allowed'],
    [{ a: 'b' }, '"a" must be an object or an array'],
    [{ a: [] }, 'Empty arrays are not allowed'],
    [{ a: [['b']] }, 'Match value must be String, number, true, false, or null'],
    [{ a: [{}] }, 'Match expression name not found'],
    [{ a: [{ prefix: 'x', suffix: 'y' }] }, 'Only one key allowed in match expression'],
    [{ a: [{ regex: '.*' }] }, 'Unrecognized match type regex'],
    // Not in Lambda's table, though EventBridge has them.
    [{ a: [{ wildcard: 'x*' }] }, 'Unrecognized match type wildcard'],
    [{ a: [{ cidr: '10.0.0.0/8' }] }, 'Unrecognized match type cidr'],
    [{ a: [{ 'anything-but': { prefix: 'x' } }] }, 'Unsupported anything-but pattern: prefix'],
    [{ a: [{ prefix: 1 }] }, 'prefix match pattern must be a string'],
    [{ a: [{ exists: 'yes' }] }, 'exists match pattern must be either true or false.'],
    [{ a: [{ numeric: ['>', 6e9] }] }, 'Value must be between -5000000000 and 5000000000'],
    [{ a: [{ 'anything-but': ['x', 1] }] }, 'mixed type is not supported'],
    [{ a: { b: [1] }, 'a.b': [2] }, 'Path `a.b` cannot be allowed multiple times'],
    [{ a: { c: [1] }, 'a.b': [2], 'a.c': [1] }, 'Path `a.c` cannot be allowed multiple times'],
    [{ a: [{ exists: 1 }] }, 'exists match pattern must be either true or false.'],
    [{ a: [{ 'anything-but': [5e9 + 1] }] }, 'Value must be between -5000000000 and 5000000000'],
    // An alternative with the name of an operator, or only one, makes $or a name.
    [{ $or: [{ a: [1] }] }, 'Unrecognized match type a'],
    [{ $or: [{ a: [1] }, 1] }, 'Unrecognized match type a'],
    ...['anything-but', 'cidr', 'equals-ignore-case', 'exactly', 'exists'].map(operatorAsName),
    ...['numeric', 'prefix', 'suffix', 'wildcard'].map(operatorAsName),
  ])('%j: %s', (pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(InvalidPatternError)
    expect(() => compilePattern(pattern)).toThrow(message)
  })

  /** @own how deeply a pattern may be nested */
  test('a pattern that is nested too deeply to be compiled', () => {
    const levels = (count: number) => `${'{"a":'.repeat(count)}["x"]${'}'.repeat(count)}`
    expect(() => compilePattern(levels(199))).not.toThrow()
    expect(() => compilePattern(levels(200_000))).toThrow(InvalidPatternError)
    expect(() => compilePattern(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).toThrow('200 levels')
  })
})

/** @own records that are nested more deeply than the call stack allows */
test.each([
  ['objects', '{"a":'.repeat(200_000), '}'.repeat(200_000)],
  ['arrays', '['.repeat(200_000), ']'.repeat(200_000)],
  ['objects in arrays', '[{"a":'.repeat(200_000), '}]'.repeat(200_000)],
  ['a name of many parts', `{"${'a.'.repeat(200_000)}`, '":1}'],
])('%s of thousands of levels are matched as others are', (_, opening, closing) => {
  const matches = compilePattern({ wanted: ['x'], deep: { a: [{ exists: true }] } })
  const deep: unknown = JSON.parse(`${opening}${closing.startsWith('"') ? '' : '1'}${closing}`)
  expect(matches({ wanted: 'x', deep })).toBe(false)
  expect(matches({ wanted: 'x', deep: [{ b: deep }, { a: 1 }] })).toBe(true)
})
