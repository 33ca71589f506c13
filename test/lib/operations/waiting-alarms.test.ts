import { Template } from 'aws-cdk-lib/assertions'
import { dependencies } from '../../../lambda/contracts/dependency.ts'
import { WaitingAlarms } from '../../../lib/operations/waiting-alarms.ts'
import { descriptionOf, domain, resources } from '../fixture.ts'

const alarms = () => {
  const stack = domain()
  new WaitingAlarms(stack, 'Waiting', stack)
  return Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => ({ ...Properties, AlarmDescription: descriptionOf(Properties) }))
}

test('each thing that functions call has an alarm on what waits for it, and on nothing else', () => {
  expect(alarms()).toEqual(
    dependencies.map(dependency =>
      expect.objectContaining({
        AlarmName: `Messaging-dev-waiting-for-${dependency}`,
        Namespace: 'Messaging/dev',
        MetricName: 'WaitingRecords',
        Dimensions: [{ Name: 'dependency', Value: dependency }],
        Statistic: 'Sum',
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        AlarmDescription: expect.stringContaining(`waitsFor = "${dependency}"`),
      }),
    ),
  )
})

test('a blip of a minute wakes nobody, an outage of three does', () => {
  for (const alarm of alarms()) expect(alarm).toMatchObject({ EvaluationPeriods: 15, DatapointsToAlarm: 3 })
})
