import type { Message } from '@aws-sdk/client-sqs'
import { SqsRig } from './sqs-rig.ts'

/** Amazon SQS FIFO queues (Developer Guide); SendMessage, ReceiveMessage (API). */
describe('FIFO queue', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  async function deleteAll(QueueUrl: string, messages: { ReceiptHandle?: string }[]) {
    for (const { ReceiptHandle } of messages) await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
  }

  /**
   * @documented SQS Developer Guide, FIFO delivery logic: "Amazon SQS first attempts to return as many
   *   messages with the same message group ID as possible"
   */
  test('"Amazon SQS first attempts to return as many messages with the same message group ID as possible", then of other groups', async () => {
    const url = await aws.queue('groups.fifo')
    await aws.sendFifo(url, 'a1', 'b1', 'a2', 'c1', 'a3', 'b2')
    expect(await aws.bodies(url, { max: 5 })).toEqual(['a1', 'a2', 'a3', 'b1', 'b2'])
    expect(await aws.bodies(url)).toEqual(['c1'])
  })

  /**
   * @documented SQS Developer Guide, Interleaving multiple ordered message groups: "When a message with a
   *   specific MessageGroupId is being processed and is invisible, no other consumer can process messages from
   *   that same group until the visibility timeout expires or the message is deleted."
   */
  test('a message in flight holds back the messages of its group behind it', async () => {
    const url = await aws.queue('blocked.fifo')
    await aws.sendFifo(url, 'a1', 'a2', 'a3', 'b1')
    const held = await aws.receive(url, { max: 2 })
    expect(held.map(({ Body }) => Body)).toEqual(['a1', 'a2'])
    expect(await aws.bodies(url)).toEqual(['b1'])
    await deleteAll(url, held.slice(0, 1))
    expect(await aws.bodies(url)).toEqual([])
    await deleteAll(url, held.slice(1))
    expect(await aws.bodies(url)).toEqual(['a3'])
  })

  /** @documented SQS Developer Guide, Available CloudWatch metrics: the groups that have messages in flight */
  test('the groups with messages in flight are counted, each once', async () => {
    const url = await aws.queue('busy.fifo')
    const busy = () => aws.metrics.gauge('busy.fifo', 'ApproximateNumberOfGroupsWithInflightMessages')
    await aws.sendFifo(url, 'a1', 'a2', 'b1', 'c1')
    const held = await aws.receive(url, { max: 3 })
    expect(busy()).toBe(2)
    await deleteAll(url, held.slice(0, 1))
    expect(busy()).toBe(2)
    await deleteAll(url, held.slice(1, 2))
    expect(busy()).toBe(1)
    await aws.receive(url)
    expect(busy()).toBe(2)
    await aws.clock.advanceBy({ seconds: 30 })
    expect(busy()).toBe(0)
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_group_visibility_extends_with_change_message_visibility[sqs-2-visible], 2025-11-19
   */
  test('messages whose timeout ends come back in their place', async () => {
    const url = await aws.queue('place.fifo', { VisibilityTimeout: '10' })
    await aws.sendFifo(url, 'a1', 'a2', 'a3')
    expect(await aws.bodies(url, { max: 2 })).toEqual(['a1', 'a2'])
    expect(await aws.bodies(url)).toEqual([])
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await aws.bodies(url)).toEqual(['a1', 'a2', 'a3'])
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_group_visibility_extends_with_change_message_visibility[sqs-0-visible], 2025-11-19
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_group_visibility_extends_with_change_message_visibility[sqs-1-visible], 2025-11-19
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_group_visibility_extends_with_change_message_visibility[sqs-2-visible], 2025-11-19
   */
  test.each([
    ['a1', []],
    ['a2', ['a1']],
    ['a3', ['a1', 'a2']],
  ])('with %s still in flight, its group delivers the visible messages before it: %j', async (kept, got) => {
    const url = await aws.queue(`before-${kept}.fifo`, { VisibilityTimeout: '1' })
    await aws.sendFifo(url, 'a1', 'a2', 'a3', 'a4')
    const held = await aws.receive(url, { max: 3 })
    const ReceiptHandle = held.find(({ Body }) => Body === kept)?.ReceiptHandle
    await aws.client.changeMessageVisibility({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 4 })
    await aws.clock.advanceBy({ seconds: 2 })
    expect(await aws.bodies(url)).toEqual(got)
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_group_visibility_extends_with_change_message_visibility[sqs-1-visible], 2025-11-19
   * @own not documented by AWS: the order of groups
   */
  test('a message that is put back is delivered while a later one of its group is in flight', async () => {
    const url = await aws.queue('put-back.fifo')
    await aws.sendFifo(url, 'a1', 'a2', 'b1')
    const [first] = await aws.receive(url, { max: 2 })
    await aws.client.changeMessageVisibility({
      QueueUrl: url,
      ReceiptHandle: first?.ReceiptHandle,
      VisibilityTimeout: 0,
    })
    expect(await aws.bodies(url, { max: 3 })).toEqual(['b1', 'a1'])
  })

  /** @own not documented by AWS: the order of groups */
  test('groups take turns in the order in which their messages became visible', async () => {
    const url = await aws.queue('turns.fifo')
    await aws.sendFifo(url, 'a1', 'b1', 'b2', 'c1', 'a2')
    expect(await aws.bodies(url, { max: 3, visibility: 0 })).toEqual(['a1', 'a2', 'b1'])
    expect(await aws.bodies(url)).toEqual(['c1', 'a1', 'a2', 'b1', 'b2'])
  })

  /** @own not documented by AWS: the order of groups */
  test('a message that is visible again takes its turn before one that is sent later', async () => {
    const url = await aws.queue('again-in-turn.fifo')
    await aws.sendFifo(url, 'a1')
    await aws.receive(url, { visibility: 1 })
    await aws.clock.advanceBy({ seconds: 1 })
    await aws.sendFifo(url, 'b1')
    expect(await aws.bodies(url)).toEqual(['a1', 'b1'])
  })

  /** @own not documented by AWS: the order of groups */
  test('a group whose first message expired takes its turn by the next one', async () => {
    const url = await aws.queue('expired-turn.fifo', { MessageRetentionPeriod: '60' })
    await aws.sendFifo(url, 'a1')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.sendFifo(url, 'b1', 'a2')
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.bodies(url)).toEqual(['b1', 'a2'])
  })

  /**
   * @documented SQS API Reference, SendMessage: "SequenceNumber continues to increase for a particular
   *   MessageGroupId."
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_message_attributes[sqs],
   *   2024-04-30
   */
  test('sequence numbers increase in a group and are told on send and receive', async () => {
    const url = await aws.queue('sequence.fifo')
    const send = (body: string) =>
      aws.client.sendMessage({
        QueueUrl: url,
        MessageBody: body,
        MessageGroupId: 'g',
        MessageDeduplicationId: body,
      })
    const sent = [await send('1'), await send('2')].map(({ SequenceNumber }) => SequenceNumber)
    const [first, second] = sent as [string, string]
    expect(first).toMatch(/^\d{20}$/)
    expect(BigInt(second)).toBeGreaterThan(BigInt(first))
    const received = await aws.receive(url)
    expect(received.map(({ Attributes }) => Attributes?.SequenceNumber)).toEqual(sent)
    expect(received[0]?.Attributes).toMatchObject({ MessageGroupId: 'g', MessageDeduplicationId: '1' })
  })

  /**
   * @documented SQS API Reference, ReceiveMessage: after the visibility timeout an action by the receipt
   *   handle "fails with an error"
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_delete_after_visibility_timeout[sqs],
   *   2025-03-28
   */
  test('deleting after the visibility timeout "fails with an error"', async () => {
    const url = await aws.queue('expired.fifo', { VisibilityTimeout: '10' })
    await aws.sendFifo(url, 'a1')
    const messages = await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 10 })
    await expect(deleteAll(url, messages)).rejects.toThrow('Reason: The receipt handle has expired.')
    expect(await aws.bodies(url)).toEqual(['a1'])
  })

  /**
   * @documented SQS API Reference, SendMessage, DelaySeconds: "You can set this parameter only on a queue
   *   level."
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_posting_to_fifo_requires_deduplicationid_group_id[sqs],
   *   2024-04-30
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_queue_send_message_with_delay_seconds_fails[sqs],
   *   2024-04-30
   */
  test('the message group is required, a delay per message refused: "You can set this parameter only on a queue level"', async () => {
    const url = await aws.queue('rules.fifo')
    const send = (more: object) =>
      aws.client.sendMessage({ QueueUrl: url, MessageBody: 'x', MessageDeduplicationId: 'x', ...more })
    await expect(send({})).rejects.toThrow('The request must contain the parameter MessageGroupId.')
    await expect(send({ MessageGroupId: 'g', DelaySeconds: 1 })).rejects.toThrow(
      'Value 1 for parameter DelaySeconds is invalid.',
    )
    await expect(send({ MessageGroupId: 'has space' })).rejects.toThrow('parameter MessageGroupId is invalid')
    await send({ MessageGroupId: 'g', DelaySeconds: 0 })
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_message_deduplication_id_invalid[empty], 2025-07-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_message_deduplication_id_invalid[too_long], 2025-07-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_message_deduplication_id_invalid[spaces], 2025-07-30
   */
  test('MessageDeduplicationId has 1 to 128 characters and no spaces', async () => {
    const QueueUrl = await aws.queue('ids.fifo')
    const send = (MessageDeduplicationId: string) =>
      aws.client.sendMessage({ QueueUrl, MessageBody: 'x', MessageGroupId: 'g', MessageDeduplicationId })
    await send('~'.repeat(128))
    for (const id of ['', 'x'.repeat(129), 'has space']) {
      await expect(send(id)).rejects.toThrow(
        `Value ${id} for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      )
    }
  })

  describe('deduplication', () => {
    const send = (QueueUrl: string, MessageBody: string, id?: string, group = 'g') =>
      aws.client.sendMessage({ QueueUrl, MessageBody, MessageGroupId: group, MessageDeduplicationId: id })

    /**
     * @documented SQS API Reference, SendMessage, MessageDeduplicationId: messages with the same id are
     *   "accepted successfully but aren't delivered during the 5-minute deduplication interval"
     */
    test('"accepted successfully but aren\'t delivered during the 5-minute deduplication interval"', async () => {
      const url = await aws.queue('by-id.fifo')
      const first = await send(url, 'a', 'id')
      await aws.clock.advanceBy({ minutes: 4, seconds: 59 })
      const second = await send(url, 'b', 'id')
      expect(second.MessageId).toBe(first.MessageId)
      expect(second.SequenceNumber).toBe(first.SequenceNumber)
      await aws.clock.advanceBy({ seconds: 1 })
      await send(url, 'c', 'id')
      expect(await aws.bodies(url)).toEqual(['a', 'c'])
    })

    /**
     * @documented SQS API Reference, SendMessage: SQS "continues to keep track of the message deduplication
     *   ID even after the message is received and deleted"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fifo_deduplication_arrives_once_after_delete[sqs-True],
     *   2024-04-30
     */
    test('"continues to keep track of the message deduplication ID even after the message is received and deleted"', async () => {
      const url = await aws.queue('after-delete.fifo')
      await send(url, 'a', 'id')
      await deleteAll(url, await aws.receive(url))
      await send(url, 'a', 'id')
      expect(await aws.receive(url)).toEqual([])
    })

    /**
     * @documented SQS API Reference, SendMessage: "a SHA-256 hash to generate the MessageDeduplicationId
     *   using the body of the message (but not the attributes of the message)"
     */
    test('by content: "a SHA-256 hash … using the body of the message (but not the attributes of the message)"', async () => {
      const url = await aws.queue('by-content.fifo', { ContentBasedDeduplication: 'true' })
      await send(url, 'hello')
      await aws.client.sendMessage({
        QueueUrl: url,
        MessageBody: 'hello',
        MessageGroupId: 'g',
        MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
      })
      const [message, ...others] = await aws.receive(url)
      expect(others).toEqual([])
      const sha256 = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
      expect(message?.Attributes?.MessageDeduplicationId).toBe(sha256)
      await send(url, 'other body', sha256)
      expect(await aws.receive(url)).toEqual([])
    })

    /**
     * @documented SQS API Reference, SendMessage: "your MessageDeduplicationId overrides the generated one";
     *   without either "the action fails with an error"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_posting_to_fifo_requires_deduplicationid_group_id[sqs],
     *   2024-04-30
     */
    test('"your MessageDeduplicationId overrides the generated one"; with neither, "the action fails"', async () => {
      const byContent = await aws.queue('override.fifo', { ContentBasedDeduplication: 'true' })
      await send(byContent, 'same', '1')
      await send(byContent, 'same', '2')
      expect(await aws.bodies(byContent)).toEqual(['same', 'same'])
      const byId = await aws.queue('neither.fifo')
      await expect(send(byId, 'x')).rejects.toThrow(
        'ContentBasedDeduplication enabled or MessageDeduplicationId',
      )
    })

    /**
     * @documented SQS API Reference, CreateQueue, DeduplicationScope: "whether message deduplication occurs
     *   at the message group or queue level"
     * @recorded
     *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_sqs_fifo_same_dedup_id_different_message_groups[sqs],
     *   2024-04-30
     */
    test('DeduplicationScope: "whether message deduplication occurs at the message group or queue level"', async () => {
      const wide = await aws.queue('queue-scope.fifo')
      const narrow = await aws.queue('group-scope.fifo', { DeduplicationScope: 'messageGroup' })
      for (const url of [wide, narrow]) {
        await send(url, 'a', 'id', 'g1')
        await send(url, 'b', 'id', 'g2')
        await send(url, 'c', 'id', 'g2')
      }
      expect(await aws.bodies(wide)).toEqual(['a'])
      expect(await aws.bodies(narrow)).toEqual(['a', 'b'])
    })
  })

  describe('ReceiveRequestAttemptId', () => {
    async function attempts(name: string, VisibilityTimeout = '30') {
      const QueueUrl = await aws.queue(name, { VisibilityTimeout })
      await aws.sendFifo(QueueUrl, 'a1', 'a2')
      const attempt = async (ReceiveRequestAttemptId: string) => {
        const { Messages = [] } = await aws.client.receiveMessage({
          QueueUrl,
          ReceiveRequestAttemptId,
          MaxNumberOfMessages: 10,
        })
        return Messages
      }
      return { QueueUrl, attempt, first: await attempt('try') }
    }

    /**
     * @documented SQS API Reference, ReceiveMessage: "subsequent calls with the same ReceiveRequestAttemptId
     *   return the same messages and receipt handles"; "If a retry occurs within the deduplication interval, it
     *   resets the visibility timeout."
     */
    test('"subsequent calls with the same ReceiveRequestAttemptId return the same messages and receipt handles", "it resets the visibility timeout"', async () => {
      const { QueueUrl, attempt, first } = await attempts('attempt.fifo')
      expect(first).toHaveLength(2)
      await aws.clock.advanceBy({ seconds: 20 })
      expect(await attempt('try')).toEqual(first)
      expect(await attempt('another')).toEqual([])
      await aws.clock.advanceBy({ seconds: 20 })
      expect(await aws.receive(QueueUrl)).toEqual([])
      await aws.clock.advanceBy({ seconds: 10 })
      expect(await aws.bodies(QueueUrl)).toEqual(['a1', 'a2'])
    })

    /**
     * @documented SQS API Reference, ReceiveMessage: "if none of the messages have been modified (deleted or
     *   had their visibility changes)"
     */
    test.each([
      ['deleted', (url: string, message: Message) => deleteAll(url, [message])],
      [
        'visibility',
        (QueueUrl: string, { ReceiptHandle }: Message) =>
          aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 30 }),
      ],
      ['purged', (QueueUrl: string) => aws.client.purgeQueue({ QueueUrl })],
    ] as const)(
      'only "if none of the messages have been modified (deleted or had their visibility changes)": %s',
      async (name, modify) => {
        const { QueueUrl, attempt, first } = await attempts(`${name}-modified.fifo`)
        await modify(QueueUrl, first[0] as Message)
        expect(await attempt('try')).toEqual([])
      },
    )

    /** @documented SQS API Reference, ReceiveMessage, ReceiveRequestAttemptId: valid for 5 minutes after the receive */
    test('for 5 minutes, and until the messages are received again', async () => {
      const { attempt, first } = await attempts('held.fifo', '600')
      await aws.clock.advanceBy({ minutes: 4, seconds: 59 })
      expect(await attempt('try')).toEqual(first)
      await aws.clock.advanceBy({ seconds: 1 })
      expect(await attempt('try')).toEqual([])

      const again = await attempts('again.fifo', '30')
      await aws.clock.advanceBy({ seconds: 30 })
      expect(await aws.bodies(again.QueueUrl)).toEqual(['a1', 'a2'])
      expect(await again.attempt('try')).toEqual([])
    })

    /** @own not documented by AWS: an attempt that got no message */
    test('an attempt that got nothing gets what has arrived since', async () => {
      const { attempt } = await attempts('in-vain.fifo')
      expect(await attempt('in-vain')).toEqual([])
      await aws.clock.advanceBy({ seconds: 30 })
      expect(await attempt('in-vain')).toHaveLength(2)
    })

    /** @documented SQS API Reference, ReceiveMessage, ReceiveRequestAttemptId: its characters and length */
    test('has up to 128 characters', async () => {
      const QueueUrl = await aws.queue('attempt-ids.fifo')
      const receive = (ReceiveRequestAttemptId: string) =>
        aws.client.receiveMessage({ QueueUrl, ReceiveRequestAttemptId })
      await receive('!'.repeat(128))
      for (const id of ['', 'has space', 'x'.repeat(129)]) {
        await expect(receive(id)).rejects.toThrow('for parameter ReceiveRequestAttemptId is invalid')
      }
    })

    /**
     * @documented SQS API Reference, ReceiveMessage: "This parameter applies only to FIFO
     *   (first-in-first-out) queues."
     */
    test('is no parameter of a standard queue', async () => {
      const QueueUrl = await aws.queue('standard')
      const receive = aws.client.receiveMessage({ QueueUrl, ReceiveRequestAttemptId: 'try' })
      await expect(receive).rejects.toThrow('not valid for this queue type')
    })
  })
})
