import { type LogsRig, openLogs } from './logs-rig.ts'

/*
 * The examples of CloudWatch Logs, "Filter pattern syntax for metric filters, subscription filters, filter log
 * events, and Live Tail", and what its sentences say.
 */

let aws: LogsRig

beforeAll(async () => {
  aws = await openLogs()
})
afterAll(() => aws.rig.close())

let group = 0

/** Which of `lines` the pattern finds. */
async function found(filterPattern: string, lines: readonly string[]) {
  const logGroupName = `/patterns/${group++}`
  aws.write(logGroupName, 's', ...lines)
  return await aws.filter({ logGroupName, filterPattern })
}

describe('terms', () => {
  const LINES = [
    '[ERROR 400] BAD REQUEST',
    '[ERROR 401] UNAUTHORIZED REQUEST',
    '[ERROR 419] MISSING ARGUMENTS',
    'WARN',
  ]
  const [BAD, UNAUTHORIZED, MISSING, WARN] = LINES

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax: terms, phrases, exclusions, optional terms
   *   and regular expressions
   */
  test.each([
    ['', LINES],
    ['ERROR', [BAD, UNAUTHORIZED, MISSING]],
    ['error', []],
    ['ERROR REQUEST', [BAD, UNAUTHORIZED]],
    ['REQUEST ERROR', [BAD, UNAUTHORIZED]],
    ['"BAD REQUEST"', [BAD]],
    ['ERROR -ARGUMENTS', [BAD, UNAUTHORIZED]],
    ['ERROR -"BAD REQUEST"', [UNAUTHORIZED, MISSING]],
    ['?ARGUMENTS ?WARN', [MISSING, WARN]],
    ['?"BAD REQUEST" ?WARN', [BAD, WARN]],
    ['%ERROR 4[01]0%', [BAD]],
    ['%AUTHORIZED%', [UNAUTHORIZED]],
  ])('%s', async (pattern, expected) => {
    expect(await found(pattern, LINES)).toEqual(expected)
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax: "If you combine ? with other filter
   *   patterns, all question mark terms will be ignored"
   */
  test('"If you combine ? with other filter patterns, all question mark terms will be ignored"', async () => {
    expect(await found('?ERROR ?ARGUMENTS REQUEST', ['INFO REQUEST', 'ERROR'])).toEqual(['INFO REQUEST'])
  })
})

describe('JSON', () => {
  const EVENT = JSON.stringify({
    eventType: 'UpdateTrail',
    sourceIPAddress: '111.111.111.111',
    arrayKey: ['value', 'another value'],
    objectList: [
      { name: 'a', id: 1 },
      { name: 'b', id: 2 },
    ],
    SomeObject: null,
    ThisFlag: true,
    'cluster.name': 'c',
    latency: 55.5,
    coordinates: [[0, 1, 2]],
    quoted: 'a "b" c',
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax, JSON: property selectors, comparisons,
   *   wild cards, IS NULL, IS TRUE, NOT EXISTS and compound expressions
   */
  test.each([
    '{ $.eventType = "UpdateTrail" }',
    '{$.eventType=UpdateTrail}',
    '{ $.eventType = "Update*" }',
    '{ $.eventType = "*Trail" }',
    '{ $.eventType = *dateTr* }',
    '{ $.eventType = * }',
    '{ $.eventType = %Trail% }',
    '{ $.eventType != "CreateTrail" }',
    '{ $.sourceIPAddress != 123.123.* }',
    '{ $.sourceIPAddress = 111.* }',
    '{ $.arrayKey[0] = "value" }',
    '{ $.arrayKey[*] = "another value" }',
    '{ $.objectList[1].id = 2 }',
    '{ $.objectList[*].name = "b" }',
    '{ $.coordinates[0][2] = 2 }',
    '{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }',
    '{ $.[\'cluster.name\'] = "c" }',
    '{ $.quoted = "a \\"b\\" c" }',
    '{ $.SomeObject IS NULL }',
    '{ $.ThisFlag IS TRUE }',
    '{ $.SomeOtherObject NOT EXISTS }',
    '{ $.latency >= 55.5 && $.latency < 1e2 }',
    '{ ($.objectList[0].id = 1) && ($.objectList[0].name = "a") }',
    '{ $.eventType = "UpdateTrail" || $.latency = 0 && $.latency = 1 }',
  ])('%s is this event', async pattern => {
    expect(await found(pattern, [EVENT])).toEqual([EVENT])
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax, JSON: comparisons are case-sensitive; &&
   *   goes before ||
   */
  test.each([
    '{ $.eventType = "updateTrail" }',
    '{ $.eventType = "Trail" }',
    '{ $.eventType = "Up*Trail" }',
    '{ $.eventType != "UpdateTrail" }',
    '{ $.arrayKey[2] = * }',
    '{ $.SomeObject NOT EXISTS }',
    '{ $.eventType IS NULL }',
    '{ $.ThisFlag IS FALSE }',
    '{ $.latency > 55.5 }',
    '{ ($.eventType = "UpdateTrail" || $.latency = 0) && $.latency = 1 }',
  ])('%s is another', async pattern => {
    expect(await found(pattern, [EVENT])).toEqual([])
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax, JSON: "If a property selector points to an
   *   array or object, the metric filter won't match the log format"
   */
  test('"If a property selector points to an array or object, the metric filter won\'t match the log format", whatever it compares', async () => {
    expect(await found('{ $.users = 1 }', ['{"users":[1,2,3]}'])).toEqual([])
    expect(await found('{ $.users != 1 }', ['{"users":[1,2,3]}'])).toEqual([])
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax, JSON: compound expressions with &&, and
   *   wild cards at the start and end
   */
  test('every condition counts, and each wild card', async () => {
    const [ours, other] = ['{"m":"hop","id":"01a2-3"}', '{"m":"hop","id":"x 01a2-3"}']
    expect(await found('{ $.m = "hop" && $.id = "01a2*" }', [ours, other, '{"id":"01a2-3"}'])).toEqual([ours])
    expect(await found('{ $.m = "hop" && $.id = "*01a2-3" }', [ours, other])).toEqual([ours, other])
  })

  /**
   * @documented CloudWatch Logs User Guide, Filter pattern syntax, JSON: the patterns are for events in JSON
   */
  test('text that is not JSON is ignored', async () => {
    expect(await found('{ $.a = "b" }', ['{"a":"b"', 'a b', '["b"]', '{"a":"b"}'])).toEqual(['{"a":"b"}'])
  })
})

/**
 * @documented CloudWatch Logs API Reference, FilterLogEvents, InvalidParameterException: "A parameter is
 *   specified incorrectly."
 * @recorded
 *   tests/aws/services/logs/test_logs_metric_filters.py::TestMetricFiltersValidation::test_put_metric_filter_invalid_filter_pattern,
 *   2026-02-05
 */
test.each(['{ $.a = }', '{ $.a = "x" ', '{ a = 1 }', '{ $.a > "x" }', '{ $.a = 1 } more', '"open', '%[%'])(
  '%s is refused',
  async filterPattern => {
    await expect(found(filterPattern, [])).rejects.toMatchObject({ name: 'InvalidParameterException' })
  },
)

/** @documented CloudWatch Logs User Guide, Supported regular expressions (regex) syntax: "The ( and ) operators are not supported. You cannot use parentheses to define a subpattern." */
test.each(['%(a+)+$%', '%a(?=b)%', '{ $.a = %(a|a)*b% }'])('%s is refused by name', async filterPattern => {
  await expect(found(filterPattern, [])).rejects.toThrow('is not supported')
})

/** @documented CloudWatch Logs User Guide, Supported regular expressions (regex) syntax: "For example,%something!% would be rejected since '!' is not supported." */
test.each(['%something!%', '%é%'])('%s is refused by name', async filterPattern => {
  await expect(found(filterPattern, [])).rejects.toThrow('is not supported')
})

/** @documented CloudWatch Logs User Guide, Filter pattern syntax: "There is a limit of 2 regex for each filter pattern when creating a delimited or JSON filter pattern" */
test('a JSON pattern has at most two regular expressions', async () => {
  await expect(found('{ $.a = %a% && $.b = %b% }', ['{"a":"a","b":"b"}'])).resolves.toHaveLength(1)
  await expect(found('{ $.a = %a% && $.b = %b% && $.c = %c% }', [])).rejects.toThrow(
    'more than 2 regular expressions',
  )
})

/** @own regular expressions of users take a time proportional to the text */
test.each([
  ['%a*a*a*a*b%', 'a'.repeat(250)],
  ['{ $.a = %a*a*a*a*b$% }', JSON.stringify({ a: 'a'.repeat(250) })],
  ['{ $.a > 3 }', JSON.stringify({ a: `${'1'.repeat(900_000)}x` })],
])('%s is found in linear time', async (filterPattern, line) => {
  expect(await found(filterPattern, [line])).toEqual([])
})

/** @documented CloudWatch Logs API Reference, FilterLogEvents, filterPattern: a length of at most 1024 */
test('a pattern has at most 1,024 characters', async () => {
  await expect(found('a'.repeat(1025), [])).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: expect.stringMatching(
      /^1 validation error detected: .* at 'filterPattern' failed .* less than or equal to 1024$/,
    ),
  })
})

/** @own space-delimited patterns, refused as not simulated */
test('space-delimited patterns are refused by name', async () => {
  await expect(found('[ip, user, status = 4*]', [])).rejects.toThrow('space-delimited')
})
