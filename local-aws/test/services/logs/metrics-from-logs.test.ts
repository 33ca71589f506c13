import {
  DeleteMetricFilterCommand,
  DescribeMetricFiltersCommand,
  PutMetricFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { type LogsRig, openLogs } from './logs-rig.ts'

let aws: LogsRig

beforeEach(async () => {
  aws = await openLogs()
})
afterEach(() => aws.rig.close())

/** Sum and count of a metric over all time, and its unit. */
function read(name: string, dimensions: Record<string, string>) {
  return aws.metrics.series({ namespace: 'Messaging', name, dimensions }).map(({ unit, stretches }) => ({
    unit,
    sums: [...stretches].map(([start, { sum, count }]) => ({ start: start - aws.clock.now(), sum, count })),
  }))
}

function embedded(document: object, metadata: object = {}): string {
  const directive = {
    Namespace: 'Messaging',
    Dimensions: [['service']],
    Metrics: [{ Name: 'shipped', Unit: 'Count' }],
    ...metadata,
  }
  return JSON.stringify({
    _aws: { Timestamp: aws.clock.now(), CloudWatchMetrics: [directive] },
    service: 'shop-shipping',
    ...document,
  })
}

describe('embedded metric format (CloudWatch, "Specification: Embedded metric format")', () => {
  /**
   * @documented CloudWatch User Guide, Specification: Embedded metric format: Namespace, Dimensions, Metrics
   *   and Timestamp
   */
  test('a metric has the dimensions, unit and time that the document says', () => {
    aws.write('/a', 's', embedded({ shipped: 2 }), embedded({ shipped: 3 }))

    expect(read('shipped', { service: 'shop-shipping' })).toEqual([
      { unit: 'Count', sums: [{ start: 0, sum: 5, count: 2 }] },
    ])
  })

  /** @documented CloudWatch User Guide, Embedded metric format specification: dimension values are texts, metric values numbers, units those of MetricDatum */
  test('what CloudWatch would refuse is left out', () => {
    const infinite = embedded({ shipped: 1 }).replace('"shipped":1', '"shipped":1e999')
    aws.write(
      '/a',
      's',
      infinite,
      embedded({ shipped: 2 ** 361 }),
      embedded({ shipped: 1 }, { Metrics: [{ Name: 'shipped', Unit: 'Parsecs' }] }),
      embedded({ shipped: 1, service: '' }),
      embedded({ shipped: 1, service: { toString: 1 } }),
      embedded({ shipped: 1 }, { Dimensions: [['constructor'], [7], 'service', null] }),
      embedded({ shipped: 1 }, { Metrics: [null, 'shipped', 3] }),
      embedded({ _aws: { Timestamp: 1e300, CloudWatchMetrics: [null] } }),
    )
    expect([...aws.metrics.metrics()]).toEqual([])
  })

  /**
   * @documented CloudWatch User Guide, Specification: Embedded metric format: a target member is a number or
   *   an array of numbers
   */
  test('a member may be a list of values', () => {
    aws.write('/a', 's', embedded({ shipped: [1, 2, 3] }))

    expect(read('shipped', { service: 'shop-shipping' })[0]?.sums).toEqual([{ start: 0, sum: 6, count: 3 }])
  })

  /**
   * @documented CloudWatch User Guide, Specification: Embedded metric format: "Every DimensionSet used
   *   creates a new metric in CloudWatch"
   */
  test('"Every DimensionSet used creates a new metric in CloudWatch"', () => {
    const dimensions = { Dimensions: [[], ['service'], ['service', 'function_name']] }
    aws.write('/a', 's', embedded({ shipped: 1, function_name: 'shipping' }, dimensions))

    const sets: Record<string, string>[] = [
      {},
      { service: 'shop-shipping' },
      { service: 'shop-shipping', function_name: 'shipping' },
    ]
    for (const wanted of sets) {
      expect(read('shipped', wanted)).toHaveLength(1)
    }
  })

  /**
   * @documented CloudWatch User Guide, Specification: Embedded metric format: StorageResolution 1 is for
   *   high-resolution metrics
   */
  test('StorageResolution 1 keeps seconds apart', async () => {
    const metrics = { Metrics: [{ Name: 'shipped', StorageResolution: 1 }] }
    aws.write('/a', 's', embedded({ shipped: 1 }, metrics))
    await aws.clock.advanceBy({ seconds: 1 })
    aws.write('/a', 's', embedded({ shipped: 1 }, metrics))

    expect(read('shipped', { service: 'shop-shipping' })).toEqual([
      {
        unit: 'None',
        sums: [expect.objectContaining({ start: -1000 }), expect.objectContaining({ start: 0 })],
      },
    ])
  })

  /**
   * @documented CloudWatch User Guide, Specification: Embedded metric format: a document that does not follow
   *   the schema gives no metric
   */
  test.each([
    '{"_aws": {"CloudWatchMetrics": []',
    '{"_aws": {"CloudWatchMetrics": 3, "Timestamp": 1}}',
    '{"_aws": {"Timestamp": 1, "CloudWatchMetrics": [{"Namespace": "N", "Metrics": [{"Name": "absent"}]}]}}',
    'said "_aws"',
    '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[["absent"]],"Metrics":[{"Name":"a"}]}]},"a":1}',
  ])('%s is a log line and no more', async line => {
    aws.write('/a', 's', line)

    expect([...aws.metrics.metrics()]).toEqual([])
    expect(await aws.filter({ logGroupName: '/a' })).toEqual([line])
  })
})

describe('metric filters (CloudWatch Logs, "Creating metrics from log events using filters")', () => {
  const filter = (transformation: object, filterPattern = '{ $.level = "ERROR" }') => ({
    logGroupName: '/a',
    filterName: 'errors',
    filterPattern,
    metricTransformations: [
      { metricNamespace: 'Messaging', metricName: 'errors', metricValue: '1', ...transformation },
    ],
  })

  beforeEach(() => aws.write('/a', 's', '{"level":"ERROR"}'))

  /**
   * @documented CloudWatch Logs User Guide, Creating metrics from log events using filters: "Filters do not
   *   retroactively filter data"
   */
  test('each matching event from then on adds its value ("Filters do not retroactively filter data")', async () => {
    await aws.client.send(new PutMetricFilterCommand(filter({ unit: 'Count' })))
    aws.write('/a', 's', '{"level":"ERROR"}', '{"level":"INFO"}', '{"level":"ERROR"}')

    expect(read('errors', {})).toEqual([{ unit: 'Count', sums: [{ start: 0, sum: 2, count: 2 }] }])
  })

  /**
   * @documented CloudWatch Logs API Reference, MetricTransformation: metricValue and dimensions name fields
   *   of the event
   */
  test('a value and dimensions are taken from the event', async () => {
    const fromEvent = { metricValue: '$.latency', dimensions: { Function: '$.function' } }
    await aws.client.send(new PutMetricFilterCommand(filter(fromEvent, '{ $.latency = * }')))
    aws.write('/a', 's', '{"latency": 12.5, "function": "buying"}', '{"latency": 3}')

    expect(read('errors', { Function: 'buying' })[0]?.sums).toEqual([{ start: 0, sum: 12.5, count: 1 }])
    expect([...aws.metrics.metrics()]).toHaveLength(1)
  })

  /**
   * @documented CloudWatch Logs API Reference, MetricTransformation, defaultValue: "The value to emit when a
   *   filter pattern does not match a log event."
   */
  test('"The value to emit when a filter pattern does not match a log event" is the default value', async () => {
    await aws.client.send(new PutMetricFilterCommand(filter({ defaultValue: 0 })))
    aws.write('/a', 's', 'nothing')

    expect(read('errors', {})[0]?.sums).toEqual([{ start: 0, sum: 0, count: 1 }])
  })

  /** @documented CloudWatch Logs User Guide, Filter pattern syntax: "There is a maximum of 5 filter patterns containing regex for each log group when creating metric filters or subscription filters." */
  test('a log group has up to five filters with regular expressions', async () => {
    const put = (filterName: string, pattern: string) =>
      aws.client.send(new PutMetricFilterCommand({ ...filter({}, pattern), filterName }))
    for (const name of ['1', '2', '3', '4']) await put(name, `%${name}%`)
    await put('5', '{ $.a = %5% }')

    await expect(put('6', '%6%')).rejects.toMatchObject({ name: 'LimitExceededException' })
    await put('6', 'six')
    await put('5', '%five%')
  })

  /** @documented CloudWatch Logs API Reference, PutMetricFilter: "The maximum number of metric filters that can be associated with a log group is 100." */
  test('a log group has up to 100 metric filters', async () => {
    const put = (filterName: string) =>
      aws.client.send(new PutMetricFilterCommand({ ...filter({}), filterName }))
    for (let number = 1; number <= 100; number++) await put(`filter-${number}`)

    await expect(put('one-more')).rejects.toMatchObject({ name: 'LimitExceededException' })
    await put('filter-1')
  })

  /** @documented CloudWatch Logs API Reference, MetricTransformation, dimensions: "One metric filter can include as many as three dimensions." */
  test('a metric filter has up to three dimensions', async () => {
    const dimensions = { a: '$.a', b: '$.b', c: '$.c' }
    await aws.client.send(new PutMetricFilterCommand(filter({ dimensions })))
    const more = new PutMetricFilterCommand(filter({ dimensions: { ...dimensions, d: '$.d' } }))
    await expect(aws.client.send(more)).rejects.toThrow('up to 3 dimensions, not 4')
  })

  /**
   * @recorded
   *   tests/aws/services/logs/test_logs_metric_filters.py::TestMetricFiltersValidation::test_put_metric_filter_invalid_filter_name,
   *   2026-02-05
   * @recorded
   *   tests/aws/services/logs/test_logs_metric_filters.py::TestMetricFiltersValidation::test_delete_metric_filter_invalid_filter_name,
   *   2026-02-05
   */
  test('a name that is too long', async () => {
    const filterName = 'X'.repeat(513)
    const refusal = {
      name: 'InvalidParameterException',
      message: `1 validation error detected: Value '${filterName}' at 'filterName' failed to satisfy constraint: Member must have length less than or equal to 512`,
    }
    const put = new PutMetricFilterCommand({ ...filter({}), filterName })
    await expect(aws.client.send(put)).rejects.toMatchObject(refusal)
    const remove = new DeleteMetricFilterCommand({ logGroupName: '/a', filterName })
    await expect(aws.client.send(remove)).rejects.toMatchObject(refusal)
  })

  /**
   * @documented CloudWatch Logs API Reference: "Creates or updates a metric filter and associates it with the
   *   specified log group."; "Lists the specified metric filters."; "Deletes the specified metric filter."
   * @recorded
   *   tests/aws/services/logs/test_logs_metric_filters.py::TestMetricFilters::test_put_metric_filter_basic,
   *   2026-02-05
   */
  test('filters are described, replaced and deleted', async () => {
    await aws.client.send(new PutMetricFilterCommand(filter({})))
    const describe = () => aws.client.send(new DescribeMetricFiltersCommand({ logGroupName: '/a' }))
    expect((await describe()).metricFilters).toEqual([expect.objectContaining(filter({}))])

    await aws.client.send(new DeleteMetricFilterCommand({ logGroupName: '/a', filterName: 'errors' }))
    aws.write('/a', 's', '{"level":"ERROR"}')
    expect((await describe()).metricFilters).toEqual([])
    expect(read('errors', {})).toEqual([])
  })
})
