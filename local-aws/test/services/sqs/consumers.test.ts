import { SqsRig } from './sqs-rig.ts'

/** What the consumers of a queue are to each other, and to the order of its messages. */
describe('consumers of a queue', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  /**
   * @documented SQS Developer Guide, Visibility timeout: a received message "becomes temporarily invisible to
   *   other consumers for the duration of the visibility timeout"
   */
  test('two consumers share the messages, on either type of queue', async () => {
    for (const QueueUrl of [await aws.queue('shared'), await aws.queue('shared.fifo')]) {
      await sendAll(QueueUrl, 'a', 'b', 'c', 'd')
      const first = await aws.bodies(QueueUrl, { max: 2 })
      const second = await aws.bodies(QueueUrl)
      expect(first).toHaveLength(2)
      expect([...first, ...second].sort()).toEqual(['a', 'b', 'c', 'd'])
    }
  })

  /**
   * @documented SQS API Reference, DeleteMessage: "Deletes the specified message from the specified queue."
   */
  test('a message that one consumer deletes is deleted for all, on either type of queue', async () => {
    for (const QueueUrl of [await aws.queue('deleted'), await aws.queue('deleted.fifo')]) {
      await sendAll(QueueUrl, 'a', 'b')
      const [done] = await aws.receive(QueueUrl)
      await aws.client.deleteMessage({ QueueUrl, ReceiptHandle: done?.ReceiptHandle })
      await aws.clock.advanceBy({ seconds: 30 })
      expect(await aws.bodies(QueueUrl)).toEqual(['b'])
    }
  })

  // "Occasionally, messages are delivered in an order different from which they were sent" (standard queues).
  /**
   * @documented SQS Developer Guide, Standard queues: "Occasionally, messages are delivered in an order
   *   different from which they were sent"
   */
  test('standard: a message whose consumer fails is overtaken by those behind it', async () => {
    const QueueUrl = await aws.queue('overtaken', { VisibilityTimeout: '30' })
    await aws.send(QueueUrl, 'a', 'b', 'c')
    const order: (string | undefined)[] = []
    await aws.receive(QueueUrl, { max: 1 })
    for (const { Body, ReceiptHandle } of await aws.receive(QueueUrl)) {
      order.push(Body)
      await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
    }
    await aws.clock.advanceBy({ seconds: 30 })
    order.push(...(await aws.bodies(QueueUrl)))
    expect(order).toEqual(['b', 'c', 'a'])
  })

  /** @documented SQS Developer Guide, FIFO queues: only a FIFO queue deduplicates what is sent */
  test('standard: a message that is sent twice is received twice', async () => {
    const QueueUrl = await aws.queue('duplicated')
    await aws.send(QueueUrl, 'same', 'same')
    expect(await aws.bodies(QueueUrl)).toEqual(['same', 'same'])
  })

  // "Standard queues support a very high, nearly unlimited number of API calls per second, per action."
  /**
   * @documented SQS Developer Guide, Standard queues: "Standard queues support a very high, nearly unlimited
   *   number of API calls per second, per action"
   */
  test('standard: more than 1,000 messages per second are accepted, without shards', async () => {
    const QueueUrl = await aws.queue('unsharded')
    const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: String(index), MessageBody: 'm' }))
    for (let batch = 0; batch < 101; batch++) {
      expect((await aws.client.sendMessageBatch({ QueueUrl, Entries })).Successful).toHaveLength(10)
    }
    expect(await aws.attribute(QueueUrl, 'ApproximateNumberOfMessages')).toBe('1010')
  })

  /** On a FIFO queue each body is a group of its own. */
  function sendAll(QueueUrl: string, ...bodies: string[]): Promise<void> {
    return QueueUrl.endsWith('.fifo') ? aws.sendFifo(QueueUrl, ...bodies) : aws.send(QueueUrl, ...bodies)
  }
})
