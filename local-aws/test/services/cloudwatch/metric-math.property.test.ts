import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import fc from 'fast-check'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

/*
 * Whatever an expression is, GetMetricData answers it with finite numbers at rising times, or refuses it with a
 * ValidationError that names its query.
 */

let aws: CloudWatchRig

beforeAll(async () => {
  aws = await openCloudWatch()
  const now = aws.clock.now()
  for (let minute = 1; minute <= 5; minute++) {
    const Timestamp = new Date(now - minute * 60_000)
    await aws.put({ MetricName: 'a', Value: minute - 3, Timestamp })
    if (minute % 2) await aws.put({ MetricName: 'b', Value: 10 * minute, Timestamp })
  }
})
afterAll(() => aws.close())

async function check(Expression: string): Promise<void> {
  const now = aws.clock.now()
  const metric = (Id: string) => ({
    Id,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: Id }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  })
  const request = new GetMetricDataCommand({
    MetricDataQueries: [
      metric('a'),
      metric('b'),
      { Id: 's', Expression: "SEARCH('{Shop}', 'Sum', 60)", ReturnData: false },
      { Id: 'e', Expression },
    ],
    StartTime: new Date(now - 300_000),
    EndTime: new Date(now),
    ScanBy: 'TimestampAscending',
  })
  const answer = await aws.client.send(request).catch(error => error)
  if (answer instanceof Error) {
    expect(answer).toMatchObject({ Code: 'ValidationError' })
    expect(answer.message).toMatch(/^Error in expression '[es]' \[/)
    return
  }
  for (const { Values, Timestamps } of answer.MetricDataResults) {
    expect(Values.every(Number.isFinite)).toBe(true)
    const times: number[] = Timestamps.map(Number)
    expect(times).toEqual([...new Set(times)].sort((x, y) => x - y))
  }
}

const FUNCTIONS = [
  'ABS',
  'AVG',
  'CEIL',
  'DATAPOINT_COUNT',
  'DATE',
  'DAY',
  'DIFF',
  'DIFF_TIME',
  'EPOCH',
  'FILL',
  'FIRST',
  'FLOOR',
  'HOUR',
  'IF',
  'LAST',
  'LOG',
  'LOG10',
  'MAX',
  'METRICS',
  'METRIC_COUNT',
  'MIN',
  'MINUTE',
  'MONTH',
  'PERIOD',
  'RATE',
  'REMOVE_EMPTY',
  'RUNNING_SUM',
  'SEARCH',
  'SLICE',
  'SORT',
  'STDDEV',
  'SUM',
  'TIME_SERIES',
  'YEAR',
  'NONE',
  'ANOMALY_DETECTION_BAND',
]
const LEAVES = [
  'a',
  'b',
  's',
  'e',
  'z',
  '0',
  '2.5',
  '1e300',
  'REPEAT',
  'LINEAR',
  'AVG',
  'DESC',
  '"a"',
  "'x y'",
  '[]',
  'METRICS()',
]

/** Expressions that are well formed, most of them without sense. */
const { expression } = fc.letrec<{ expression: string }>(tie => ({
  expression: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...LEAVES),
    fc
      .tuple(fc.constantFrom(...FUNCTIONS), fc.array(tie('expression'), { maxLength: 4 }))
      .map(([name, operands]) => `${name}(${operands.join(', ')})`),
    fc
      .tuple(
        tie('expression'),
        fc.constantFrom('+', '-', '*', '/', '^', '<', '>=', '==', '!=', 'AND', '||'),
        tie('expression'),
      )
      .map(parts => parts.join(' ')),
    fc.array(tie('expression'), { maxLength: 3 }).map(items => `[${items.join(', ')}]`),
    tie('expression').map(inner => `-(${inner})`),
  ),
}))

/** @own the reading of expressions */
test('any well-formed expression is answered or refused', () =>
  fc.assert(fc.asyncProperty(expression, check), { numRuns: 300 }))

/** @own the reading of expressions */
test('any text is answered or refused', () => {
  const piece = fc.constantFrom(...FUNCTIONS, ...LEAVES, ...'()[],+-*/^<>=!&|"\'{} \\')
  const text = fc.oneof(
    fc.array(piece, { maxLength: 20 }).map(pieces => pieces.join('')),
    fc.string(),
  )
  return fc.assert(fc.asyncProperty(text, check), { numRuns: 300 })
})

/** @own the reading of expressions */
test('any search is answered or refused', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    'Shop',
    ',',
    '"',
    'a',
    'MetricName',
    '=',
    ' AND ',
    ' OR ',
    ' NOT ',
    '(',
    ')',
    ' ',
    '\\',
    '-',
  )
  const query = fc.array(piece, { maxLength: 20 }).map(pieces => pieces.join(''))
  const stat = fc.constantFrom('Sum', 'p99', 'Median', '', 'constructor')
  const period = fc.constantFrom('60', '45', '0', '1e300', 'a', 'REPEAT', '120')
  const search = fc
    .tuple(query, stat, period)
    .map(([text, ...rest]) => `SEARCH('${text}', '${rest[0]}', ${rest[1]})`)
  return fc.assert(fc.asyncProperty(search, check), { numRuns: 300 })
})
