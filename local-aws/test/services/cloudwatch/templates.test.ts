import {
  CloudWatchClient,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch'
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { LocalAws } from '../../../src/local-aws.ts'
import { allowService } from '../../resource-policies.ts'
import { Assembly } from '../../template/assembly.ts'

/** Alarms, one over them that tells a queue, and a dashboard of what they watch. */
const RESOURCES = {
  Orders: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'Shop',
      MetricName: 'orders',
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'ignore',
    },
  },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  QueuePolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }],
      PolicyDocument: { Statement: [allowService('sns.amazonaws.com', 'sqs:SendMessage')] },
    },
  },
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'Topic' },
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] },
      RawMessageDelivery: true,
    },
  },
  Shop: {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Orders', 'Arn'] }, '")']] },
      AlarmActions: [{ Ref: 'Topic' }],
      Tags: [{ Key: 'stage', Value: 'dev' }],
    },
  },
  Board: {
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardBody: {
        'Fn::Join': [
          '',
          [
            '{"widgets":[{"type":"metric","properties":{"region":"',
            { Ref: 'AWS::Region' },
            '","annotations":{"alarms":["',
            { 'Fn::GetAtt': ['Shop', 'Arn'] },
            '"]}}}]}',
          ],
        ],
      },
    },
  },
}

let aws: LocalAws

beforeAll(async () => {
  const outputs = ['Orders', 'Shop', 'Board', 'Queue'].map(name => [name, { Value: { Ref: name } }])
  const Outputs = { ...Object.fromEntries(outputs), ShopArn: { Value: { 'Fn::GetAtt': ['Shop', 'Arn'] } } }
  const assembly = await Assembly.of({ Monitoring: { Resources: RESOURCES, Outputs } })
  try {
    aws = await LocalAws.start({ assembly: assembly.directory })
  } finally {
    await assembly.remove()
  }
})
afterAll(() => aws.stop())

const client = () => ({
  endpoint: aws.endpoint,
  region: 'us-east-1',
  credentials: aws.developer,
})
const output = (name: string) => aws.stacks.Monitoring?.[name] ?? ''

/**
 * @documented CloudFormation Template Reference, AWS::CloudWatch::Dashboard: without a DashboardName
 *   CloudFormation makes one
 */
test('a dashboard without a name has one, and the body that was joined', async () => {
  const name = output('Board')
  expect(name).toMatch(/^Monitoring-Board-/)
  const { DashboardBody = '' } = await new CloudWatchClient(client()).send(
    new GetDashboardCommand({ DashboardName: name }),
  )
  expect(JSON.parse(DashboardBody).widgets[0].properties).toEqual({
    region: 'us-east-1',
    annotations: { alarms: [output('ShopArn')] },
  })
})

/** @documented CloudFormation Template Reference, AWS::CloudWatch::CompositeAlarm: AlarmActions and Tags */
test('a composite alarm tells its topic, and the topic a queue', async () => {
  const cloudWatch = new CloudWatchClient(client())
  const drill = { AlarmName: output('Orders'), StateValue: 'ALARM', StateReason: 'a drill' } as const
  await cloudWatch.send(new SetAlarmStateCommand(drill))

  const { Messages = [] } = await new SQSClient(client()).send(
    new ReceiveMessageCommand({ QueueUrl: output('Queue'), WaitTimeSeconds: 1 }),
  )
  expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
    AlarmName: output('Shop'),
    NewStateValue: 'ALARM',
    TriggeringChildren: [{ State: { Value: 'ALARM' } }],
  })
  const tags = await cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: output('ShopArn') }))
  expect(tags.Tags).toEqual([{ Key: 'stage', Value: 'dev' }])
})
