import { ListMetricsCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { type CloudWatchRig, openCloudWatch } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const ALL = { Statistics: ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'] as const }
const all = () => aws.statistics({ Statistics: [...ALL.Statistics] })

/**
 * @documented CloudWatch User Guide, CloudWatch concepts, Statistics: Sum, Minimum, Maximum, SampleCount and
 *   Average over a period
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_get_metric_statistics[query],
 *   2025-09-19
 */
test('values of a minute become one datapoint with its statistics (CloudWatch concepts, "Statistics")', async () => {
  await aws.put(
    { MetricName: 'orders', Value: 4, Unit: 'Count' },
    { MetricName: 'orders', Value: 8, Unit: 'Count' },
  )

  expect(await all()).toEqual([
    {
      Timestamp: new Date(aws.clock.now()),
      SampleCount: 2,
      Sum: 12,
      Average: 6,
      Minimum: 4,
      Maximum: 8,
      Unit: 'Count',
    },
  ])
})

/**
 * @documented CloudWatch API Reference, MetricDatum, Counts: "the number of times that value occurred during
 *   the period"
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_put_metric_data_values_list[query],
 *   2025-09-19
 */
test('values with counts (Counts: "the number of times that value occurred during the period") and statistic sets add up', async () => {
  await aws.put(
    { MetricName: 'orders', Values: [1, 10], Counts: [3, 1] },
    { MetricName: 'orders', StatisticValues: { SampleCount: 2, Sum: 50, Minimum: 20, Maximum: 30 } },
  )

  expect(await all()).toEqual([
    expect.objectContaining({ SampleCount: 6, Sum: 63, Average: 10.5, Minimum: 1, Maximum: 30 }),
  ])
})

/**
 * @documented CloudWatch API Reference, PutMetricData: "CloudWatch treats each unique combination of
 *   dimensions as a separate metric"
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_multiple_dimensions_statistics[query],
 *   2025-09-19
 */
test('each combination of dimensions is a metric of its own ("CloudWatch treats each unique combination of dimensions as a separate metric")', async () => {
  const Dimensions = [{ Name: 'Region', Value: 'north' }]
  await aws.put({ MetricName: 'orders', Value: 1 }, { MetricName: 'orders', Value: 2, Dimensions })

  const [none] = await aws.statistics({ Statistics: ['Sum'] })
  const [north] = await aws.statistics({ Statistics: ['Sum'], Dimensions })
  expect([none?.Sum, north?.Sum]).toEqual([1, 2])
})

/**
 * @documented CloudWatch API Reference, MetricStat, Unit: "If you omit Unit, all data … is returned, along
 *   with the corresponding units"
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_handle_different_units[query],
 *   2025-09-19
 */
test('units are kept apart ("If you omit Unit, all data … is returned, along with the corresponding units")', async () => {
  await aws.put(
    { MetricName: 'orders', Value: 1, Unit: 'Count' },
    { MetricName: 'orders', Value: 2, Unit: 'Bytes' },
  )

  expect((await all()).map(({ Unit, Sum }) => [Unit, Sum])).toEqual([
    ['Count', 1],
    ['Bytes', 2],
  ])
  expect(await aws.statistics({ Statistics: ['Sum'], Unit: 'Bytes' })).toHaveLength(1)
})

/**
 * @documented CloudWatch API Reference, GetMetricStatistics, Period: "The granularity, in seconds, of the
 *   returned data points."
 */
test('a period collects minutes, from the start of the range on', async () => {
  const at = (minute: number) => new Date(aws.clock.now() - minute * 60_000)
  await aws.put(
    { MetricName: 'orders', Value: 1, Timestamp: at(10) },
    { MetricName: 'orders', Value: 2, Timestamp: at(6) },
    { MetricName: 'orders', Value: 4, Timestamp: at(5) },
  )

  const datapoints = await aws.statistics({
    Statistics: ['Sum'],
    Period: 300,
    StartTime: at(10),
    EndTime: at(0),
  })
  expect(datapoints.map(({ Timestamp, Sum }) => [Timestamp, Sum])).toEqual([
    [at(10), 3],
    [at(5), 4],
  ])
})

/**
 * @documented CloudWatch API Reference, MetricDatum, StorageResolution: 1 stores the metric with a resolution
 *   of one second
 */
test('a high-resolution metric has seconds ("StorageResolution 1"), others minutes', async () => {
  await aws.clock.advanceBy({ seconds: 30 })
  await aws.put({ MetricName: 'orders', Value: 1, StorageResolution: 1 }, { MetricName: 'slow', Value: 1 })
  const range = { StartTime: new Date(aws.clock.now() - 60_000), Statistics: ['Sum' as const], Period: 1 }

  expect(await aws.statistics(range)).toMatchObject([{ Timestamp: new Date(aws.clock.now()) }])
  expect(await aws.statistics({ ...range, MetricName: 'slow' })).toMatchObject([
    { Timestamp: new Date(aws.clock.now() - 30_000) },
  ])
})

/**
 * @documented CloudWatch User Guide, CloudWatch concepts, Percentiles: "p95 … means that 95 percent of the
 *   data within the period is lower than this value"
 */
test('percentiles (CloudWatch concepts: "p95 … means that 95 percent of the data within the period is lower than this value")', async () => {
  await aws.put({ MetricName: 'orders', Values: Array.from({ length: 100 }, (_, index) => index + 1) })

  const [datapoint] = await aws.statistics({ ExtendedStatistics: ['p50', 'p99', 'p100'] })
  expect(datapoint?.ExtendedStatistics).toEqual({ p50: 50, p99: 99, p100: 100 })
})

/** @documented CloudWatch User Guide, CloudWatch concepts, Percentiles: p99.9 of a period */
test('p99.9 of 1,000 values is the 999th', async () => {
  await aws.put({ MetricName: 'orders', Values: [1, 2], Counts: [999, 1] })
  const [datapoint] = await aws.statistics({ ExtendedStatistics: ['p99.9'] })
  expect(datapoint?.ExtendedStatistics).toEqual({ 'p99.9': 1 })
})

/** @own the precision of percentiles */
test('a percentile is within half a percent, however the values spread', async () => {
  await aws.put({ MetricName: 'orders', Values: [1234.5678, 0.000123456, 98_765_432] })

  const [datapoint] = await aws.statistics({ ExtendedStatistics: ['p50'] })
  expect(datapoint?.ExtendedStatistics?.p50).toBe(1230)
})

/**
 * @documented CloudWatch API Reference, PutMetricData: percentiles of statistic sets only where Min and Max
 *   are equal, or SampleCount is 1
 */
test('statistic sets yield no percentiles, unless Min and Max are equal (PutMetricData)', async () => {
  const set = { SampleCount: 2, Sum: 6, Minimum: 3, Maximum: 3 }
  await aws.put({ MetricName: 'orders', StatisticValues: set })
  expect((await aws.statistics({ ExtendedStatistics: ['p90'] }))[0]?.ExtendedStatistics).toEqual({ p90: 3 })

  await aws.put({ MetricName: 'orders', StatisticValues: { ...set, Maximum: 4 } })
  expect((await aws.statistics({ ExtendedStatistics: ['p90'] }))[0]?.ExtendedStatistics).toEqual({})
})

/** @own gauges, which are read when they are asked for */
test('a gauge has the value of the moment when it is read, one a minute', async () => {
  let depth = 3
  aws.metrics.observe('AWS/SQS', () => [
    {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: 'q' },
      value: depth,
      unit: 'Count',
    },
  ])
  const read = () =>
    aws.statistics({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [{ Name: 'QueueName', Value: 'q' }],
      Statistics: ['Maximum', 'SampleCount'],
    })

  expect(await read()).toMatchObject([{ Maximum: 3, SampleCount: 1 }])
  depth = 1
  expect(await read()).toMatchObject([{ Maximum: 1, SampleCount: 1 }])
  await aws.clock.advanceBy({ minutes: 1 })
  depth = 7
  expect(await read()).toMatchObject([{ Maximum: 1 }, { Maximum: 7 }])
})

/**
 * @documented CloudWatch API Reference, ListMetrics: Namespace, MetricName, Dimensions, and RecentlyActive
 *   PT3H
 */
test('ListMetrics finds metrics by namespace, name and dimensions', async () => {
  const dimension = { Name: 'Region', Value: 'north' }
  await aws.put(
    { MetricName: 'orders', Value: 1 },
    { MetricName: 'refunds', Value: 1, Dimensions: [dimension] },
  )
  const list = async (input: object) => {
    const { Metrics = [] } = await aws.client.send(new ListMetricsCommand(input))
    return Metrics.map(({ MetricName }) => MetricName)
  }

  expect(await list({})).toEqual(['orders', 'refunds'])
  expect(await list({ Namespace: 'Shop', MetricName: 'orders' })).toEqual(['orders'])
  expect(await list({ Dimensions: [{ Name: 'Region' }] })).toEqual(['refunds'])
  expect(await list({ Dimensions: [{ Name: 'Region', Value: 'south' }] })).toEqual([])

  await aws.clock.advanceBy({ hours: 3, seconds: 1 })
  expect(await list({ RecentlyActive: 'PT3H' })).toEqual([])
})

/** @documented CloudWatch API Reference, ListMetrics: "Up to 500 results are returned for any one call." */
test('ListMetrics shows 500 metrics a page; the SDK compresses what puts them', async () => {
  await aws.put(...Array.from({ length: 501 }, (_, index) => ({ MetricName: `m${index}`, Value: 1 })))

  const first = await aws.client.send(new ListMetricsCommand({}))
  expect(first.Metrics).toHaveLength(500)
  const second = await aws.client.send(new ListMetricsCommand({ NextToken: first.NextToken }))
  expect(second.Metrics).toEqual([{ Namespace: 'Shop', MetricName: 'm500', Dimensions: [] }])
})

/**
 * @documented CloudWatch API Reference, PutMetricData: time stamps from two weeks before to two hours after;
 *   Counts as many as Values; StorageResolution 1 or 60
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_put_metric_data_validation[query],
 *   2025-09-19
 */
test.each([
  ['an old timestamp', { Timestamp: new Date(Date.UTC(2025, 11, 17)), Value: 1 }],
  ['a far timestamp', { Timestamp: new Date(Date.UTC(2026, 0, 1, 3)), Value: 1 }],
  ['counts that do not fit', { Values: [1, 2], Counts: [1] }],
  ['a storage resolution of 5', { Value: 1, StorageResolution: 5 }],
])('%s is refused, and nothing of the request is kept', async (_, datum) => {
  const put = aws.put({ MetricName: 'orders', Value: 1 }, { MetricName: 'orders', ...datum })

  await expect(put).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  expect(await all()).toEqual([])
})

/**
 * @documented CloudWatch API Reference, PutMetricData, Namespace: "you should not specify a namespace that
 *   begins with AWS/"
 */
test('namespaces of AWS are refused ("you should not specify a namespace that begins with AWS/")', async () => {
  const put = new PutMetricDataCommand({ Namespace: 'AWS/SQS', MetricData: [{ MetricName: 'm', Value: 1 }] })

  await expect(aws.client.send(put)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
})

/**
 * @documented CloudWatch API Reference, GetMetricStatistics: at most 1,440 data points
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_invalid_amount_of_datapoints[query],
 *   2025-09-19
 */
test('more than 1,440 datapoints are refused (GetMetricStatistics)', async () => {
  const request = aws.statistics({
    Statistics: ['Sum'],
    StartTime: new Date(aws.clock.now() - 24 * 3_600_000),
    EndTime: new Date(aws.clock.now() + 60_000),
  })

  await expect(request).rejects.toMatchObject({ name: 'InvalidParameterCombinationException' })
})

/**
 * @documented CloudWatch User Guide, CloudWatch statistics definitions: percents are up to 100; periods are
 *   1, 5, 10, 30, or a multiple of 60
 */
test('statistics and periods that are not simulated are refused by name', async () => {
  await expect(aws.statistics({ ExtendedStatistics: ['tm101'] })).rejects.toThrow('tm101')
  await expect(aws.statistics({ Statistics: ['Sum'], Period: 45 })).rejects.toThrow('Period')
})

/**
 * @documented CloudWatch User Guide, CloudWatch statistics definitions: percentiles, trimmed and winsorized
 *   statistics, and the percentile rank
 */
describe('extended statistics (CloudWatch, "CloudWatch statistics definitions")', () => {
  const one = async (name: string) => {
    const [datapoint] = await aws.statistics({ ExtendedStatistics: [name] })
    return datapoint?.ExtendedStatistics?.[name]
  }

  test.each([
    ['p50', 5],
    ['p99.9', 100],
    ['tm90', 5],
    ['tm100', 14.5],
    ['TM(10%:90%)', 5.5],
    ['TM(:90%)', 5],
    ['TM(10%:)', 16],
    ['TM(2:5)', 4],
    ['IQM', 5.5],
    ['tc90', 9],
    ['tc95', 9.5],
    ['TC(3:8)', 5],
    ['TC(3:)', 7],
    ['ts90', 45],
    ['TS(80%:)', 109],
    ['wm90', 5.4],
    ['WM(10%:90%)', 5.4],
    ['WM(3:5)', 4.3],
    ['PR(:9)', 90],
    ['PR(4:8)', 40],
    ['PR(:1000)', 100],
  ])('%s of 1 to 9 and 100 is %d', async (name, expected) => {
    await aws.put({ MetricName: 'orders', Values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 100] })
    expect(await one(name)).toBeCloseTo(expected)
  })

  test('values count as often as they occurred', async () => {
    await aws.put({ MetricName: 'orders', Values: [1, 10], Counts: [90, 10] })
    expect([await one('tm90'), await one('tc95'), await one('PR(:5)')]).toEqual([1, 95, 90])
  })

  /**
   * @documented CloudWatch API Reference, GetMetricStatistics: percentiles are "not available … when any of
   *   the metric values are negative numbers"
   */
  test('none are there of negative values ("not available … when any of the metric values are negative numbers")', async () => {
    await aws.put({ MetricName: 'orders', Values: [-1, 2] })
    expect([await one('p50'), await one('tm90')]).toEqual([undefined, undefined])
  })

  test.each([
    'TM(:)',
    'TM(10%:5)',
    'TM(10%:101%)',
    'PR(10%:20%)',
    'tm',
    'tm90%',
    'pr90',
    'p100.1',
    'TM(-:%)',
  ])('%s is refused', async name => {
    await expect(one(name)).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  })
})

/** @own how values are kept */
test('a range longer than the data, and one in the middle of it, have the same values', async () => {
  const at = (minute: number) => new Date(aws.clock.now() - minute * 60_000)
  const data = Array.from({ length: 300 }, (_, index) => ({
    MetricName: 'orders',
    Value: index,
    Timestamp: at(index),
  }))
  await aws.put(...data)
  const sums = async (from: number, to: number) => {
    const found = await aws.statistics({ Statistics: ['Sum'], StartTime: at(from), EndTime: at(to) })
    return found.map(({ Sum }) => Sum)
  }
  expect(await sums(102, 99)).toEqual([102, 101, 100])
  expect((await sums(1400, 0)).slice(-3)).toEqual([3, 2, 1])
})

/** @recorded tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_put_metric_data_validation[json], 2025-09-19 */
test.each<[object, object]>([
  [
    { Value: 1, Values: [1] },
    {
      name: 'InvalidParameterCombinationException',
      message:
        'The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually exclusive and you have specified both.',
    },
  ],
  [
    { Value: 1, StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 1, Maximum: 1 } },
    {
      name: 'InvalidParameterCombinationException',
      message:
        'The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are mutually exclusive and you have specified both.',
    },
  ],
  [
    { Values: [1, 2], Counts: [1] },
    {
      name: 'InvalidParameterValueException',
      message:
        'The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the same size.',
    },
  ],
])('%j is refused', async (datum, error) => {
  await expect(aws.put({ MetricName: 'orders', ...datum })).rejects.toMatchObject(error)
})

/** @documented CloudWatch API Reference, PutMetricData: "Values must be in the range of -2^360 to 2^360. In addition, special values (for example, NaN, +Infinity, -Infinity) are not supported." */
test.each([
  { Value: Number.NaN },
  { Value: Number.POSITIVE_INFINITY },
  { Value: Number.NEGATIVE_INFINITY },
  { Value: 2 ** 361 },
  { Values: [1, Number.NaN] },
  { StatisticValues: { SampleCount: 1, Sum: Number.NaN, Minimum: 1, Maximum: 1 } },
])('%p is refused, and no value is kept', async datum => {
  const refused = aws.put({ MetricName: 'strange', Value: 1 }, { MetricName: 'strange', ...datum })
  await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
  expect(aws.metrics.series({ namespace: 'Shop', name: 'strange', dimensions: {} })).toEqual([])
})

/** @documented CloudWatch API Reference, PutMetricData: "Values must be in the range of -2^360 to 2^360." */
test('the largest value is taken', async () => {
  await aws.put({ MetricName: 'large', Value: 2 ** 360 })
  expect(await aws.statistics({ MetricName: 'large', Statistics: ['Maximum'] })).toMatchObject([
    { Maximum: 2 ** 360 },
  ])
})

/** @documented CloudWatch API Reference, MetricDatum and Dimension: at most 150 Values, a known Unit, dimension values of at least one character that is no white space */
test.each([
  [{ Values: Array.from({ length: 151 }, (_, index) => index) }, 'size greater than 150'],
  [{ Value: 1, Dimensions: [{ Name: 'shop', Value: ' ' }] }, 'Dimensions.member.1.Value'],
  [{}, 'MetricData.member.1.Value is required'],
])('%j is refused', async (datum, message) => {
  await expect(aws.put({ MetricName: 'orders', ...datum })).rejects.toThrow(message)
})

/** @documented CloudWatch API Reference, PutMetricData: "You can publish metrics with associated entity data" */
test('the metrics of entities are metrics', async () => {
  await aws.client.send(
    new PutMetricDataCommand({
      Namespace: 'Shop',
      EntityMetricData: [{ MetricData: [{ MetricName: 'ofEntity', Value: 3 }] }],
    }),
  )
  expect(await aws.statistics({ MetricName: 'ofEntity', Statistics: ['Sum'] })).toMatchObject([{ Sum: 3 }])
})

/** @recorded tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_invalid_amount_of_datapoints[json], 2025-09-19 */
test('the last 24 hours at 60 seconds are 1,440 datapoints, whatever the second', async () => {
  const end = aws.clock.now() + 12_345
  const day = { MetricName: 'any', EndTime: new Date(end), Statistics: ['Sum'] as const }
  const input = { ...day, Statistics: [...day.Statistics], StartTime: new Date(end - 24 * 3_600_000) }
  await expect(aws.statistics({ ...input, Period: 60 })).resolves.toEqual([])
  await expect(aws.statistics({ ...input, Period: 1 })).rejects.toThrow(
    'You have requested up to 86400 datapoints, which exceeds the limit of 1440.',
  )
})
