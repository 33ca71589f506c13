import { KMS } from '@aws-sdk/client-kms'
import type { MessageAttributeValue } from '@aws-sdk/client-sns'
import { App, Stack } from 'aws-cdk-lib'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { scratchDirectory } from '../../scratch.ts'
import { SnsRig } from './sns-rig.ts'
import { metricsOfTopic } from './topic-counts.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const RAW = { RawMessageDelivery: 'true' }
const text = (StringValue: string) => ({ DataType: 'String', StringValue })
const redrive = (deadLetterTargetArn: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) })

/** A topic with a queue, and a dead-letter queue for what that does not take; FIFO by the name. */
async function guarded(name: string, attributes: Record<string, string> = RAW) {
  const topic = await rig.topic(name)
  const queue = await rig.queue(name)
  const deadLetters = await rig.queue(name.endsWith('.fifo') ? `dlq-${name}` : `${name}-dlq`)
  await rig.subscribe(topic, queue, { ...attributes, ...redrive(deadLetters) })
  return { topic, queue, deadLetters }
}

const remove = (queueArn: string) => rig.sqs.deleteQueue({ QueueUrl: rig.urlOf(queueArn) })

describe('published and delivered messages', () => {
  /**
   * @documented SNS Developer Guide, Monitoring with CloudWatch: NumberOfMessagesPublished and
   *   NumberOfNotificationsDelivered
   */
  test('a message counts once, and once for each queue and mailbox that gets it', async () => {
    const topic = await rig.topic('counted')
    for (const name of ['counted-1', 'counted-2']) await rig.subscribe(topic, await rig.queue(name))
    await rig.subscribeAddress(topic, 'ada@example.com')
    await rig.sns.publish({ TopicArn: topic, Message: 'm' })
    await rig.sns.publishBatch({
      TopicArn: topic,
      PublishBatchRequestEntries: [
        { Id: '1', Message: 'm' },
        { Id: '2', Message: 'm' },
        { Id: '3', Message: 'm', Subject: '' },
      ],
    })
    expect(await rig.counts(topic)).toEqual({
      NumberOfMessagesPublished: 3,
      NumberOfNotificationsDelivered: 9,
    })
  })

  /** @documented SNS Developer Guide, Monitoring with CloudWatch: PublishSize, in bytes */
  test('PublishSize is in bytes, attributes included', async () => {
    const topic = await rig.topic('sized')
    await rig.sns.publish({ TopicArn: topic, Message: 'é', MessageAttributes: { a: text('xy') } })
    await rig.sns.publish({ TopicArn: topic, Message: '123' })
    const now = rig.clock.now()
    const { Datapoints } = await rig.cloudWatch.getMetricStatistics({
      Namespace: 'AWS/SNS',
      MetricName: 'PublishSize',
      Dimensions: [{ Name: 'TopicName', Value: 'sized' }],
      StartTime: new Date(now - 60_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: ['SampleCount', 'Minimum', 'Maximum'],
    })
    expect(Datapoints).toMatchObject([
      { SampleCount: 2, Minimum: 3, Maximum: 2 + 'aStringxy'.length, Unit: 'Bytes' },
    ])
  })

  /**
   * @documented SNS Developer Guide, Message deduplication for FIFO topics: "Any message published with the
   *   same deduplication ID … is accepted but not delivered"
   */
  test('a duplicate on a FIFO topic is published and not delivered', async () => {
    const { topic } = await guarded('repeated.fifo')
    for (const Message of ['m', 'm']) {
      await rig.sns.publish({
        TopicArn: topic,
        Message,
        MessageGroupId: 'g',
        MessageDeduplicationId: 'same',
      })
    }
    expect(await rig.counts(topic)).toEqual({
      NumberOfMessagesPublished: 2,
      NumberOfNotificationsDelivered: 1,
    })
  })

  /**
   * @documented SNS Developer Guide, Monitoring with CloudWatch: NumberOfMessagesPublished counts messages
   *   that SNS accepted
   */
  test('a message that SNS refuses is none', async () => {
    const topic = await rig.topic('refused')
    await expect(rig.sns.publish({ TopicArn: topic, Message: '' })).rejects.toThrow('Empty message')
    await expect(
      rig.sns.publish({ TopicArn: topic, Message: '{', MessageStructure: 'json' }),
    ).rejects.toThrow('failed to parse')
    expect(await rig.counts(topic)).toEqual({})
  })
})

/**
 * @documented SNS Developer Guide, Monitoring with CloudWatch: NumberOfNotificationsFilteredOut, and its
 *   reasons MessageBody, InvalidMessageBody, MessageAttributes, NoMessageAttributes and InvalidAttributes
 */
describe('what filter policies reject, by the reason', () => {
  const byBody = { FilterPolicy: '{"type":["placed"]}', FilterPolicyScope: 'MessageBody' }
  const byAttribute = { FilterPolicy: '{"type":["placed"]}' }
  const attributes = (type: MessageAttributeValue) => ({ Message: 'm', MessageAttributes: { type } })
  const array = (StringValue: string) => ({ DataType: 'String.Array', StringValue })
  const placed = text('placed')

  test.each([
    ['another value in the body', byBody, { Message: '{"type":"shipped"}' }, 'MessageBody'],
    ['a body that is no JSON', byBody, { Message: 'plain' }, 'InvalidMessageBody'],
    ['a body that is no JSON object', byBody, { Message: '["placed"]' }, 'InvalidMessageBody'],
    ['another value in the attribute', byAttribute, attributes(text('shipped')), 'MessageAttributes'],
    [
      'a binary attribute alone',
      byAttribute,
      attributes({ DataType: 'Binary', BinaryValue: Buffer.of(1) }),
      'MessageAttributes',
    ],
    ['no attribute', byAttribute, { Message: '{"type":"placed"}' }, 'NoMessageAttributes'],
    ['an array that is no JSON', byAttribute, attributes(array('[placed]')), 'InvalidAttributes'],
    ['an invalid array', byAttribute, attributes(array('"placed"')), 'InvalidAttributes'],
    // aws-sdk-java-v2#5828
    ['a tab in an attribute', byAttribute, attributes(text('pla\tced')), 'InvalidAttributes'],
    // dd-trace-py#3384: whether the policy asks for the attribute or not.
    [
      'JSON in another attribute',
      byAttribute,
      { Message: 'm', MessageAttributes: { type: placed, trace: text('{"id":"1"}') } },
      'InvalidAttributes',
    ],
  ])('%s', async (title, policy, message, reason) => {
    const { topic, queue, deadLetters } = await guarded(title.replaceAll(/\W/g, '-'), { ...RAW, ...policy })
    await rig.sns.publish({ TopicArn: topic, ...message })
    expect(await rig.counts(topic)).toEqual({
      NumberOfMessagesPublished: 1,
      NumberOfNotificationsFilteredOut: 1,
      [`NumberOfNotificationsFilteredOut-${reason}`]: 1,
    })
    expect([await rig.bodies(queue), await rig.bodies(deadLetters)]).toEqual([[], []])
  })

  test('escaped, a quotation mark is like any other character', async () => {
    const { topic, queue } = await guarded('escaped', { ...RAW, FilterPolicy: '{"type":["a\\"b"]}' })
    await rig.sns.publish({ TopicArn: topic, ...attributes(text('a\\"b')) })
    expect(await rig.bodies(queue)).toEqual(['m'])
  })

  test('each subscription counts for itself', async () => {
    const topic = await rig.topic('several')
    for (const [index, policy] of [byBody, byBody, {}].entries()) {
      await rig.subscribe(topic, await rig.queue(`several-${index}`), { ...RAW, ...policy })
    }
    await rig.sns.publish({ TopicArn: topic, Message: '{"type":"shipped"}' })
    await rig.sns.publish({ TopicArn: topic, Message: '{"type":"placed"}' })
    expect(await rig.counts(topic)).toEqual({
      NumberOfMessagesPublished: 2,
      NumberOfNotificationsDelivered: 4,
      NumberOfNotificationsFilteredOut: 2,
      'NumberOfNotificationsFilteredOut-MessageBody': 2,
    })
  })
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: "When Amazon SNS receives a client-side error"; SNS
 *   "discards the message—unless a dead-letter queue is attached to the subscription"
 */
describe('what SQS refuses', () => {
  const FAILED = { NumberOfMessagesPublished: 1, NumberOfNotificationsFailed: 1 }
  const REDRIVEN = { ...FAILED, NumberOfNotificationsRedrivenToDlq: 1 }
  const LOST = { ...FAILED, NumberOfNotificationsFailedToRedriveToDlq: 1 }
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${index}`, text('v')]))

  // "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF. … Amazon SQS rejects the message"
  // (SQS, SendMessage); the dead-letter queue gets the same bytes.
  /**
   * @documented SQS API Reference, SendMessage: "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD |
   *   #x10000 to #x10FFFF"; "Amazon SQS rejects the message"
   */
  test.each([
    ['U-0000', { Message: 'a\u0000' }],
    ['U-000B', { Message: 'a\u000b' }],
    ['U-FFFE', { Message: 'a\ufffe' }],
    ['U-FFFF', { Message: 'a\uffff' }],
    ['U-FFFF-in-an-attribute', { Message: 'm', MessageAttributes: { a: text('\uffff') } }],
    // "Messages with more than 10 message attributes directed towards Raw Message Delivery enabled Amazon SQS
    // subscriptions will be discarded as client side errors" (Amazon SNS message attributes).
    ['eleven-attributes', { Message: 'm', MessageAttributes: many(11) }],
    // Taken by SNS, which has attributes of its own with this prefix, such as AWS.SNS.SMS.SenderID.
    ['a-reserved-name', { Message: 'm', MessageAttributes: { 'AWS.a': text('v') } }],
  ])('%s: SNS takes it, and neither the queue nor the dead-letter queue does', async (name, message) => {
    const { topic, queue, deadLetters } = await guarded(name)
    await expect(rig.sns.publish({ TopicArn: topic, ...message })).resolves.toHaveProperty('MessageId')
    expect(await rig.counts(topic)).toEqual(LOST)
    expect([await rig.bodies(queue), await rig.bodies(deadLetters)]).toEqual([[], []])
  })

  /**
   * @documented SQS API Reference, SendMessage: "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD |
   *   #x10000 to #x10FFFF"
   */
  test.each([
    ['white-space', '\t\n\r '],
    ['the-ends-of-the-ranges', '\ud7ff\ue000\ufffd\u{10000}\u{10ffff}'],
  ])('%s and ten attributes are delivered', async (name, Message) => {
    const { topic, queue } = await guarded(name)
    await rig.sns.publish({ TopicArn: topic, Message, MessageAttributes: many(10) })
    expect(await rig.bodies(queue)).toEqual([Message])
  })

  /**
   * @documented SNS Developer Guide, Message attributes: the limit of ten attributes is for raw message
   *   delivery
   */
  test('in the JSON document, control characters are escaped and attributes are not counted', async () => {
    const { topic, queue } = await guarded('wrapped', {})
    await rig.sns.publish({ TopicArn: topic, Message: 'a\u0000', MessageAttributes: many(11) })
    const [body] = await rig.bodies(queue)
    expect(JSON.parse(body as string).Message).toBe('a\u0000')
  })

  /**
   * @own not documented by AWS: the other subscribers of a topic whose message one cannot take
   */
  test('the other subscribers, and the next message, are none the worse', async () => {
    const { topic, queue } = await guarded('beside')
    const wrapped = await rig.queue('beside-wrapped')
    await rig.subscribe(topic, wrapped)
    await rig.sns.publish({ TopicArn: topic, Message: 'm', MessageAttributes: many(11) })
    await rig.sns.publish({ TopicArn: topic, Message: 'next' })
    expect(await rig.bodies(queue)).toEqual(['next'])
    expect(await rig.bodies(wrapped)).toHaveLength(2)
    expect(await rig.counts(topic)).toEqual({
      ...LOST,
      NumberOfMessagesPublished: 2,
      NumberOfNotificationsDelivered: 3,
    })
  })

  test.each(['gone', 'gone.fifo'])('%s: a queue that was deleted', async name => {
    const { topic, queue, deadLetters } = await guarded(name)
    await remove(queue)
    const ids = name.endsWith('.fifo') && { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
    await rig.sns.publish({ TopicArn: topic, Message: 'm', ...ids })
    expect(await rig.counts(topic)).toEqual(REDRIVEN)
    expect(await rig.bodies(deadLetters)).toEqual(['m'])
  })

  test('a queue whose policy is for another topic', async () => {
    const { topic, queue, deadLetters } = await guarded('forbidden')
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queue,
      Condition: { ArnEquals: { 'aws:SourceArn': `${topic}-2` } },
    }
    await rig.sqs.setQueueAttributes({
      QueueUrl: rig.urlOf(queue),
      Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) },
    })
    await rig.sns.publish({ TopicArn: topic, Message: 'm' })
    expect(await rig.counts(topic)).toEqual(REDRIVEN)
    expect(await rig.bodies(deadLetters)).toEqual(['m'])
  })

  test('a queue whose key is disabled', async () => {
    const kms = new KMS(rig.rig.client)
    const { KeyMetadata } = await kms.createKey({})
    const { topic, queue, deadLetters } = await guarded('locked')
    await rig.sqs.setQueueAttributes({
      QueueUrl: rig.urlOf(queue),
      Attributes: { KmsMasterKeyId: KeyMetadata?.KeyId as string },
    })
    await kms.disableKey({ KeyId: KeyMetadata?.KeyId })
    kms.destroy()
    await rig.sns.publish({ TopicArn: topic, Message: 'm' })
    expect(await rig.counts(topic)).toEqual(REDRIVEN)
    expect(await rig.bodies(deadLetters)).toEqual(['m'])
  })

  test('a queue that takes smaller messages only', async () => {
    const { topic, queue, deadLetters } = await guarded('small')
    await rig.sqs.setQueueAttributes({
      QueueUrl: rig.urlOf(queue),
      Attributes: { MaximumMessageSize: '1024' },
    })
    await rig.sns.publish({ TopicArn: topic, Message: 'm'.repeat(1025) })
    expect(await rig.counts(topic)).toEqual(REDRIVEN)
    expect(await rig.bodies(deadLetters)).toHaveLength(1)
  })

  test('a queue and a dead-letter queue that were deleted', async () => {
    const { topic, queue, deadLetters } = await guarded('both-gone')
    await remove(queue)
    await remove(deadLetters)
    await rig.sns.publish({ TopicArn: topic, Message: 'm' })
    expect(await rig.counts(topic)).toEqual(LOST)
  })

  test('without a dead-letter queue', async () => {
    const topic = await rig.topic('alone')
    await rig.subscribe(topic, await rig.queue('alone'), RAW)
    await rig.sns.publish({ TopicArn: topic, Message: 'm\uffff' })
    expect(await rig.counts(topic)).toEqual(FAILED)
  })
})

/**
 * @documented SNS Developer Guide, Monitoring with CloudWatch: the names of the metrics, with the dimension
 *   TopicName
 */
test("the names and the dimension are those of the CDK's metrics", async () => {
  const topic = await rig.topic('named')
  await rig.subscribe(topic, await rig.queue('named'), RAW)
  await rig.subscribe(topic, await rig.queue('named-filtered'), { FilterPolicy: '{"a":["b"]}' })
  for (const [Message, a] of [['m'], ['m\uffff', 'v'], ['m', '"']] as const) {
    await rig.sns.publish({ TopicArn: topic, Message, MessageAttributes: a && { a: text(a) } })
  }

  const cdk = new Topic(
    new Stack(new App({ outdir: scratchDirectory('assembly'), builtinCloudFormationValidation: false })),
    'Topic',
  )
  const metrics = [
    cdk.metricNumberOfMessagesPublished(),
    cdk.metricNumberOfNotificationsDelivered(),
    cdk.metricNumberOfNotificationsFailed(),
    cdk.metricNumberOfNotificationsFilteredOut(),
    cdk.metricNumberOfNotificationsFilteredOutInvalidAttributes(),
    cdk.metricNumberOfNotificationsFilteredOutNoMessageAttributes(),
    cdk.metricPublishSize(),
  ]
  expect(await metricsOfTopic(rig.cloudWatch, 'named')).toEqual(
    expect.arrayContaining(
      metrics.map(({ namespace, metricName, dimensions = {} }) => ({
        Namespace: namespace,
        MetricName: metricName,
        Dimensions: Object.keys(dimensions).map(Name => ({ Name, Value: 'named' })),
      })),
    ),
  )
})
