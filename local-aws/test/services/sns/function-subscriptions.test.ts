import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import {
  CreateAliasCommand,
  DeleteFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda'
import { SNS } from '@aws-sdk/client-sns'
import { SQS } from '@aws-sdk/client-sqs'
import { queuePolicy } from '../../queue-policy.ts'
import { LambdaRig } from '../lambda/lambda-rig.ts'
import { topicCounts } from './topic-counts.ts'

/* SNS developer guide, "Fanout Amazon SNS notifications to Lambda functions for automated processing". */

let rig: LambdaRig
let sns: SNS
let sqs: SQS
let cloudWatch: CloudWatchClient

beforeEach(async () => {
  rig = await LambdaRig.started()
  sns = rig.with(new SNS(rig.client))
  sqs = rig.with(new SQS(rig.client))
  cloudWatch = rig.with(new CloudWatchClient(rig.client))
})
afterEach(() => rig.close())

interface Event {
  Records: { EventSubscriptionArn: string; Sns: Record<string, unknown> }[]
}

const messages = (event: Event) => event.Records.map(({ Sns }) => Sns.Message)
const counts = () => topicCounts(cloudWatch, 'orders', rig.clock.now())

async function topic(Name = 'orders', Attributes: Record<string, string> = {}): Promise<string> {
  return (await sns.createTopic({ Name, Attributes })).TopicArn as string
}

async function queue(QueueName: string): Promise<{ url: string; arn: string }> {
  const arn = rig.account.arn('sqs', QueueName)
  const Attributes = { Policy: queuePolicy(arn, 'sns.amazonaws.com') }
  const { QueueUrl } = await sqs.createQueue({ QueueName, Attributes })
  return { url: QueueUrl as string, arn }
}

async function subscribe(TopicArn: string, Endpoint: string, Attributes: Record<string, string> = {}) {
  const made = await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint, Attributes })
  return made.SubscriptionArn as string
}

/** A topic that invokes the function `work`, which works at the bench. */
async function fed(attributes: Record<string, string> = {}) {
  const topicArn = await topic()
  const functionArn = await rig.deploy('work', rig.bench.source)
  await rig.permit('work', 'sns.amazonaws.com', topicArn)
  const subscriptionArn = await subscribe(topicArn, functionArn, attributes)
  return { topicArn, functionArn, subscriptionArn }
}

describe('the event', () => {
  /**
   * @documented Lambda Developer Guide, Using Lambda with Amazon SNS: "Amazon SNS invokes your function
   *   asynchronously with an event that contains a message and metadata"
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionLambda::test_python_lambda_subscribe_sns_topic,
   *   2025-10-06
   */
  test('is one record with the message and its metadata', async () => {
    const { topicArn, subscriptionArn } = await fed()
    const { MessageId } = await sns.publish({
      TopicArn: topicArn,
      Message: 'placed',
      Subject: 'Order',
      MessageAttributes: {
        store: { DataType: 'String', StringValue: 'example_corp' },
        seal: { DataType: 'Binary', BinaryValue: Buffer.from([2, 3, 4]) },
      },
    })
    const { event } = await rig.bench.next()
    expect(event).toEqual({
      Records: [
        {
          EventSource: 'aws:sns',
          EventVersion: '1.0',
          EventSubscriptionArn: subscriptionArn,
          Sns: {
            Type: 'Notification',
            MessageId,
            TopicArn: topicArn,
            Subject: 'Order',
            Message: 'placed',
            Timestamp: new Date(rig.clock.now()).toISOString(),
            SignatureVersion: '1',
            Signature: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/),
            SigningCertUrl: expect.stringMatching(/^https:\/\/sns\.us-east-1\.amazonaws\.com\/.*\.pem$/),
            UnsubscribeUrl: expect.stringContaining(`Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`),
            MessageAttributes: {
              store: { Type: 'String', Value: 'example_corp' },
              seal: { Type: 'Binary', Value: 'AgME' },
            },
          },
        },
      ],
    })
  })

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionLambda::test_python_lambda_subscribe_sns_topic,
   *   2025-10-06
   */
  test('of a bare message has an empty subject and no attributes', async () => {
    const { topicArn } = await fed()
    await sns.publish({ TopicArn: topicArn, Message: 'm' })
    const { event } = await rig.bench.next<Event>()
    expect(event.Records[0]?.Sns).toMatchObject({ Subject: null, MessageAttributes: {} })
    expect(event.Records[0]?.Sns).not.toHaveProperty('SequenceNumber')
  })

  /** @documented SNS API Reference, Publish, MessageStructure: a text for each protocol */
  test('has the text that a structured message has for lambda', async () => {
    const { topicArn } = await fed()
    const Message = JSON.stringify({ default: 'for all', lambda: 'for functions' })
    await sns.publish({ TopicArn: topicArn, Message, MessageStructure: 'json' })
    expect(messages((await rig.bench.next<Event>()).event)).toEqual(['for functions'])
  })

  /**
   * @documented SNS Developer Guide, Message filtering: a message that the filter policy rejects is not
   *   delivered
   */
  test('is not sent where the filter policy of the subscription rejects the message', async () => {
    const FilterPolicy = '{"total":[{"numeric":[">=",10]}]}'
    const { topicArn } = await fed({ FilterPolicyScope: 'MessageBody', FilterPolicy })
    for (const Message of ['{"total":9}', '{"total":10}']) await sns.publish({ TopicArn: topicArn, Message })
    expect(messages((await rig.bench.next<Event>()).event)).toEqual(['{"total":10}'])
    expect(rig.bench.unexpected).toBe(0)
    expect(await counts()).toMatchObject({
      NumberOfNotificationsDelivered: 1,
      NumberOfNotificationsFilteredOut: 1,
    })
  })

  /** @documented SNS Developer Guide, Active tracing: the tracing header is passed on to functions */
  test('goes on with the trace of the publisher', async () => {
    const topicArn = await topic()
    const source = `export const handler = async () => console.log(process.env._X_AMZN_TRACE_ID)`
    const functionArn = await rig.deploy('work', source)
    await rig.permit('work', 'sns.amazonaws.com', topicArn)
    await subscribe(topicArn, functionArn)
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0'
    const caller = { kind: 'service', service: 'ses.amazonaws.com', sourceArn: 'arn:aws:ses:set' } as const
    await sns.setTopicAttributes({
      TopicArn: topicArn,
      AttributeName: 'Policy',
      AttributeValue: JSON.stringify({
        Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: topicArn }],
      }),
    })
    rig.sns.publish(topicArn, { body: 'm', traceHeader }, caller)
    await rig.ended('work', 1)
    expect(rig.logged('/aws/lambda/work').join('\n')).toContain('Root=1-5759e988-bd862e3fe1be46a994272793')
  })
})

describe('a function that fails', () => {
  /**
   * @documented Lambda Developer Guide, Using Lambda with Amazon SNS: "For asynchronous invocation, Lambda
   *   queues the message and handles retries"
   */
  test('is Lambda’s affair: SNS has delivered, and Lambda tries again', async () => {
    const { topicArn } = await fed()
    await sns.publish({ TopicArn: topicArn, Message: 'm' })
    const first = await rig.bench.next()
    first.fail('no')
    await rig.ended('work', 1)
    expect(await counts()).toEqual({ NumberOfMessagesPublished: 1, NumberOfNotificationsDelivered: 1 })
    await rig.clock.advanceBy({ minutes: 1 })
    const second = await rig.bench.next()
    expect(second).toMatchObject({ event: first.event, requestId: first.requestId })
    second.answer()
    await rig.ended('work', 2)
  })
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: client-side errors "commonly occur when an owner
 *   deletes the endpoint" or "when an owner changes the policy attached to the subscribed endpoint in a way
 *   that prevents Amazon SNS from delivering messages"
 */
describe('the dead-letter queue of the subscription gets the message', () => {
  async function redriven(prevent: () => Promise<unknown>) {
    const dead = await queue('dead')
    const { topicArn } = await fed({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn }) })
    await prevent()
    const { MessageId } = await sns.publish({ TopicArn: topicArn, Message: 'm' })
    const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: dead.url })
    const bodies = Messages.map(({ Body = '' }) => JSON.parse(Body))
    expect(bodies).toMatchObject([{ Type: 'Notification', MessageId, TopicArn: topicArn, Message: 'm' }])
    expect(bodies[0]).toHaveProperty('SigningCertURL')
    expect(rig.bench.unexpected).toBe(0)
    expect(await counts()).toEqual({
      NumberOfMessagesPublished: 1,
      NumberOfNotificationsFailed: 1,
      NumberOfNotificationsRedrivenToDlq: 1,
    })
  }

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionLambda::test_redrive_policy_lambda_subscription,
   *   2023-08-24
   */
  test('where the function was deleted', () =>
    redriven(() => rig.functions.send(new DeleteFunctionCommand({ FunctionName: 'work' }))))

  test('where the policy of the function no longer lets the topic invoke it', () =>
    redriven(() => {
      const StatementId = 'sns-amazonaws-com-arn-aws-sns-us-east-1-000000000000-orders'
      return rig.functions.send(new RemovePermissionCommand({ FunctionName: 'work', StatementId }))
    }))
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: without a dead-letter queue "Amazon SNS discards the
 *   message"
 */
test('without a dead-letter queue a message that the function may not get is dropped', async () => {
  const topicArn = await topic()
  const functionArn = await rig.deploy('work', rig.bench.source)
  await rig.permit('work', 'sns.amazonaws.com', `${topicArn}-of-others`)
  await rig.permit('work', 's3.amazonaws.com', topicArn)
  await subscribe(topicArn, functionArn)
  await sns.publish({ TopicArn: topicArn, Message: 'm' })
  expect(await counts()).toEqual({ NumberOfMessagesPublished: 1, NumberOfNotificationsFailed: 1 })
  await rig.clock.advanceBy({ hours: 1 })
  expect(rig.bench.unexpected).toBe(0)
})

/**
 * @documented Lambda API Reference, AddPermission: "If you use a qualifier, the invoker must use the full
 *   Amazon Resource Name (ARN) of that version or alias to invoke the function."
 */
test('an alias has a separate policy', async () => {
  const topicArn = await topic()
  const functionArn = await rig.deploy('work', rig.bench.source)
  await rig.functions.send(new PublishVersionCommand({ FunctionName: 'work' }))
  const alias = { FunctionName: 'work', Name: 'live', FunctionVersion: '1' }
  await rig.functions.send(new CreateAliasCommand(alias))
  await subscribe(topicArn, `${functionArn}:live`)
  await rig.permit('work', 'sns.amazonaws.com', topicArn)
  await sns.publish({ TopicArn: topicArn, Message: '1' })
  await rig.permit('work:live', 'sns.amazonaws.com', topicArn)
  await sns.publish({ TopicArn: topicArn, Message: '2' })
  const call = await rig.bench.next<Event>()
  expect(messages(call.event)).toEqual(['2'])
  call.answer()
  await rig.ended('work', 1)
  expect(rig.bench.unexpected).toBe(0)
})

describe('is refused', () => {
  /**
   * @documented SNS Developer Guide, Raw message delivery: only for Amazon SQS, Amazon Data Firehose and
   *   HTTP/S endpoints
   */
  test('raw delivery, which functions cannot have', async () => {
    await expect(fed({ RawMessageDelivery: 'true' })).rejects.toThrow(
      'Delivery protocol [lambda] does not support raw message delivery',
    )
  })

  // SNS's words: hashicorp/terraform#28632.
  /**
   * @documented SNS Developer Guide, Message delivery for FIFO topics: "To fan out messages from Amazon SNS
   *   FIFO topics to AWS Lambda functions, extra steps are required. First, subscribe Amazon SQS FIFO or
   *   standard queues to the topic."
   */
  test('a function on a FIFO topic', async () => {
    const topicArn = await topic('orders.fifo', { FifoTopic: 'true' })
    await expect(subscribe(topicArn, rig.account.arn('lambda', 'function:work'))).rejects.toThrow(
      'Invalid parameter: Invalid protocol type: lambda',
    )
  })
})

/**
 * @documented SNS API Reference, CreateTopic, MaximumMessageSize: above 256 KiB "each subscription must be an
 *   Amazon SQS, Amazon Data Firehose, or Lambda subscription"
 */
test('a topic with functions can take large messages', async () => {
  const { topicArn } = await fed()
  await sns.setTopicAttributes({
    TopicArn: topicArn,
    AttributeName: 'MaximumMessageSize',
    AttributeValue: String(1024 * 1024),
  })
  await sns.publish({ TopicArn: topicArn, Message: 'x'.repeat(512 * 1024) })
  const { event } = await rig.bench.next<Event>()
  expect(messages(event)).toEqual(['x'.repeat(512 * 1024)])
})
