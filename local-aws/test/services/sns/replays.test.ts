import { ReplayRig, replay } from './replay-rig.ts'

const rig = new ReplayRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const RAW = { RawMessageDelivery: 'true' }
const replaying = (policy: object) => ({ ...RAW, ReplayPolicy: JSON.stringify(policy) })
/** Long enough for what was delivered to be no duplicate. */
const WINDOW = { minutes: 5, seconds: 1 }

/** A topic that archives, with a subscription and a time before its first message. */
async function live(name: string, attributes: Record<string, string> = RAW) {
  const topic = await rig.archivingTopic(name)
  const queue = await rig.queue(`${name}.fifo`)
  return { topic, queue, start: rig.now, subscription: await rig.subscribe(topic, queue, attributes) }
}

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "Messages can be replayed immediately
 *   after the subscription is created"; "If EndingPoint is omitted, then the replay will continue until caught up to
 *   the current time"; "Completed – The replay has successfully redelivered all messages, and is now delivering newly
 *   published messages"
 */
test('a new subscription gets what was published before, in order, then what is published', async () => {
  const topic = await rig.archivingTopic('new')
  const start = rig.now
  await rig.say(topic, ['a', 'a1'], ['a', 'a2'], ['b', 'b1'])
  const queue = await rig.queue('new.fifo')
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  expect(await rig.texts(queue)).toEqual([])

  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Completed')
  expect(await rig.texts(queue)).toEqual(['a1', 'a2', 'b1'])
  await rig.say(topic, ['b', 'b2'])
  expect(await rig.texts(queue)).toEqual(['b2'])
})

/** @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "Signals where to start replaying" */
test('a replay starts at its time, whatever was published before', async () => {
  const { topic, queue, subscription } = await live('from')
  await rig.say(topic, ['g', 'before'])
  const start = rig.now
  await rig.say(topic, ['g', 'at'], ['g', 'after'])
  expect(await rig.texts(queue)).toEqual(['before', 'at', 'after'])
  await rig.clock.advanceBy(WINDOW)
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['at', 'after'])
})

/**
 * @documented SNS Developer Guide, Understanding the EndingPoint: "the service will replay messages from the
 *   StartingPoint up to the EndingPoint and then stop. This action effectively pauses the subscription"; "apply a new
 *   ReplayPolicy without providing an EndingPoint, and set the StartingPoint to … the previously provided EndingPoint"
 */
test('a replay with an end pauses the subscription, and another one goes on from there', async () => {
  const { topic, queue, subscription, start } = await live('to')
  await rig.say(topic, ['g', '1'], ['g', '2'])
  const end = rig.now
  await rig.say(topic, ['g', '3'])
  await rig.texts(queue)
  await rig.clock.advanceBy(WINDOW)

  await rig.setReplay(subscription, replay(start, end))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Completed')
  expect(await rig.texts(queue)).toEqual(['1', '2'])
  await rig.say(topic, ['g', '4'])
  expect(await rig.texts(queue)).toEqual([])

  await rig.setReplay(subscription, replay(end))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['3', '4'])
  await rig.say(topic, ['g', '5'])
  expect(await rig.texts(queue)).toEqual(['5'])
})

/**
 * @documented SNS Developer Guide, Understanding the EndingPoint: "the replay will start from the specified
 *   StartingPoint and continue until it catches up to the current time, including processing any newly published
 *   messages"
 */
test('what is published during a replay comes after what the replay brings, once', async () => {
  const topic = await rig.archivingTopic('during')
  const start = rig.now
  await rig.say(topic, ['g', '1'])
  const queue = await rig.queue('during.fifo')
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.sns.publish({ TopicArn: topic, Message: '2', MessageGroupId: 'g', MessageDeduplicationId: '2' })
  expect(await rig.texts(queue)).toEqual([])
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1', '2'])
})

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "A replayed message retains the same
 *   content, MessageId, and Timestamp as the original"; "the boolean attribute Replayed is added to each replayed
 *   message"
 */
test('a replayed message is the original, and says that it is replayed', async () => {
  const { topic, queue, subscription, start } = await live('same', {})
  await rig.sns.publish({
    TopicArn: topic,
    Message: '{"default":"for all","sqs":"for queues"}',
    MessageStructure: 'json',
    Subject: 'greeting',
    MessageGroupId: 'g',
    MessageDeduplicationId: 'd',
  })
  const [original] = await rig.drain(queue)
  await rig.clock.advanceBy(WINDOW)
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  const [replayed] = await rig.drain(queue)
  const document = JSON.parse(original?.Body as string)
  expect(document).toMatchObject({ Message: 'for queues', Subject: 'greeting' })
  expect(document).not.toHaveProperty('Replayed')
  expect(JSON.parse(replayed?.Body as string)).toEqual({ ...document, Replayed: true })
  expect(replayed?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: 'd' })
  expect(replayed?.MessageId).not.toBe(original?.MessageId)
})

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: "A replayed message retains the same
 *   content"
 * @own that raw delivery has no Replayed: the guide does not say
 */
test('raw, a replayed message has its text and its attributes alone', async () => {
  const { topic, queue, subscription, start } = await live('raw')
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'order' } }
  const ids = { MessageGroupId: 'g', MessageDeduplicationId: 'd' }
  await rig.sns.publish({ TopicArn: topic, Message: 'm', MessageAttributes, ...ids })
  await rig.drain(queue)
  await rig.clock.advanceBy(WINDOW)
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  const [message] = await rig.drain(queue)
  expect(message).toMatchObject({ Body: 'm', MessageAttributes })
  expect(message?.MessageAttributes).not.toHaveProperty('Replayed')
})

/**
 * @documented SQS Developer Guide, Using the message deduplication ID: "any subsequent messages with the same ID will
 *   be acknowledged but not delivered to consumers", for five minutes
 */
test('a queue drops what it has got in the last five minutes', async () => {
  const { topic, queue, subscription, start } = await live('duplicates')
  await rig.say(topic, ['g', 'old'])
  await rig.clock.advanceBy({ minutes: 4, seconds: 59 })
  await rig.say(topic, ['g', 'young'])
  expect(await rig.texts(queue)).toEqual(['old', 'young'])
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['old'])
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "archive a single copy of all messages
 *   published to your topic"; a duplicate is none of them, since it gets the answer of the first (Message deduplication)
 */
test('a duplicate is archived once, also in a batch', async () => {
  const topic = await rig.archivingTopic('once')
  const start = rig.now
  const entry = (Id: string, id: string) => ({
    Id,
    Message: id,
    MessageGroupId: 'g',
    MessageDeduplicationId: id,
  })
  const PublishBatchRequestEntries = [entry('1', 'a'), entry('2', 'a'), entry('3', 'b')]
  await rig.sns.publishBatch({ TopicArn: topic, PublishBatchRequestEntries })
  await rig.say(topic, ['g', 'b'], ['g', 'c'])
  // A standard queue removes no duplicates.
  const queue = await rig.queue('once')
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect((await rig.texts(queue)).sort()).toEqual(['a', 'b', 'c'])
})

/**
 * @documented SNS Developer Guide, Filter replayed messages: "Amazon SNS first retrieves the message from the topic's
 *   data store, then applies the message against the subscription's FilterPolicy"
 */
test('the filter policy that a subscription has by then decides', async () => {
  const topic = await rig.archivingTopic('filtered')
  const start = rig.now
  const publish = (Message: string, StringValue: string) =>
    rig.sns.publish({
      TopicArn: topic,
      Message,
      MessageAttributes: { kind: { DataType: 'String', StringValue } },
      MessageGroupId: 'g',
      MessageDeduplicationId: Message,
    })
  await publish('1', 'order')
  await publish('2', 'refund')
  const queue = await rig.queue('filtered.fifo')
  const subscription = await rig.subscribe(topic, queue, {
    ...replaying(replay(start)),
    FilterPolicy: '{"kind":["order"]}',
  })
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1'])
  await rig.sns.setSubscriptionAttributes({
    SubscriptionArn: subscription,
    AttributeName: 'FilterPolicy',
    AttributeValue: '{"kind":["refund"]}',
  })
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['2'])
})

/**
 * @documented SNS Developer Guide, Filter replayed messages: SNS "applies the message against the subscription's
 *   FilterPolicy" as it retrieves each
 */
test('a filter policy that changes in the middle of a replay holds for the rest', async () => {
  const topic = await rig.archivingTopic('refiltered')
  const start = rig.now
  await rig.sayMany(topic, 350, 'm')
  const queue = await rig.queue('refiltered')
  const subscription = await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('In progress')
  const AttributeName = 'FilterPolicy'
  const AttributeValue = '{"kind":["order"]}'
  await rig.sns.setSubscriptionAttributes({ SubscriptionArn: subscription, AttributeName, AttributeValue })
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.status(subscription)).toBe('Completed')
  expect(await rig.texts(queue)).toHaveLength(300)
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: MessageRetentionPeriod "represents the
 *   number of days Amazon SNS retains messages"
 */
test('what is older than the retention is gone, also if it is due in a replay', async () => {
  const topic = await rig.topic('expiring.fifo', { ArchivePolicy: '{"MessageRetentionPeriod":"1"}' })
  const start = rig.now
  await rig.say(topic, ['g', 'old'])
  await rig.clock.advanceBy({ hours: 23, minutes: 59, seconds: 58 })
  await rig.say(topic, ['g', 'young'])
  const queue = await rig.queue('expiring.fifo')
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['young'])
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: MessageRetentionPeriod "represents the
 *   number of days Amazon SNS retains messages"
 */
test('what expires in the middle of a replay is passed over', async () => {
  const topic = await rig.topic('overtaken.fifo', { ArchivePolicy: '{"MessageRetentionPeriod":"1"}' })
  const start = rig.now
  await rig.sayMany(topic, 350, 'old')
  await rig.clock.advanceBy({ milliseconds: 200 })
  await rig.sayMany(topic, 10, 'young')
  await rig.clock.advanceBy({ hours: 23, minutes: 59, seconds: 58, milliseconds: 800 })
  const queue = await rig.queue('overtaken')
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 2 })
  const texts = await rig.texts(queue)
  expect(texts.filter(text => text?.startsWith('old'))).toHaveLength(300)
  expect(texts.filter(text => text?.startsWith('young'))).toHaveLength(10)
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "When you deactivate a message archive
 *   policy, Amazon SNS deletes all of the archived messages"
 */
test('an archive that is turned off and on again is empty', async () => {
  const TopicArn = await rig.archivingTopic('emptied')
  await rig.say(TopicArn, ['g', 'lost'])
  const set = (AttributeValue: string) =>
    rig.sns.setTopicAttributes({ TopicArn, AttributeName: 'ArchivePolicy', AttributeValue })
  await set('{}')
  await rig.say(TopicArn, ['g', 'lost-too'])
  await set('{"MessageRetentionPeriod":"1"}')
  const start = rig.now
  await rig.say(TopicArn, ['g', 'kept'])
  const queue = await rig.queue('emptied.fifo')
  await rig.subscribe(TopicArn, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['kept'])
})

/**
 * @documented SNS Developer Guide, Message archiving for FIFO topic owners: "To edit an archive policy, go to the topic
 *   summary page"
 * @own that messages stay: the guide says what goes when a policy is deactivated, and nothing of an edit
 */
test('the archive keeps its messages when the retention is changed', async () => {
  const { topic, queue, subscription, start } = await live('changed')
  await rig.say(topic, ['g', 'kept'])
  await rig.texts(queue)
  await rig.clock.advanceBy(WINDOW)
  await rig.sns.setTopicAttributes({
    TopicArn: topic,
    AttributeName: 'ArchivePolicy',
    AttributeValue: '{"MessageRetentionPeriod":"1"}',
  })
  await rig.setReplay(subscription, replay(start))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['kept'])
})

/**
 * @documented SNS Developer Guide, Message replay for FIFO topic subscribers: ReplayPolicy is an attribute of a
 *   subscription, "to retrieve and redeliver archived messages from the topic data store to a subscribed endpoint"
 */
test('subscriptions replay on their own, and others get nothing again', async () => {
  const topic = await rig.archivingTopic('several')
  const start = rig.now
  await rig.say(topic, ['g', '1'])
  const later = rig.now
  await rig.say(topic, ['g', '2'])
  const [all, some, none] = [
    await rig.queue('all.fifo'),
    await rig.queue('some.fifo'),
    await rig.queue('none.fifo'),
  ]
  await rig.subscribe(topic, none, RAW)
  await rig.subscribe(topic, all, replaying(replay(start)))
  await rig.subscribe(topic, some, replaying(replay(later)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect([await rig.texts(all), await rig.texts(some), await rig.texts(none)]).toEqual([
    ['1', '2'],
    ['2'],
    [],
  ])
})

/** @documented SNS Developer Guide, Message archiving for FIFO topic owners: "store published messages within your topic" */
test('the archive outlives the last subscription', async () => {
  const { topic, queue, subscription, start } = await live('alone')
  await rig.say(topic, ['g', '1'])
  await rig.sns.unsubscribe({ SubscriptionArn: subscription })
  await rig.say(topic, ['g', '2'])
  await rig.drain(queue)
  await rig.clock.advanceBy(WINDOW)
  await rig.subscribe(topic, queue, replaying(replay(start)))
  await rig.clock.advanceBy({ seconds: 1 })
  expect(await rig.texts(queue)).toEqual(['1', '2'])
})
