import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Happening } from '../../src/activity.ts'
import { RealClock } from '../../src/clock.ts'
import { LocalAws } from '../../src/local-aws.ts'

let aws: LocalAws
let happenings: Happening[]
beforeAll(async () => {
  aws = await LocalAws.start({ clock: new RealClock() })
})
afterAll(() => aws.stop())
beforeEach(() => {
  happenings = []
  aws.account.activity.watch(happening => happenings.push(happening))
})

const client = () => ({
  endpoint: aws.endpoint,
  region: 'us-east-1',
  credentials: aws.developer,
})
const arn = (service: string, name: string) => aws.account.arn(service, name)

test('a message that is received too often', async () => {
  const sqs = new SQSClient(client())
  await sqs.send(new CreateQueueCommand({ QueueName: 'letters' }))
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn('sqs', 'letters'), maxReceiveCount: 1 })
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName: 'work', Attributes: { RedrivePolicy } }),
  )
  const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
  for (let receive = 0; receive < 2; receive++) {
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 }))
  }
  const reason = `received 1 times: ${MessageId} is in letters`
  expect(happenings).toEqual([{ kind: 'dead-letter', name: 'work', reason }])
  sqs.destroy()
})

test('a subscription that SNS cannot deliver to', async () => {
  const sns = new SNSClient(client())
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'news' }))
  const sqs = new SQSClient(client())
  const nobody = { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [nobody] })
  await sqs.send(new CreateQueueCommand({ QueueName: 'closed', Attributes: { Policy } }))
  const subscription = { TopicArn, Protocol: 'sqs', Endpoint: arn('sqs', 'closed') }
  await sns.send(new SubscribeCommand(subscription))
  await sns.send(new PublishCommand({ TopicArn, Message: 'for a queue that nobody may send to' }))
  const closed = arn('sqs', 'closed')
  const denied = `sqs:SendMessage on ${closed}: Deny in the policy of ${closed}, statement 1`
  expect(happenings).toEqual([
    { kind: 'denial', name: 'sns.amazonaws.com', reason: denied },
    { kind: 'delivery', name: 'news', reason: expect.stringMatching(/^arn:.+:closed refuses it: /) },
  ])
  for (const each of [sns, sqs]) each.destroy()
})

test('an alarm that changes its state, and not one that keeps it', async () => {
  const cloudWatch = new CloudWatchClient(client())
  await cloudWatch.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: 'busy', Namespace: 'site', MetricName: 'Visits', Statistic: 'Sum', Period: 60 },
      ...{ EvaluationPeriods: 1, Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
    }),
  )
  for (let time = 0; time < 2; time++) {
    const state = { AlarmName: 'busy', StateValue: 'ALARM', StateReason: 'a test' } as const
    await cloudWatch.send(new SetAlarmStateCommand(state))
  }
  expect(happenings).toEqual([
    { kind: 'alarm', name: 'busy', from: 'INSUFFICIENT_DATA', to: 'ALARM', reason: 'a test' },
  ])
  cloudWatch.destroy()
})
