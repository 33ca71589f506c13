import { DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { SQS } from '@aws-sdk/client-sqs'
import { SteppedClock } from '../../../src/clock.ts'
import { LocalAws } from '../../../src/local-aws.ts'
import { ALLOW_ACCOUNT, allowService, KEY_ACTIONS_OF_SENDERS } from '../../resource-policies.ts'
import { Assembly } from '../../template/assembly.ts'

/*
 * The way of feedback as a stack has it: SES → an encrypted standard topic that lets SES publish → an encrypted
 * standard queue, raw, with a dead-letter queue of the subscription.
 */

const getAtt = (id: string, attribute: string) => ({ 'Fn::GetAtt': [id, attribute] })
const ref = (Ref: string) => ({ Ref })
const keyFor = (service: string) => ({
  Type: 'AWS::KMS::Key',
  Properties: { KeyPolicy: { Statement: [ALLOW_ACCOUNT, allowService(service, KEY_ACTIONS_OF_SENDERS)] } },
})

const TEMPLATE = {
  Resources: {
    TopicKey: keyFor('ses.amazonaws.com'),
    QueueKey: keyFor('sns.amazonaws.com'),
    Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: getAtt('TopicKey', 'Arn') } },
    TopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [ref('Topic')],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
            {
              Effect: 'Allow',
              Principal: { Service: 'ses.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: ref('Topic'),
              Condition: {
                StringEquals: { 'AWS:SourceAccount': ref('AWS::AccountId') },
                ArnLike: {
                  'AWS:SourceArn': { 'Fn::Join': ['', ['arn:aws:ses:*:*:configuration-set/', ref('Mails')]] },
                },
              },
            },
          ],
        },
      },
    },
    Feedback: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: getAtt('QueueKey', 'Arn') } },
    Undelivered: { Type: 'AWS::SQS::Queue' },
    QueuePolicy: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        Queues: [ref('Feedback'), ref('Undelivered')],
        PolicyDocument: { Statement: [allowService('sns.amazonaws.com', 'sqs:SendMessage')] },
      },
    },
    Subscription: {
      Type: 'AWS::SNS::Subscription',
      Properties: {
        TopicArn: ref('Topic'),
        Protocol: 'sqs',
        Endpoint: getAtt('Feedback', 'Arn'),
        RawMessageDelivery: true,
        RedrivePolicy: { deadLetterTargetArn: getAtt('Undelivered', 'Arn') },
      },
    },
    Mails: {
      Type: 'AWS::SES::ConfigurationSet',
      Properties: { Name: 'mails', ReputationOptions: { ReputationMetricsEnabled: true } },
    },
    Destination: {
      Type: 'AWS::SES::ConfigurationSetEventDestination',
      DependsOn: ['TopicPolicy', 'QueuePolicy'],
      Properties: {
        ConfigurationSetName: ref('Mails'),
        EventDestination: {
          Enabled: true,
          MatchingEventTypes: ['bounce', 'complaint'],
          SnsDestination: { TopicARN: ref('Topic') },
        },
      },
    },
  },
  Outputs: {
    FeedbackUrl: { Value: ref('Feedback') },
    UndeliveredUrl: { Value: ref('Undelivered') },
    QueueKeyId: { Value: ref('QueueKey') },
  },
}

const clock = new SteppedClock()
let aws: LocalAws
let clients: { sqs: SQS; ses: SESv2Client; kms: KMSClient }

beforeAll(async () => {
  const assembly = await Assembly.of({ Mail: TEMPLATE })
  aws = await LocalAws.start({ assembly: assembly.directory, clock })
  await assembly.remove()
  const settings = { endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer, maxAttempts: 1 }
  clients = { sqs: new SQS(settings), ses: new SESv2Client(settings), kms: new KMSClient(settings) }
})
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy()
  await aws.stop()
})

async function send(mailbox: string): Promise<void> {
  await clients.ses.send(
    new SendEmailCommand({
      FromEmailAddress: 'shop@example.com',
      Destination: { ToAddresses: [`${mailbox}@simulator.amazonses.com`] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Hello' } } } },
      ConfigurationSetName: 'mails',
    }),
  )
  await clock.advanceBy({ seconds: 5 })
}

async function taken(output: string): Promise<string[]> {
  const QueueUrl = aws.stacks.Mail?.[output]
  const { Messages = [] } = await clients.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 })
  for (const { ReceiptHandle } of Messages) await clients.sqs.deleteMessage({ QueueUrl, ReceiptHandle })
  return Messages.map(({ Body = '' }) => Body)
}

/**
 * @documented SES Developer Guide, Contents of event data that Amazon SES publishes to Amazon SNS: eventType
 */
test('bounces and complaints reach the queue as SES words them, after the message that tried the topic', async () => {
  await send('success')
  await send('bounce')
  await send('complaint')
  const [validation, ...events] = await taken('FeedbackUrl')
  expect(validation).toBe('Successfully validated SNS topic for Amazon SES event publishing.')
  expect(events.map(body => JSON.parse(body))).toEqual([
    expect.objectContaining({ eventType: 'Bounce' }),
    expect.objectContaining({ eventType: 'Complaint' }),
  ])
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: what cannot be delivered due to client errors is held
 *   in the dead-letter queue
 */
test('what the queue cannot take, its key being disabled, is in the dead-letter queue of the subscription', async () => {
  await clients.kms.send(new DisableKeyCommand({ KeyId: aws.stacks.Mail?.QueueKeyId }))
  await send('bounce')
  const [undelivered] = await taken('UndeliveredUrl')
  expect(JSON.parse(undelivered ?? '')).toMatchObject({ eventType: 'Bounce' })
})
