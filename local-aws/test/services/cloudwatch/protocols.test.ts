import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols'
import { CloudWatch as Service } from '../../../src/services/cloudwatch/cloudwatch.ts'
import { MetricStore } from '../../../src/services/cloudwatch/metric-store.ts'
import { Rig } from '../../rig.ts'

/** @documented Smithy, AWS JSON 1.0, AWS Query and Smithy RPC v2 CBOR protocols: the same model in each */
describe.each([
  ['JSON 1.0', AwsJson1_0Protocol],
  ['Query', AwsQueryProtocol],
  ['Smithy RPC v2 CBOR', AwsSmithyRpcV2CborProtocol],
])('an SDK that speaks %s', (_, protocol) => {
  const rig = Rig.stepped()
  let client: CloudWatch

  beforeAll(async () => {
    const service = new Service(rig.account, new MetricStore(rig.account), { publish() {} })
    await rig.open([service.api])
    client = new CloudWatch({ ...rig.client, protocol })
  })
  afterAll(() => rig.close())

  test('writes metrics and alarms, and reads them back', async () => {
    const now = rig.clock.now()
    await client.putMetricData({
      Namespace: 'Shop',
      MetricData: [
        { MetricName: 'sold', Value: 1.5, Timestamp: new Date(now) },
        { MetricName: 'sold', Values: [1, 2], Counts: [1, 1], Timestamp: new Date(now) },
      ],
    })
    const range = { StartTime: new Date(now - 300_000), EndTime: new Date(now + 300_000) }
    const { Datapoints } = await client.getMetricStatistics({
      ...{ Namespace: 'Shop', MetricName: 'sold', Period: 60, Statistics: ['Sum'] },
      ...range,
    })
    expect(Datapoints).toEqual([{ Sum: 4.5, Unit: 'None', Timestamp: expect.any(Date) }])

    await client.putMetricAlarm({
      ...{ AlarmName: 'many', Namespace: 'Shop', MetricName: 'sold', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold', Tags: [] },
    })
    const { MetricAlarms } = await client.describeAlarms({ AlarmNames: ['many'] })
    expect(MetricAlarms).toMatchObject([
      { AlarmName: 'many', Threshold: 1, ActionsEnabled: true, StateUpdatedTimestamp: expect.any(Date) },
    ])
  })

  test('gets errors with their codes, and refusals by name', async () => {
    await expect(
      client.putMetricData({ Namespace: 'Shop', MetricData: [{ MetricName: 'x', Value: Number.NaN }] }),
    ).rejects.toMatchObject({ name: 'InvalidParameterValueException' })
    await expect(client.listMetricStreams({})).rejects.toThrow(
      /does not simulate the \w+ ".*ListMetricStreams"/,
    )
  })
})
