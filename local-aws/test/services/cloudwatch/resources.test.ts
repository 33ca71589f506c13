import { GetDashboardCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch'
import { create } from '../../resource.ts'
import { type CloudWatchRig, openCloudWatch, TOPIC } from './cloudwatch-rig.ts'

let aws: CloudWatchRig

beforeEach(async () => {
  aws = await openCloudWatch()
})
afterEach(() => aws.close())

const ALARM = {
  MetricName: 'orders',
  Namespace: 'Shop',
  Statistic: 'Sum',
  Period: '60',
  EvaluationPeriods: '1',
  Threshold: '1',
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  AlarmActions: [TOPIC],
}

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::Alarm: Ref is the name; Arn by Fn::GetAtt
 */
test('AWS::CloudWatch::Alarm: Ref is the name, and it works, its numbers being strings or not', async () => {
  expect(await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Alarm', ALARM)).toEqual({
    physicalId: 'Test-Thing-1A2B3C',
    attributes: { Arn: 'arn:aws:cloudwatch:us-east-1:000000000000:alarm:Test-Thing-1A2B3C' },
  })
  await aws.put({ MetricName: 'orders', Value: 1 })
  await aws.clock.advanceBy({ minutes: 1 })

  expect(await aws.alarm('Test-Thing-1A2B3C')).toMatchObject({
    StateValue: 'ALARM',
    Period: 60,
    Threshold: 1,
  })
  expect(aws.topic.published).toHaveLength(1)
})

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::Alarm, ActionsEnabled: whether actions are
 *   executed
 */
test('AWS::CloudWatch::Alarm: ActionsEnabled false keeps it silent', async () => {
  await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Alarm', { ...ALARM, ActionsEnabled: 'false' })
  await aws.put({ MetricName: 'orders', Value: 1 })
  await aws.clock.advanceBy({ minutes: 1 })

  expect(await aws.alarm('Test-Thing-1A2B3C')).toMatchObject({ StateValue: 'ALARM', ActionsEnabled: false })
  expect(aws.topic.published).toEqual([])
})

/** @documented CloudFormation Template Reference, AWS::CloudWatch::Alarm, Metrics: an expression */
test('AWS::CloudWatch::Alarm: Metrics with an expression', async () => {
  const Metric = { Namespace: 'Shop', MetricName: 'orders', Dimensions: [] }
  await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Alarm', {
    AlarmName: 'math',
    EvaluationPeriods: 1,
    Threshold: 10,
    ComparisonOperator: 'GreaterThanThreshold',
    Metrics: [
      { Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Sum' }, ReturnData: false },
      { Id: 'e', Expression: 'm * 11', ReturnData: true },
    ],
  })
  await aws.put({ MetricName: 'orders', Value: 1 })
  await aws.clock.advanceBy({ minutes: 1 })

  expect((await aws.alarm('math')).StateValue).toBe('ALARM')
})

/** @own alarms, refused as not simulated */
test('an alarm that is not simulated is refused with its place in the template', async () => {
  const make = create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Alarm', { ...ALARM, Period: 5 })

  await expect(make).rejects.toThrow('Test/Thing: the local AWS does not simulate')
})

/** @documented CloudFormation Template Reference, AWS::CloudWatch::Dashboard: Ref is the name */
test('AWS::CloudWatch::Dashboard is kept', async () => {
  const properties = { DashboardName: 'shop', DashboardBody: '{"widgets":[]}' }
  const { physicalId } = await create(aws.cloudWatch.resourceTypes, 'AWS::CloudWatch::Dashboard', properties)

  expect(physicalId).toBe('shop')
  const shown = await aws.client.send(new GetDashboardCommand({ DashboardName: 'shop' }))
  expect(shown.DashboardBody).toBe('{"widgets":[]}')
  const { DashboardEntries } = await aws.client.send(new ListDashboardsCommand({}))
  expect(DashboardEntries).toMatchObject([{ DashboardName: 'shop', Size: 14 }])
  await expect(aws.client.send(new GetDashboardCommand({ DashboardName: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFound',
  })
})
