import {
  DeleteAlarmsCommand,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  type PutMetricAlarmCommandInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { type CloudWatchRig, openCloudWatch, TOPIC } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const order = () => aws.put({ MetricName: 'orders', Value: 1 })
const state = async () => (await aws.alarm()).StateValue

/**
 * @documented CloudWatch API Reference, PutMetricAlarm: "the alarm state is immediately set to
 *   INSUFFICIENT_DATA"
 * @recorded tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_put_metric_alarm,
 *   2026-02-26
 */
test('a new alarm is INSUFFICIENT_DATA (PutMetricAlarm: "immediately set to INSUFFICIENT_DATA")', async () => {
  await aws.putAlarm({ Dimensions: [{ Name: 'Region', Value: 'north' }], TreatMissingData: 'notBreaching' })

  expect(await aws.alarm()).toMatchObject({
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders',
    StateValue: 'INSUFFICIENT_DATA',
    StateReason: 'Unchecked: Initial alarm creation',
    Threshold: 1,
    Dimensions: [{ Name: 'Region', Value: 'north' }],
    ActionsEnabled: true,
    StateUpdatedTimestamp: new Date(aws.clock.now()),
  })
})

/** @documented CloudWatch User Guide, Alarm evaluation: an alarm is evaluated every minute */
test('it is evaluated on the minute, with the data of the minutes before', async () => {
  await aws.putAlarm({})
  await order()
  await aws.clock.advanceBy({ seconds: 59 })
  expect(await state()).toBe('INSUFFICIENT_DATA')

  await aws.clock.advanceBy({ seconds: 1 })
  expect(await aws.alarm()).toMatchObject({
    StateValue: 'ALARM',
    StateReason:
      'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:00:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
  })
})

/**
 * @documented CloudWatch User Guide, Configuring how alarms treat missing data: TreatMissingData, within the
 *   evaluation range
 */
test('without data it follows TreatMissingData, once the evaluation range is past', async () => {
  await aws.putAlarm({ TreatMissingData: 'notBreaching' })
  await aws.putAlarm({ AlarmName: 'silent', TreatMissingData: 'breaching' })
  await order()
  await aws.clock.advanceBy({ minutes: 3 })
  expect(await state()).toBe('ALARM')

  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('OK')
  expect((await aws.alarm()).StateReason).toBe(
    'Threshold Crossed: no datapoints were received for 1 period and 1 datapoint was treated as [NonBreaching].',
  )
  expect((await aws.alarm('silent')).StateValue).toBe('ALARM')
})

/**
 * @documented CloudWatch User Guide, Evaluating an alarm: "M out of N", DatapointsToAlarm within
 *   EvaluationPeriods
 */
test('M out of N: two of three minutes', async () => {
  await aws.putAlarm({ EvaluationPeriods: 3, DatapointsToAlarm: 2 })
  const minute = async (Value: number) => {
    await aws.put({ MetricName: 'orders', Value })
    await aws.clock.advanceBy({ minutes: 1 })
    return await state()
  }

  expect(await minute(0)).toBe('OK')
  expect(await minute(1)).toBe('OK')
  expect(await minute(0)).toBe('OK')
  expect(await minute(1)).toBe('ALARM')
  expect(await minute(0)).toBe('OK')
})

/**
 * @documented CloudWatch User Guide, Alarm evaluation: "at the end of minute 6, … based on the data from
 *   minutes 2 to 6"
 */
test('a long period slides by the minute ("at the end of minute 6, … based on the data from minutes 2 to 6")', async () => {
  await aws.putAlarm({ Period: 300, Threshold: 3 })
  for (const Value of [2, 0, 0, 0, 0]) {
    await aws.put({ MetricName: 'orders', Value })
    await aws.clock.advanceBy({ minutes: 1 })
  }
  expect(await state()).toBe('OK')

  await aws.put({ MetricName: 'orders', Value: 1 })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('OK')
  await aws.put({ MetricName: 'orders', Value: 2 })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('ALARM')
})

/**
 * @documented CloudWatch API Reference, PutMetricAlarm, ComparisonOperator: "The arithmetic operation to use
 *   when comparing the specified statistic and threshold."
 */
test.each([
  ['GreaterThanThreshold', 'OK'],
  ['GreaterThanOrEqualToThreshold', 'ALARM'],
  ['LessThanOrEqualToThreshold', 'ALARM'],
  ['LessThanThreshold', 'OK'],
] as const)('at the threshold, %s gives %s', async (ComparisonOperator, expected) => {
  await aws.putAlarm({ ComparisonOperator })
  await order()
  await aws.clock.advanceBy({ minutes: 1 })

  expect(await state()).toBe(expected)
})

/** @documented CloudWatch API Reference, PutMetricAlarm: ExtendedStatistic, and Metrics with an expression */
test('percentiles and expressions can be watched', async () => {
  const metric = (Id: string) => ({
    Id,
    ReturnData: false,
    MetricStat: { Metric: { Namespace: 'Shop', MetricName: Id }, Period: 60, Stat: 'Sum' },
  })
  await aws.putAlarm({ AlarmName: 'slow', Statistic: undefined, ExtendedStatistic: 'p90', Threshold: 9 })
  await aws.putAlarm({
    AlarmName: 'failures',
    Namespace: undefined,
    MetricName: undefined,
    Statistic: undefined,
    Period: undefined,
    Metrics: [metric('a'), metric('b'), { Id: 'total', Expression: 'SUM(METRICS())' }],
    Threshold: 5,
  })
  await aws.put(
    { MetricName: 'orders', Values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] },
    { MetricName: 'a', Value: 2 },
    { MetricName: 'b', Value: 3 },
  )
  await aws.clock.advanceBy({ minutes: 1 })

  expect((await aws.alarm('slow')).StateValue).toBe('ALARM')
  expect((await aws.alarm('failures')).StateValue).toBe('ALARM')
})

/** @own gauges, which are read when a minute ends */
test('a gauge is looked at when the minute ends', async () => {
  let depth = 0
  const dimensions = { QueueName: 'dead-letters' }
  aws.metrics.observe('AWS/SQS', () => [
    { namespace: 'AWS/SQS', name: 'depth', dimensions, value: depth, unit: 'Count' },
  ])
  await aws.putAlarm({
    Namespace: 'AWS/SQS',
    MetricName: 'depth',
    Dimensions: [{ Name: 'QueueName', Value: 'dead-letters' }],
    Statistic: 'Maximum',
  })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('OK')

  await aws.clock.advanceBy({ seconds: 30 })
  depth = 1
  await aws.clock.advanceBy({ seconds: 30 })
  expect(await state()).toBe('ALARM')
  depth = 0
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('OK')
})

/**
 * @documented CloudWatch API Reference, PutMetricAlarm: statistics, periods, and the actions of OK and ALARM
 */
describe('every kind of alarm fires, notifies and recovers', () => {
  const notified = () => aws.topic.published.map(({ body }) => JSON.parse(body).NewStateValue)
  const minute = async (...data: Parameters<CloudWatchRig['put']>) => {
    await aws.put(...data)
    await aws.clock.advanceBy({ minutes: 1 })
  }

  test.each<[string, Partial<PutMetricAlarmCommandInput>]>([
    ['a threshold from above', {}],
    ['two datapoints out of three', { EvaluationPeriods: 3, DatapointsToAlarm: 2 }],
    ['an average', { Statistic: 'Average', Threshold: 5 }],
    ['a percentile', { Statistic: undefined, ExtendedStatistic: 'p99.9', Threshold: 9 }],
    ['a trimmed mean', { Statistic: undefined, ExtendedStatistic: 'tm95', Threshold: 5 }],
    ['a trimmed count', { Statistic: undefined, ExtendedStatistic: 'TC(5:)', Threshold: 2 }],
    ['a winsorized mean', { Statistic: undefined, ExtendedStatistic: 'wm98', Threshold: 5 }],
    ['a percentile rank', { Statistic: undefined, ExtendedStatistic: 'PR(5:)', Threshold: 50 }],
    ['the interquartile mean', { Statistic: undefined, ExtendedStatistic: 'IQM', Threshold: 5 }],
  ])('%s', async (_, input) => {
    await aws.putAlarm({ Threshold: 3, ...input })
    for (const value of [0, 0, 10, 10, 0, 0, 0]) {
      await minute({ MetricName: 'orders', Values: Array(10).fill(value) })
    }
    expect(notified()).toEqual(['OK', 'ALARM', 'OK'])
  })

  /**
   * @documented CloudWatch User Guide, Configuring how alarms treat missing data: missing, ignore, breaching
   *   and notBreaching
   */
  test.each([
    ['missing', ['ALARM', 'INSUFFICIENT_DATA']],
    ['ignore', ['ALARM']],
    ['breaching', ['ALARM']],
    ['notBreaching', ['ALARM', 'OK']],
  ])('TreatMissingData: %s', async (TreatMissingData, expected) => {
    await aws.putAlarm({ TreatMissingData, InsufficientDataActions: [TOPIC] })
    await minute({ MetricName: 'orders', Value: 1 })
    await aws.clock.advanceBy({ minutes: 10 })
    expect(notified()).toEqual(expected)

    await minute({ MetricName: 'orders', Value: 0 })
    expect(notified().at(-1)).toBe('OK')
  })

  /** The share of requests that failed, in percent. */
  const failures = (Period: number): Partial<PutMetricAlarmCommandInput> => {
    const sum = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period, Stat: 'Sum' },
    })
    return {
      Namespace: undefined,
      MetricName: undefined,
      Statistic: undefined,
      Period: undefined,
      Metrics: [
        sum('errors', 'errors'),
        sum('requests', 'requests'),
        { Id: 'burn', Expression: '100 * errors / requests' },
      ],
    }
  }
  const requests = (errors: number) =>
    aws.put({ MetricName: 'requests', Value: 100 }, { MetricName: 'errors', Value: errors })

  test.each([
    ['an hour', 3600],
    ['six hours', 6 * 3600],
    ['three days', 3 * 24 * 3600],
  ])('the burn rate of %s', async (_, Period) => {
    await aws.putAlarm({ ...failures(Period), Threshold: 5 })
    const eighth = { seconds: Period / 8 }
    for (const errors of [0, 0, 30, 30, 0, 0, 0, 0, 0, 0, 0, 0]) {
      await requests(errors)
      await aws.clock.advanceBy(eighth)
    }
    // 60 of 800 requests failed in the period, and after it none did.
    expect(notified()).toEqual(['OK', 'ALARM', 'OK'])
  })

  /**
   * @documented CloudWatch User Guide, Alarm evaluation: "at the end of minute 6, … based on the data from
   *   minutes 2 to 6"
   */
  test('a window of an hour slides by the minute', async () => {
    await aws.putAlarm({ ...failures(3600), Threshold: 50 })
    await requests(60)
    await aws.clock.advanceBy({ minutes: 1 })
    expect(notified()).toEqual(['ALARM'])
    await requests(0)
    await aws.clock.advanceBy({ minutes: 1 })
    expect(notified()).toEqual(['ALARM', 'OK'])
  })

  /**
   * @documented CloudWatch API Reference, PutMetricAlarm, Period: "Valid values are 10, 20, 30, and any
   *   multiple of 60."
   */
  test.each([10, 20, 30])('a high-resolution metric, every %d seconds', async Period => {
    await aws.putAlarm({ Period })
    const put = (Value: number) => aws.put({ MetricName: 'orders', Value, StorageResolution: 1 })
    await aws.clock.advanceBy({ seconds: 60 })
    for (const value of [0, 1, 0]) {
      await put(value)
      await aws.clock.advanceBy({ seconds: Period })
    }
    expect(notified()).toEqual(['OK', 'ALARM', 'OK'])
  })

  /**
   * @documented CloudWatch API Reference, PutMetricAlarm, Period: "the alarm might often lapse into"
   *   INSUFFICIENT_DATA
   */
  test('a metric of minutes gives an alarm of ten seconds data once a minute ("might often lapse into INSUFFICIENT_DATA")', async () => {
    await aws.putAlarm({ Period: 10 })
    await order()
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await state()).toBe('ALARM')
    await aws.clock.advanceBy({ seconds: 40 })
    expect(await state()).toBe('INSUFFICIENT_DATA')
  })

  /**
   * @documented CloudWatch User Guide, Alarm evaluation: an alarm is evaluated every minute, one of a short
   *   period as often as that
   */
  test('an alarm of ten seconds leaves others to their minutes', async () => {
    await aws.putAlarm({})
    await order()
    await aws.clock.advanceBy({ seconds: 5 })
    await aws.putAlarm({ AlarmName: 'fast', Period: 10, MetricName: 'none' })
    await aws.clock.advanceBy({ seconds: 54 })
    expect(notified()).toEqual([])
    await aws.clock.advanceBy({ seconds: 1 })
    expect(notified()).toEqual(['ALARM'])
  })
})

/**
 * @documented CloudWatch User Guide, Percentile-based alarms and low data samples: below 10/(1-percentile)
 *   values
 */
test('EvaluateLowSampleCountPercentile: ignore keeps the state below 10/(1-percentile) values', async () => {
  const slow = { Statistic: undefined, ExtendedStatistic: 'p90', Threshold: 5 }
  await aws.putAlarm({ ...slow, EvaluateLowSampleCountPercentile: 'ignore' })
  await aws.putAlarm({ ...slow, AlarmName: 'eager', EvaluateLowSampleCountPercentile: 'evaluate' })
  await aws.put({ MetricName: 'orders', Values: [9], Counts: [99] })
  await aws.clock.advanceBy({ minutes: 1 })
  expect([await state(), (await aws.alarm('eager')).StateValue]).toEqual(['INSUFFICIENT_DATA', 'ALARM'])

  await aws.put({ MetricName: 'orders', Values: [9], Counts: [100] })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('ALARM')
})

/**
 * @documented CloudWatch User Guide, Using search expressions: "You can't create an alarm based on a SEARCH
 *   expression"
 */
test('an alarm on a search is refused ("You can\'t create an alarm based on a SEARCH expression")', async () => {
  const single = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined }
  const Expression = "SUM(SEARCH('{Shop} orders', 'Sum', 60))"
  await expect(aws.putAlarm({ ...single, Metrics: [{ Id: 'e', Expression }] })).rejects.toMatchObject({
    Code: 'ValidationError',
    message: 'SEARCH is not supported on Metric Alarms.',
  })
})

/**
 * @documented CloudWatch User Guide, Notifying users on alarm changes: the members of the message
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_breaching_alarm_actions[query],
 *   2025-09-19
 */
test('a change of state is published once, as CloudWatch sends it, on behalf of the alarm', async () => {
  await aws.putAlarm({ AlarmDescription: 'Orders came.', Dimensions: [{ Name: 'Region', Value: 'north' }] })
  const Dimensions = [{ Name: 'Region', Value: 'north' }]
  await aws.put({ MetricName: 'orders', Value: 2, Dimensions })
  await aws.clock.advanceBy({ minutes: 2 })

  expect(aws.topic.published).toHaveLength(1)
  const [{ subject, body, caller } = { body: '{}' }] = aws.topic.published
  expect(subject).toBe('ALARM: "orders" in US East (N. Virginia)')
  expect(JSON.parse(body)).toEqual({
    AlarmName: 'orders',
    AlarmDescription: 'Orders came.',
    AWSAccountId: '000000000000',
    AlarmConfigurationUpdatedTimestamp: '2026-01-01T00:00:00.000+0000',
    NewStateValue: 'ALARM',
    NewStateReason: expect.stringContaining('Threshold Crossed: 1 out of the last 1 datapoints [2.0 '),
    StateChangeTime: '2026-01-01T00:01:00.000+0000',
    Region: 'US East (N. Virginia)',
    AlarmArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders',
    OldStateValue: 'INSUFFICIENT_DATA',
    OKActions: [TOPIC],
    AlarmActions: [TOPIC],
    InsufficientDataActions: [],
    Trigger: {
      MetricName: 'orders',
      Namespace: 'Shop',
      StatisticType: 'Statistic',
      Statistic: 'SUM',
      Unit: null,
      Dimensions: [{ value: 'north', name: 'Region' }],
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'missing',
      EvaluateLowSampleCountPercentile: '',
    },
  })
  expect(caller).toEqual({
    kind: 'service',
    service: 'cloudwatch.amazonaws.com',
    sourceArn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:orders',
  })
})

/** @documented SNS API Reference, Publish, Subject: less than 100 characters */
test('a subject is as long as SNS takes: the name of the alarm is cut', async () => {
  const AlarmName = `${'a'.repeat(61)}${'b'.repeat(100)}`
  await aws.putAlarm({ AlarmName })
  await order()
  await aws.clock.advanceBy({ minutes: 1 })

  const [{ subject = '' } = {}] = aws.topic.published
  expect(subject).toBe(`ALARM: "${'a'.repeat(61)}b..." in US East (N. Virginia)`)
  expect(subject).toHaveLength(99)
})

/**
 * @documented CloudWatch API Reference, PutMetricAlarm, ActionsEnabled: "Indicates whether actions should be
 *   executed during any changes to the alarm state."
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_enable_disable_alarm_actions[query],
 *   2025-09-19
 */
test('disabled actions are not executed, but the state changes ("ActionsEnabled")', async () => {
  await aws.putAlarm({})
  await aws.client.send(new DisableAlarmActionsCommand({ AlarmNames: ['orders'] }))
  await order()
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await aws.alarm()).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false })
  expect(aws.topic.published).toEqual([])

  await aws.client.send(new EnableAlarmActionsCommand({ AlarmNames: ['orders'] }))
  await aws.put({ MetricName: 'orders', Value: 0 })
  await aws.clock.advanceBy({ minutes: 1 })
  expect(aws.topic.published).toHaveLength(1)
})

/**
 * @documented CloudWatch User Guide, SetAlarmState: the state "lasts only until the next alarm comparison"
 * @recorded tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_set_alarm[query],
 *   2025-09-22
 */
test('SetAlarmState acts, and "lasts only until the next alarm comparison"', async () => {
  await aws.putAlarm({ TreatMissingData: 'notBreaching' })
  const drill = { AlarmName: 'orders', StateValue: 'ALARM', StateReason: 'a drill' } as const
  await aws.client.send(new SetAlarmStateCommand(drill))

  expect(await aws.alarm()).toMatchObject({ StateValue: 'ALARM', StateReason: 'a drill' })
  expect(aws.topic.published).toHaveLength(1)
  await aws.clock.advanceBy({ minutes: 1 })
  expect(await state()).toBe('OK')
  await expect(
    aws.client.send(new SetAlarmStateCommand({ ...drill, AlarmName: 'none' })),
  ).rejects.toMatchObject({
    name: 'ResourceNotFound',
  })
})

/**
 * @recorded
 *   tests/aws/services/cloudwatch/test_cloudwatch.py::TestCloudwatch::test_set_alarm_invalid_input[query],
 *   2025-09-22
 */
test('SetAlarmState to no state is refused (LocalStack, test_set_alarm_invalid_input, recorded 2025-09-22)', async () => {
  await aws.putAlarm({})
  const drill = { AlarmName: 'orders', StateValue: 'INVALID' as 'OK', StateReason: 'a drill' }
  await expect(aws.client.send(new SetAlarmStateCommand(drill))).rejects.toMatchObject({
    Code: 'ValidationError',
    message:
      "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
  })
})

/** @documented CloudWatch API Reference, DescribeAlarmHistory: Action, StateUpdate and ConfigurationUpdate */
test('an action that fails leaves the alarm working and is in the history', async () => {
  await aws.putAlarm({ AlarmActions: [`${TOPIC}-that-is-not`] })
  await order()
  await aws.clock.advanceBy({ minutes: 1 })

  expect(await state()).toBe('ALARM')
  const { AlarmHistoryItems = [] } = await aws.client.send(
    new DescribeAlarmHistoryCommand({ AlarmName: 'orders' }),
  )
  expect(
    AlarmHistoryItems.map(({ HistoryItemType, HistorySummary }) => [HistoryItemType, HistorySummary]),
  ).toEqual([
    ['Action', `Failed to execute action ${TOPIC}-that-is-not. Received error: "Topic does not exist"`],
    ['StateUpdate', 'Alarm updated from INSUFFICIENT_DATA to ALARM'],
    ['ConfigurationUpdate', 'Alarm "orders" created'],
  ])
})

/**
 * @documented CloudWatch API Reference, PutMetricAlarm: "When you update an existing alarm, its state is left
 *   unchanged"
 */
test('a new configuration leaves the state ("its state is left unchanged")', async () => {
  await aws.putAlarm({})
  await order()
  await aws.clock.advanceBy({ minutes: 1 })
  await aws.putAlarm({ Threshold: 100 })

  expect(await aws.alarm()).toMatchObject({ StateValue: 'ALARM', Threshold: 100 })
})

/**
 * @documented CloudWatch API Reference, DescribeAlarms: AlarmNamePrefix, AlarmTypes, StateValue, MaxRecords
 *   and NextToken
 */
test('alarms are described by prefix, state and page', async () => {
  for (const AlarmName of ['b', 'a', 'other']) await aws.putAlarm({ AlarmName })
  await aws.client.send(new SetAlarmStateCommand({ AlarmName: 'b', StateValue: 'OK', StateReason: 'x' }))
  const names = async (input: object) => {
    const { MetricAlarms = [], NextToken } = await aws.client.send(new DescribeAlarmsCommand(input))
    return [...MetricAlarms.map(({ AlarmName }) => AlarmName), NextToken]
  }

  expect(await names({})).toEqual(['a', 'b', 'other', undefined])
  expect(await names({ AlarmTypes: ['CompositeAlarm'] })).toEqual([undefined])
  expect(await names({ AlarmNamePrefix: 'o' })).toEqual(['other', undefined])
  expect(await names({ StateValue: 'OK' })).toEqual(['b', undefined])
  const [a, b, token] = await names({ MaxRecords: 2 })
  expect([a, b]).toEqual(['a', 'b'])
  expect(await names({ MaxRecords: 2, NextToken: token })).toEqual(['other', undefined])
})

/** @own when alarms are evaluated */
test('only while there are alarms is anything evaluated', async () => {
  let looks = 0
  aws.metrics.observe('AWS/SQS', () => {
    looks++
    return []
  })
  await aws.clock.advanceBy({ minutes: 3 })
  expect(looks).toBe(0)

  await aws.putAlarm({})
  await aws.clock.advanceBy({ minutes: 3 })
  expect(looks).toBe(3)
  await aws.client.send(new DeleteAlarmsCommand({ AlarmNames: ['orders'] }))
  await aws.clock.advanceBy({ minutes: 3 })
  expect(looks).toBe(3)
})

/**
 * @documented CloudWatch API Reference, PutMetricAlarm: the valid values of each member
 * @own kinds of alarms, refused as not simulated
 */
test.each<[string, Partial<PutMetricAlarmCommandInput>]>([
  ['GreaterThanUpperThreshold', { ComparisonOperator: 'GreaterThanUpperThreshold' }],
  ['not 5', { Period: 5 }],
  ['arn:aws:lambda', { AlarmActions: ['arn:aws:lambda:us-east-1:000000000000:function:f'] }],
  ['EvaluateLowSampleCountPercentile', { EvaluateLowSampleCountPercentile: 'never' }],
  ['EvaluationWindow', { EvaluationWindow: { WallClockWindow: {} } }],
  ['tm101', { Statistic: undefined, ExtendedStatistic: 'tm101' }],
  ['together', { ExtendedStatistic: 'p99' }],
  ['86400 seconds', { Period: 1800, EvaluationPeriods: 49 }],
  ['604800 seconds', { Period: 3600, EvaluationPeriods: 169 }],
  ['DatapointsToAlarm', { DatapointsToAlarm: 2 }],
  ['TreatMissingData', { TreatMissingData: 'forget' }],
])('%s is refused by name', async (named, input) => {
  await expect(aws.putAlarm(input)).rejects.toThrow(named)
  expect(await aws.alarm()).toEqual({})
})
