import { KMS } from '@aws-sdk/client-kms'
import type { Happening } from '../../../src/activity.ts'
import { SnsRig } from './sns-rig.ts'

const rig = new SnsRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const redrive = (deadLetterTargetArn: string) => ({ RedrivePolicy: JSON.stringify({ deadLetterTargetArn }) })
const attribute = { DataType: 'Number', StringValue: '111' }

/** A subscription with a dead-letter queue, whose own queue is gone. */
async function orphan(name: string, attributes: Record<string, string> = {}) {
  const suffix = name.endsWith('.fifo') ? '.fifo' : ''
  const topic = await rig.topic(name)
  const queue = await rig.queue(name)
  const deadLetters = await rig.queue(`${name.replace('.fifo', '')}-dlq${suffix}`)
  await rig.subscribe(topic, queue, { ...redrive(deadLetters), ...attributes })
  await rig.sqs.deleteQueue({ QueueUrl: rig.urlOf(queue) })
  return { topic, deadLetters }
}

/**
 * @documented SNS Developer Guide, Dead-letter queues: "Messages that can't be delivered due to client errors
 *   … are held in the dead-letter queue"; "these errors commonly occur when an owner deletes the endpoint"
 */
describe('when the queue was deleted', () => {
  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_redrive_policy_sqs_queue_subscription[False],
   *   2023-08-24
   * @documented SNS Developer Guide, Dead-letter queues: "Messages that can't be delivered due to client
   *   errors … are held in the dead-letter queue"
   */
  test('the dead-letter queue gets the JSON document', async () => {
    const { topic, deadLetters } = await orphan('wrapped')
    const { MessageId } = await rig.sns.publish({
      TopicArn: topic,
      Message: 'm',
      MessageAttributes: { attr1: attribute },
    })
    const [message] = await rig.receive(deadLetters)
    expect(JSON.parse(message?.Body as string)).toMatchObject({
      MessageId,
      Message: 'm',
      MessageAttributes: { attr1: { Type: 'Number', Value: '111' } },
    })
    expect(message?.MessageAttributes).toBeUndefined()
  })

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQS::test_redrive_policy_sqs_queue_subscription[True],
   *   2023-08-24
   */
  test('of a raw delivery, it gets the message with its attributes', async () => {
    const { topic, deadLetters } = await orphan('raw', { RawMessageDelivery: 'true' })
    await rig.sns.publish({ TopicArn: topic, Message: 'm', MessageAttributes: { attr1: attribute } })
    const [message] = await rig.receive(deadLetters)
    expect(message).toMatchObject({ Body: 'm', MessageAttributes: { attr1: attribute } })
  })

  /**
   * @recorded
   *   tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_publish_fifo_messages_to_dlq[True],
   *   2023-08-24
   */
  test('of a FIFO topic, it is FIFO and gets the order', async () => {
    const { topic, deadLetters } = await orphan('ordered.fifo', { RawMessageDelivery: 'true' })
    for (const Message of ['1', '2']) {
      const ids = { MessageGroupId: 'g', MessageDeduplicationId: `id-${Message}` }
      await rig.sns.publish({ TopicArn: topic, Message, ...ids })
    }
    const messages = await rig.receive(deadLetters)
    expect(messages.map(({ Body }) => Body)).toEqual(['1', '2'])
    expect(messages[0]?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: 'id-1' })
  })

  /**
   * @documented SNS Developer Guide, Dead-letter queues: without a dead-letter queue "Amazon SNS discards the
   *   message"
   */
  test('without a dead-letter queue "Amazon SNS discards the message"; the others get theirs', async () => {
    const topic = await rig.topic('discarding')
    const [gone, there] = [await rig.queue('gone'), await rig.queue('there')]
    await rig.subscribe(topic, gone)
    await rig.subscribe(topic, there, { RawMessageDelivery: 'true' })
    await rig.sqs.deleteQueue({ QueueUrl: rig.urlOf(gone) })
    await expect(rig.sns.publish({ TopicArn: topic, Message: 'm' })).resolves.toBeDefined()
    expect(await rig.bodies(there)).toEqual(['m'])
  })

  /** @own what people who look at the local AWS are told; a dead-letter queue that no longer exists */
  test('a dead-letter queue that is gone, too, ends the matter; both refusals are reported', async () => {
    const { topic, deadLetters } = await orphan('both-gone')
    await rig.sqs.deleteQueue({ QueueUrl: rig.urlOf(deadLetters) })
    const reported: Happening[] = []
    const end = rig.rig.account.activity.watch(happening => reported.push(happening))
    await expect(rig.sns.publish({ TopicArn: topic, Message: 'm' })).resolves.toBeDefined()
    end()
    const queue = rig.rig.account.arn('sqs', 'both-gone')
    expect(reported.filter(({ kind }) => kind === 'delivery')).toEqual([
      {
        kind: 'delivery',
        name: 'both-gone',
        reason: `${queue} refuses it: The specified queue does not exist.`,
      },
      {
        ...{ kind: 'delivery', name: 'both-gone' },
        reason: `${deadLetters} refuses it, too: The specified queue does not exist.`,
      },
    ])
  })
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: what cannot be delivered due to client errors is held
 *   in the dead-letter queue; a disabled key is one
 */
test("when the queue's key is disabled", async () => {
  const kms = new KMS(rig.rig.client)
  const { KeyMetadata } = await kms.createKey({})
  const KeyId = KeyMetadata?.KeyId as string
  const topic = await rig.topic('locked')
  const queue = await rig.queue('locked', { KmsMasterKeyId: KeyId })
  const deadLetters = await rig.queue('locked-dlq')
  await rig.subscribe(topic, queue, { RawMessageDelivery: 'true', ...redrive(deadLetters) })
  await kms.disableKey({ KeyId })
  await rig.sns.publish({ TopicArn: topic, Message: 'm' })
  expect(await rig.bodies(deadLetters)).toEqual(['m'])
  kms.destroy()
})

/**
 * @documented SNS Developer Guide, Message filtering: a message that a filter policy rejects is not
 *   delivered, and that is no failure
 */
test('what a filter policy leaves is no failure', async () => {
  const { topic, deadLetters } = await orphan('filtered', { FilterPolicy: '{"a":["b"]}' })
  await rig.sns.publish({ TopicArn: topic, Message: 'm' })
  expect(await rig.bodies(deadLetters)).toEqual([])
})

/**
 * @documented SNS Developer Guide, Dead-letter queues: "FIFO topic subscriptions use FIFO queues, and
 *   standard topic subscriptions use standard queues"
 * @recorded tests/aws/services/sns/test_sns.py::TestSNSSubscriptionSQSFifo::test_validations_for_fifo,
 *   2025-08-18
 */
test('the type of the dead-letter queue follows that of the topic', async () => {
  const standard = await rig.queue('standard-dlq')
  const fifo = await rig.queue('fifo-dlq.fifo')
  await expect(
    rig.subscribe(await rig.topic('typed.fifo'), await rig.queue('typed.fifo'), redrive(standard)),
  ).rejects.toThrow('must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic')
  await expect(
    rig.subscribe(await rig.topic('typed'), await rig.queue('typed'), redrive(fifo)),
  ).rejects.toThrow('must use a standard queue as DLQ')
})
