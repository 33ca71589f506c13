import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

async function fifo(name: string, topicAttributes: Record<string, string> = {}) {
  const topic = await rig.topic(`${name}.fifo`, topicAttributes)
  const queue = await rig.queue(`${name}.fifo`)
  await rig.subscribe(topic, queue, { RawMessageDelivery: 'true' })
  const publish = (
    Message: string,
    MessageGroupId = 'g',
    MessageDeduplicationId: string | undefined = Message,
  ) => rig.sns.publish({ TopicArn: topic, Message, MessageGroupId, MessageDeduplicationId })
  return { topic, queue, publish }
}

/**
 * @documented SNS Developer Guide, Message delivery for FIFO topics: order within a message group, kept in a
 *   FIFO queue
 */
test('a group keeps its order, and its ids, all the way into the queue', async () => {
  const { queue, publish } = await fifo('ordered')
  for (const [message, group] of [
    ['a1', 'a'],
    ['b1', 'b'],
    ['a2', 'a'],
    ['a3', 'a'],
  ] as const) {
    await publish(message, group)
  }
  const messages = await rig.receive(queue)
  const bodiesOf = (group: string) =>
    messages.filter(({ Attributes }) => Attributes?.MessageGroupId === group).map(({ Body }) => Body)
  expect(bodiesOf('a')).toEqual(['a1', 'a2', 'a3'])
  expect(bodiesOf('b')).toEqual(['b1'])
  expect(messages[0]?.Attributes?.MessageDeduplicationId).toBe('a1')
})

/**
 * @documented SNS API Reference, Publish: "SequenceNumber continues to increase for each MessageGroupId."
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_message_to_fifo_sqs[False],
 *   2025-08-18
 */
test('sequence numbers increase, and travel in the JSON document, which is not signed', async () => {
  const topic = await rig.topic('numbered.fifo')
  const queue = await rig.queue('numbered.fifo')
  await rig.subscribe(topic, queue)
  const message = { TopicArn: topic, Message: 'm', MessageGroupId: 'g' }
  const first = await rig.sns.publish({ ...message, MessageDeduplicationId: '1' })
  const second = await rig.sns.publish({ ...message, MessageDeduplicationId: '2' })
  expect(first.SequenceNumber).toMatch(/^\d{20}$/)
  expect(BigInt(second.SequenceNumber ?? 0)).toBeGreaterThan(BigInt(first.SequenceNumber ?? 0))

  const [body] = await rig.bodies(queue)
  const document = JSON.parse(body as string)
  expect(document).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber })
  expect(document).not.toHaveProperty('Signature')
})

describe('deduplication', () => {
  /**
   * @documented SNS API Reference, Publish, MessageDeduplicationId: a message with the same id within the
   *   deduplication interval of 5 minutes is accepted and not delivered
   */
  test('messages with the same MessageDeduplicationId are accepted but not delivered, for 5 minutes', async () => {
    const { queue, publish } = await fifo('once')
    const first = await publish('one', 'g', 'same')
    expect(await publish('two', 'g', 'same')).toMatchObject({
      MessageId: first.MessageId,
      SequenceNumber: first.SequenceNumber,
    })
    await publish('elsewhere', 'h', 'same')
    expect(await rig.bodies(queue)).toEqual(['one'])

    await rig.clock.advanceBy({ minutes: 4, seconds: 59 })
    expect(await publish('still', 'g', 'same')).toMatchObject({ MessageId: first.MessageId })
    await rig.clock.advanceBy({ seconds: 1 })
    await publish('later', 'i', 'same')
    expect(await rig.bodies(queue)).toContain('later')
  })

  /**
   * @documented SNS API Reference, CreateTopic, FifoThroughputScope: "when set to MessageGroup the message
   *   deduplication scope is within each individual message group"
   */
  test('"when set to MessageGroup the message deduplication scope is within each individual message group"', async () => {
    const topic = await rig.topic('by-group.fifo', { FifoThroughputScope: 'MessageGroup' })
    const queue = await rig.queue('by-group.fifo', {
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    })
    await rig.subscribe(topic, queue, { RawMessageDelivery: 'true' })
    const publish = (Message: string, MessageGroupId: string) =>
      rig.sns.publish({ TopicArn: topic, Message, MessageGroupId, MessageDeduplicationId: 'same' })
    await publish('g1', 'g')
    await publish('g2', 'g')
    await publish('h1', 'h')
    expect((await rig.bodies(queue)).sort()).toEqual(['g1', 'h1'])
  })

  /**
   * @documented SNS API Reference, CreateTopic, ContentBasedDeduplication: "a SHA-256 hash to generate the
   *   MessageDeduplicationId using the body of the message (but not the attributes of the message)"
   */
  test('"a SHA-256 hash … using the body of the message (but not the attributes of the message)"', async () => {
    const { topic, queue } = await fifo('by-content', { ContentBasedDeduplication: 'true' })
    for (const StringValue of ['x', 'y']) {
      await rig.sns.publish({
        TopicArn: topic,
        Message: 'same',
        MessageGroupId: 'g',
        MessageAttributes: { a: { DataType: 'String', StringValue } },
      })
    }
    const messages = await rig.receive(queue)
    expect(messages.map(({ Body }) => Body)).toEqual(['same'])
    expect(messages[0]?.Attributes?.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/)
  })

  /** @documented SNS API Reference, Publish: "your MessageDeduplicationId overrides the generated one" */
  test('"your MessageDeduplicationId overrides the generated one"', async () => {
    const { queue, publish } = await fifo('overridden', { ContentBasedDeduplication: 'true' })
    await publish('same', 'g', '1')
    await publish('same', 'g', '2')
    expect(await rig.bodies(queue)).toEqual(['same', 'same'])
  })
})

/**
 * @documented SNS Developer Guide, Message grouping for FIFO topics: "Message group ID is not passed to
 *   Amazon SQS standard queues"
 * @recorded
 *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_fifo_topic_to_regular_sqs[True],
 *   2025-08-18
 */
test('a standard queue may be subscribed; it gets no group', async () => {
  const topic = await rig.topic('mixed.fifo')
  const queue = await rig.queue('mixed')
  await rig.subscribe(topic, queue, { RawMessageDelivery: 'true' })
  await rig.sns.publish({ TopicArn: topic, Message: 'm', MessageGroupId: 'g', MessageDeduplicationId: '1' })
  const [message] = await rig.receive(queue)
  expect(message?.Body).toBe('m')
  expect(message?.Attributes).not.toHaveProperty('MessageGroupId')
  expect(message?.Attributes).not.toHaveProperty('MessageDeduplicationId')
})

describe('refuses', () => {
  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_validations_for_fifo,
   *   2025-08-18
   * @documented SNS API Reference, Publish, MessageDeduplicationId and MessageGroupId: up to "128
   *   alphanumeric characters (a-z, A-Z, 0-9) and punctuation"
   */
  test.each([
    ['no group', {}, 'The MessageGroupId parameter is required for FIFO topics'],
    [
      'no deduplication id',
      { MessageGroupId: 'g' },
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
    ['a group with spaces', { MessageGroupId: 'a b', MessageDeduplicationId: '1' }, 'MessageGroupId Reason'],
    [
      'a long id',
      { MessageGroupId: 'g', MessageDeduplicationId: 'x'.repeat(129) },
      'MessageDeduplicationId Reason',
    ],
  ])('%s', async (_title, ids, message) => {
    const TopicArn = await rig.topic('strict.fifo')
    await expect(rig.sns.publish({ TopicArn, Message: 'm', ...ids })).rejects.toThrow(message)
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_validations_for_fifo,
   *   2025-08-18
   */
  test('a deduplication id on a standard topic', async () => {
    const TopicArn = await rig.topic('plain')
    await expect(rig.sns.publish({ TopicArn, Message: 'm', MessageDeduplicationId: '1' })).rejects.toThrow(
      'The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
  })

  /**
   * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_publish_batch_exceptions,
   *   2023-08-24
   */
  test('a batch in which any entry lacks its group', async () => {
    const TopicArn = await rig.topic('strict-batch.fifo', { ContentBasedDeduplication: 'true' })
    const PublishBatchRequestEntries = [
      { Id: '1', Message: 'm', MessageGroupId: 'g' },
      { Id: '2', Message: 'm' },
    ]
    await expect(rig.sns.publishBatch({ TopicArn, PublishBatchRequestEntries })).rejects.toThrow(
      'The MessageGroupId parameter is required for FIFO topics',
    )
  })
})

/**
 * @recorded
 *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_publish_batch_messages_from_fifo_topic_to_fifo_queue[True],
 *   2025-12-17
 * @documented SNS Developer Guide, Message deduplication for FIFO topics: "Any message published with the
 *   same deduplication ID … is accepted but not delivered"
 */
test('a batch keeps its order and its duplicates out', async () => {
  const { topic, queue } = await fifo('batch')
  const entry = (Id: string, Message: string, MessageDeduplicationId: string) => ({
    Id,
    Message,
    MessageGroupId: 'g',
    MessageDeduplicationId,
  })
  const { Successful = [] } = await rig.sns.publishBatch({
    TopicArn: topic,
    PublishBatchRequestEntries: [entry('a', '1', 'x'), entry('b', '2', 'y'), entry('c', '3', 'x')],
  })
  expect(Successful.map(({ Id }) => Id)).toEqual(['a', 'b', 'c'])
  expect(Successful[2]?.SequenceNumber).toBe(Successful[0]?.SequenceNumber)
  expect(await rig.bodies(queue)).toEqual(['1', '2'])
})
