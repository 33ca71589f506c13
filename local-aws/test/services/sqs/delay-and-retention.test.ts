import { SqsRig } from './sqs-rig.ts'

/** Amazon SQS delay queues, message timers, and MessageRetentionPeriod. */
describe('delay and retention', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  /**
   * @documented SQS API Reference, SendMessage, DelaySeconds: "Messages with a positive DelaySeconds value
   *   become available for processing after the delay period is finished."
   */
  test('"Messages with a positive DelaySeconds value become available for processing after the delay period"', async () => {
    const url = await aws.queue('timer')
    await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'late', DelaySeconds: 900 })
    await aws.send(url, 'now')
    expect(await aws.bodies(url)).toEqual(['now'])
    await aws.clock.advanceBy({ minutes: 14, seconds: 59 })
    expect(await aws.bodies(url)).not.toContain('late')
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await aws.bodies(url)).toContain('late')
  })

  /**
   * @documented SQS API Reference, SendMessage, DelaySeconds: "If you don't specify a value, the default
   *   value for the queue applies."
   */
  test('"If you don\'t specify a value, the default value for the queue applies"; a 0 overrides it', async () => {
    const url = await aws.queue('delay-queue', { DelaySeconds: '10' })
    await aws.send(url, 'queued')
    await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'at once', DelaySeconds: 0 })
    expect(await aws.bodies(url)).toEqual(['at once'])
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await aws.bodies(url)).toEqual(['queued'])
  })

  /** @documented SQS API Reference, SendMessage, DelaySeconds: "Valid values: 0 to 900." */
  test('"Valid values: 0 to 900"', async () => {
    const QueueUrl = await aws.queue('too-long')
    const send = aws.client.sendMessage({ QueueUrl, MessageBody: 'x', DelaySeconds: 901 })
    await expect(send).rejects.toThrow('Value 901 for parameter DelaySeconds is invalid.')
  })

  /**
   * @documented SQS Developer Guide, Delay queues: "For standard queues, the per-queue delay setting is not
   *   retroactive"; for FIFO queues it is
   */
  test('"For standard queues, the per-queue delay setting is not retroactive"; for FIFO queues it is', async () => {
    const standard = await aws.queue('not-retroactive', { DelaySeconds: '60' })
    const fifo = await aws.queue('retroactive.fifo', { DelaySeconds: '60' })
    await aws.send(standard, 'a')
    await aws.sendFifo(fifo, 'a')
    for (const QueueUrl of [standard, fifo]) {
      await aws.client.setQueueAttributes({ QueueUrl, Attributes: { DelaySeconds: '5' } })
    }
    await aws.clock.advanceBy({ seconds: 5 })
    expect(await aws.bodies(standard)).toEqual([])
    expect(await aws.bodies(fifo)).toEqual(['a'])
  })

  /**
   * @documented SQS Developer Guide, MessageRetentionPeriod: "Amazon SQS automatically deletes messages that
   *   have been in a queue for more than the maximum message retention period"
   */
  test('"Amazon SQS automatically deletes messages that have been in a queue for more than the maximum message retention period"', async () => {
    const url = await aws.queue('retention', { MessageRetentionPeriod: '60' })
    await aws.send(url, 'visible')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.send(url, 'younger')
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.bodies(url)).toEqual(['younger'])
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.attribute(url, 'ApproximateNumberOfMessagesNotVisible')).toBe('0')
  })

  /**
   * @documented SQS API Reference, SetQueueAttributes: a change of MessageRetentionPeriod "will impact
   *   existing messages in the queue"
   */
  test('a shorter period "will impact existing messages in the queue"', async () => {
    const url = await aws.queue('shortened')
    await aws.send(url, 'a')
    await aws.clock.advanceBy({ minutes: 10 })
    await aws.client.setQueueAttributes({ QueueUrl: url, Attributes: { MessageRetentionPeriod: '300' } })
    expect(await aws.receive(url)).toEqual([])
  })

  /**
   * @documented SQS API Reference, ReceiveMessage: "While messages with a particular MessageGroupId are
   *   invisible, no more messages belonging to the same MessageGroupId are returned until the visibility
   *   timeout expires"
   */
  test('a message that is dropped in flight unblocks its group', async () => {
    const url = await aws.queue('unblock.fifo', { MessageRetentionPeriod: '60', VisibilityTimeout: '600' })
    await aws.sendFifo(url, 'a1')
    await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 50 })
    await aws.sendFifo(url, 'a2')
    expect(await aws.receive(url)).toEqual([])
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await aws.bodies(url)).toEqual(['a2'])
  })
})
