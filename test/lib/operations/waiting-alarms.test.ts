import { Template } from 'aws-cdk-lib/assertions'
import { dependencies } from '../../../lambda/contracts/dependency.ts'
import { pipelines } from '../../../lambda/contracts/objective.ts'
import { ReleaseAlarms } from '../../../lib/operations/release-alarms.ts'
import { WaitingAlarms } from '../../../lib/operations/waiting-alarms.ts'
import { descriptionOf, domain, resources } from '../fixture.ts'

const alarms = (Alarms: typeof WaitingAlarms | typeof ReleaseAlarms) => {
  const stack = domain()
  new Alarms(stack, 'Waiting', stack)
  return Object.values(resources(Template.fromStack(stack)))
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => ({
      ...Properties,
      AlarmName: String(Properties.AlarmName),
      AlarmDescription: descriptionOf(Properties),
    }))
}

test('each thing that functions call has an alarm on what waits for it, and on nothing else', () => {
  const services = dependencies.filter(dependency => dependency !== 'release')
  expect(alarms(WaitingAlarms)).toEqual(
    services.map(dependency =>
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
  for (const alarm of alarms(WaitingAlarms))
    expect(alarm).toMatchObject({ EvaluationPeriods: 15, DatapointsToAlarm: 3 })
})

test('one message of a pipeline that waits for a release, and comes every ten minutes, keeps its alarm on', () => {
  expect(alarms(ReleaseAlarms)).toEqual(
    pipelines.map(pipeline =>
      expect.objectContaining({
        AlarmName: `Messaging-dev-waiting-for-release-${pipeline}`,
        Namespace: 'Messaging/dev',
        MetricName: 'WaitingRecords',
        Dimensions: [
          { Name: 'dependency', Value: 'release' },
          { Name: 'pipeline', Value: pipeline },
        ],
        Threshold: 1,
        Period: 60,
        EvaluationPeriods: 20,
        DatapointsToAlarm: 2,
      }),
    ),
  )
})
