import { GetMetricDataCommand, type GetMetricDataCommandInput } from '@aws-sdk/client-cloudwatch'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const query = (Id: string, MetricName: string) => ({
  Id,
  MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
})

function get(input: Partial<GetMetricDataCommandInput>) {
  const now = aws.clock.now()
  return aws.client.send(
    new GetMetricDataCommand({
      MetricDataQueries: [query('a', 'a')],
      StartTime: new Date(now - 240_000),
      EndTime: new Date(now),
      ...input,
    }),
  )
}

/** One value a minute, the last of them in the minute that just ended. */
async function putMinutes(MetricName: string, values: (number | undefined)[]) {
  const start = aws.clock.now() - values.length * 60_000
  const data = values.flatMap((Value, index) =>
    Value === undefined ? [] : { MetricName, Value, Timestamp: new Date(start + index * 60_000) },
  )
  await aws.put(...data)
}

/**
 * @documented CloudWatch API Reference, GetMetricData, ScanBy: TimestampDescending is the default
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_get_metric_data_for_multiple_metrics[query],
 *   2025-09-19
 */
test('several metrics in one request, each newest first (ScanBy: "TimestampDescending")', async () => {
  await putMinutes('a', [1, 2])
  await putMinutes('b', [3])
  const at = (minute: number) => new Date(aws.clock.now() - minute * 60_000)

  const { MetricDataResults } = await get({ MetricDataQueries: [query('x', 'a'), query('y', 'b')] })
  expect(MetricDataResults).toEqual([
    { Id: 'x', Label: 'a', Timestamps: [at(1), at(2)], Values: [2, 1], StatusCode: 'Complete' },
    { Id: 'y', Label: 'b', Timestamps: [at(1)], Values: [3], StatusCode: 'Complete' },
  ])
})

/**
 * @documented CloudWatch API Reference, GetMetricData, EndTime: "The time stamp indicating the latest data to
 *   be returned"; it is exclusive
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_get_metric_with_no_results[query],
 *   2025-09-19
 */
test('the end of the range is outside, and a metric without values has an empty result', async () => {
  await aws.put({ MetricName: 'a', Value: 1 })

  const { MetricDataResults } = await get({})
  expect(MetricDataResults).toMatchObject([{ Id: 'a', Values: [], StatusCode: 'Complete' }])
})

/** @own not documented by AWS: values that occurred no times */
test('values that occurred no times have no average', async () => {
  const Timestamp = new Date(aws.clock.now() - 60_000)
  await aws.put({ MetricName: 'a', Values: [5], Counts: [0], Timestamp })
  const average = { ...query('a', 'a'), MetricStat: { ...query('a', 'a').MetricStat, Stat: 'Average' } }

  const { MetricDataResults } = await get({ MetricDataQueries: [average] })
  expect(MetricDataResults).toMatchObject([{ Values: [], Timestamps: [] }])
})

/**
 * @documented CloudWatch API Reference, GetMetricData, MaxDatapoints: "The maximum number of data points the
 *   request should return before paginating."
 */
test('MaxDatapoints cuts, and NextToken goes on', async () => {
  await putMinutes('a', [1, 2, 3])
  await putMinutes('b', [4])
  const queries = { MetricDataQueries: [query('a', 'a'), query('b', 'b')], MaxDatapoints: 2 }

  const first = await get(queries)
  expect(first.MetricDataResults).toMatchObject([
    { Values: [3, 2], StatusCode: 'PartialData' },
    { Values: [] },
  ])
  const second = await get({ ...queries, NextToken: first.NextToken })
  expect(second.MetricDataResults).toMatchObject([{ Values: [1] }, { Values: [4] }])
  expect(second.NextToken).toBeUndefined()
})

/**
 * @documented CloudWatch User Guide, Using math expressions with CloudWatch metrics: the functions and
 *   operators
 */
describe('metric math (CloudWatch, "Using math expressions with CloudWatch metrics")', () => {
  beforeEach(async () => {
    await putMinutes('a', [1, 2, undefined, 4])
    await putMinutes('b', [10, undefined, undefined, 40])
  })

  test.each([
    ['a + b', [11, 44]],
    ['b / a - 1', [9, 9]],
    ['100 * (a + 1)', [200, 300, 500]],
    ['-a ^ 2', [1, 4, 16]],
    ['a / (a - 1)', [2, 4 / 3]],
    ['SUM(METRICS())', [11, 2, 44]],
    ['SUM([a, b])', [11, 2, 44]],
    ['AVG(METRICS())', [5.5, 2, 22]],
    ['MAX([a,b])', [10, 2, 40]],
    ['a - MIN(a)', [0, 1, 3]],
    ['FILL(a, 0)', [1, 2, 0, 4]],
    ['FILL(b, REPEAT)', [10, 10, 10, 40]],
    ['FILL(a, 0) + FILL(b, 0)', [11, 2, 0, 44]],
    ['SUM(FILL(METRICS(), 1))', [11, 3, 2, 44]],
    ['CEIL(a / 3)', [1, 1, 2]],
  ])('%s', async (expression, expected) => {
    expect(await aws.math(expression)).toEqual(expected)
  })

  /**
   * @documented CloudWatch User Guide, Using math expressions with CloudWatch metrics: an expression refers
   *   to ids, and yields a time series
   * @own anomaly detection, refused as not simulated
   */
  test.each([
    ['ANOMALY_DETECTION_BAND(a)', 'ANOMALY_DETECTION_BAND'],
    ['c + 1', 'refers to c'],
    ['e + 1', 'itself'],
    ['1 + 1', 'time series'],
    ['(a', 'an end'],
  ])('%s is refused by name', async (expression, named) => {
    await expect(aws.math(expression)).rejects.toThrow(named)
  })
})

/**
 * @documented CloudWatch API Reference, GetMetricData: StartTime is before EndTime; ids are unique and start
 *   with a lowercase letter; MetricStat or Expression
 */
test.each<[string, Partial<GetMetricDataCommandInput>]>([
  ['a range that ends before it starts', { StartTime: new Date(60_000), EndTime: new Date(0) }],
  ['no queries', { MetricDataQueries: [] }],
  ['the same id twice', { MetricDataQueries: [query('a', 'a'), query('a', 'b')] }],
  ['an id that is none', { MetricDataQueries: [query('A', 'a')] }],
  ['neither metric nor expression', { MetricDataQueries: [{ Id: 'a' }] }],
])('%s is refused', async (_, input) => {
  await expect(get(input)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
})
