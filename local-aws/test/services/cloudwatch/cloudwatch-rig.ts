import {
  CloudWatchClient,
  type CompositeAlarm,
  type Datapoint,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  type GetMetricStatisticsCommandInput,
  type MetricAlarm,
  type MetricDatum,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch'
import { AwsError } from '../../../src/aws-error.ts'
import type { Caller } from '../../../src/identity/caller.ts'
import type { Topics } from '../../../src/ports.ts'
import { CloudWatch } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Rig } from '../../rig.ts'

/** The topic that takes what alarms say; there is no other. */
export const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alarms'

class OneTopic implements Topics {
  readonly published: { subject?: string; body: string; caller: Caller }[] = []

  publish(topicArn: string, message: { subject?: string; body: string }, caller: Caller): void {
    if (topicArn !== TOPIC) throw new AwsError('NotFound', 'Topic does not exist', { statusCode: 404 })
    this.published.push({ ...message, caller })
  }
}

/** CloudWatch with its timer running, and a topic. */
export async function openCloudWatch() {
  const rig = Rig.stepped()
  const metrics = new MetricStore(rig.account)
  const topic = new OneTopic()
  const cloudWatch = new CloudWatch(rig.account, metrics, topic)
  await rig.open([cloudWatch.api])
  cloudWatch.start()
  const client = new CloudWatchClient(rig.client)

  async function close(): Promise<void> {
    cloudWatch.stop()
    await rig.close()
  }

  /** Into the namespace `Shop`. */
  function put(...MetricData: MetricDatum[]) {
    return client.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData }))
  }

  /** Of the metric `Shop` `orders` in the last hour, unless `input` says otherwise; oldest first. */
  async function statistics(input: Partial<GetMetricStatisticsCommandInput>): Promise<Datapoint[]> {
    const now = rig.clock.now()
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: 'Shop',
        MetricName: 'orders',
        StartTime: new Date(now - 3_600_000),
        EndTime: new Date(now + 60_000),
        Period: 60,
        ...input,
      }),
    )
    return Datapoints
  }

  /** The values of a metric math expression beside the metrics `a` and `b`, sums by the minute, oldest first. */
  async function math(Expression: string): Promise<(number | undefined)[]> {
    const now = rig.clock.now()
    const stat = (MetricName: string) => ({
      Id: MetricName,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Shop', MetricName }, Period: 60, Stat: 'Sum' },
    })
    const { MetricDataResults = [] } = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [stat('a'), stat('b'), { Id: 'e', Expression }],
        StartTime: new Date(now - 240_000),
        EndTime: new Date(now),
        ScanBy: 'TimestampAscending',
      }),
    )
    return MetricDataResults[0]?.Values ?? []
  }

  /** An alarm that tells {@link TOPIC} when there was an order in the last minute, unless `input` says otherwise. */
  async function putAlarm(input: Partial<PutMetricAlarmCommandInput>): Promise<void> {
    const whole: PutMetricAlarmCommandInput = {
      AlarmName: 'orders',
      Namespace: 'Shop',
      MetricName: 'orders',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      AlarmActions: [TOPIC],
      OKActions: [TOPIC],
      ...input,
    }
    await client.send(new PutMetricAlarmCommand(whole))
  }

  /** A composite alarm `shop` that tells {@link TOPIC} of every state. */
  async function putComposite(
    AlarmRule: string,
    input: Partial<PutCompositeAlarmCommandInput> = {},
  ): Promise<void> {
    const actions = { AlarmActions: [TOPIC], OKActions: [TOPIC] }
    await client.send(new PutCompositeAlarmCommand({ AlarmName: 'shop', AlarmRule, ...actions, ...input }))
  }

  async function composite(AlarmName = 'shop'): Promise<CompositeAlarm> {
    const { CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({ AlarmNames: [AlarmName], AlarmTypes: ['CompositeAlarm'] }),
    )
    return CompositeAlarms[0] ?? {}
  }

  async function setState(AlarmName: string, StateValue: StateValue, StateReason = 'a drill'): Promise<void> {
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))
  }

  async function alarm(AlarmName = 'orders'): Promise<MetricAlarm> {
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }))
    return MetricAlarms[0] ?? {}
  }

  return {
    clock: rig.clock,
    metrics,
    topic,
    cloudWatch,
    client,
    close,
    put,
    statistics,
    math,
    putAlarm,
    alarm,
    putComposite,
    composite,
    setState,
  }
}

export type CloudWatchRig = Awaited<ReturnType<typeof openCloudWatch>>
