import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { LocalAws, RealClock } from '@messaging-on-aws/local-aws'
import { localConnection } from '../../../tools/clients/connection.ts'
import type { Pipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import { readActivity } from '../../../tools/status/activity.ts'

let aws: LocalAws
beforeAll(async () => {
  aws = await LocalAws.start({ clock: new RealClock() })
})
afterAll(() => aws.stop())

const FUNCTION = {
  name: 'function',
  arn: '',
  service: 'shop-shipping',
  logGroup: '',
  deadLetterQueueUrl: undefined,
  metricNamespace: 'shop',
  reservedConcurrency: undefined,
}

const pipelines: Pipelines = {
  stage: 'dev',
  functions: [FUNCTION],
  ...{ queues: [], sources: [], topicArns: [], subscriptions: [], notifications: [] },
}

test('what counts is of the last five minutes, the present one among them', async () => {
  const connection = localConnection(aws.endpoint, aws.developer)
  const cloudWatch = new CloudWatchClient(connection)
  const now = new Date()
  const failures = [
    [0, 1],
    [4, 10],
    [5, 100],
  ] as const
  for (const [minutesAgo, Value] of failures) {
    const Timestamp = new Date(now.getTime() - minutesAgo * 60_000)
    const Dimensions = [{ Name: 'service', Value: 'shop-shipping' }]
    const MetricData = [{ MetricName: 'FailedRecords', Dimensions, Value, Timestamp }]
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'shop', MetricData }))
  }
  const activity = await readActivity(connection, pipelines, now)
  expect(activity.of('failedRecords', 'shop-shipping')).toBe(11)
  expect(activity.of('invocations', 'function')).toBeUndefined()
  cloudWatch.destroy()
})
