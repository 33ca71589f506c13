import { SqsRig } from './sqs-rig.ts'

/** Amazon SQS fair queues; How Amazon SQS fair queues work (Developer Guide). */
describe('fair queue', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  async function send(QueueUrl: string, tenant: string | undefined, count: number) {
    for (let sent = 0; sent < count; sent += 10) {
      const Entries = Array.from({ length: Math.min(10, count - sent) }, (_, index) => ({
        Id: String(index),
        MessageBody: tenant ?? 'none',
        MessageGroupId: tenant,
      }))
      await aws.client.sendMessageBatch({ QueueUrl, Entries })
    }
  }
  const tenants = async (url: string, max: number) => (await aws.bodies(url, { max })).sort().join(' ')

  /**
   * @documented SQS Developer Guide, How fair queues work: noisy is a tenant with "more than 10% of in-flight
   *   messages in the queue" that has "at least 30 of its own messages in flight"
   */
  test('a tenant with "more than 10% of in-flight messages in the queue" and "at least 30 of its own" is noisy: quiet tenants go first', async () => {
    const url = await aws.queue('noisy')
    await send(url, 'noisy', 100)
    await send(url, 'quiet', 2)
    await send(url, undefined, 1)
    for (let received = 0; received < 30; received += 10) await aws.receive(url)
    expect(await tenants(url, 4)).toBe('noisy none quiet quiet')
    await send(url, 'late', 1)
    expect(await tenants(url, 2)).toBe('late noisy')
  })

  /**
   * @documented SQS Developer Guide, How fair queues work: noisy is a tenant with "more than 10% of in-flight
   *   messages in the queue" that has "at least 30 of its own messages in flight"
   */
  test.each([
    [30, 270, 0],
    [30, 269, 1],
    [29, 200, 0],
  ])('of %i messages in flight beside %i of others, %i tenants are noisy', async (own, others, noisy) => {
    const name = `share-${own}-${others}`
    const url = await aws.queue(name)
    await send(url, undefined, others)
    await send(url, 'tenant', own + 1)
    await aws.sqs.byArn(aws.arn(name)).receive({ maximum: own + others, waitSeconds: 0 }, aws.caller)
    expect(aws.metrics.gauge(name, 'ApproximateNumberOfMessagesVisible')).toBe(1)
    expect(aws.metrics.gauge(name, 'ApproximateNumberOfNoisyGroups')).toBe(noisy)
  })

  /** @documented SQS Developer Guide, How fair queues work: a tenant below both thresholds is not noisy */
  test('below that, messages go in order of arrival', async () => {
    const url = await aws.queue('steady')
    await send(url, 'busy', 40)
    await send(url, 'other', 1)
    await aws.receive(url)
    await aws.receive(url)
    expect(await tenants(url, 10)).toBe(Array(10).fill('busy').join(' '))
  })

  /**
   * @documented SQS Developer Guide, How fair queues work: "the tenant's recent share of total consumer
   *   processing time exceeds 10%"
   */
  test('a tenant that is slow to process is noisy by its "recent share of total consumer processing time"', async () => {
    const url = await aws.queue('slow')
    await send(url, 'slow', 20)
    await send(url, 'quick', 1)
    const [message] = await aws.receive(url, { max: 1 })
    await aws.clock.advanceBy({ seconds: 10 })
    await aws.client.deleteMessage({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle })
    expect(await tenants(url, 2)).toBe('quick slow')
  })

  /**
   * @documented SQS Developer Guide, How fair queues work: of several noisy tenants, messages come first from
   *   the one with the fewest in flight
   */
  test('of several noisy tenants, the one with the fewest messages in flight goes first', async () => {
    const url = await aws.queue('two-noisy')
    await send(url, 'first', 40)
    await send(url, 'second', 40)
    for (let received = 0; received < 60; received += 10) await aws.receive(url)
    await send(url, 'first', 5)
    const queue = aws.sqs.byArn(aws.arn('two-noisy'))
    const bodies = (await queue.receive({ maximum: 10, waitSeconds: 0 }, aws.caller)).map(({ body }) => body)
    expect(new Set(bodies).size).toBe(2)
    expect(Math.abs(bodies.filter(body => body === 'first').length - 5)).toBeLessThanOrEqual(1)
  })

  /**
   * @documented SQS Developer Guide, How fair queues work: a tenant is no longer noisy when its "backlog has been fully
   *   consumed", or "no messages from the tenant have been in flight for a continuous period of 5 minutes"
   */
  test('a tenant is quiet again when its backlog is drained, or nothing of it has been in flight for 5 minutes', async () => {
    const url = await aws.queue('calmed', { VisibilityTimeout: '600' })
    const noisyGroups = () => aws.metrics.gauge('calmed', 'ApproximateNumberOfNoisyGroups')
    const next = async () => {
      const [message] = await aws.receive(url, { max: 1 })
      await aws.client.deleteMessage({ QueueUrl: url, ReceiptHandle: message?.ReceiptHandle })
      return message?.Body
    }
    await send(url, 'noisy', 40)
    for (let received = 0; received < 30; received += 10) await aws.receive(url)
    await send(url, 'quiet', 1)
    await aws.clock.advanceBy({ minutes: 5 })
    expect([await next(), noisyGroups()]).toEqual(['quiet', 1])

    await aws.clock.advanceBy({ minutes: 5 })
    await aws.clock.advanceBy({ minutes: 4, seconds: 59 })
    await send(url, 'quiet', 2)
    expect([await next(), noisyGroups()]).toEqual(['quiet', 1])
    await aws.clock.advanceBy({ seconds: 1 })
    expect([await next(), noisyGroups()]).toEqual(['noisy', 0])
  })

  /** @documented SQS Developer Guide, Available CloudWatch metrics for Amazon SQS: the metrics of fair queues */
  test('the metrics of quiet groups leave out the messages of noisy ones', async () => {
    const url = await aws.queue('quiet-metrics', { VisibilityTimeout: '3600' })
    const gauges = (suffix: string) =>
      [
        `ApproximateNumberOfMessagesVisible${suffix}`,
        `ApproximateNumberOfMessagesNotVisible${suffix}`,
        `ApproximateNumberOfMessagesDelayed${suffix}`,
        `ApproximateAgeOfOldestMessage${suffix}`,
      ].map(name => aws.metrics.gauge('quiet-metrics', name))
    await send(url, 'noisy', 40)
    expect(gauges('InQuietGroups')).toEqual([40, 0, 0, 0])
    for (let received = 0; received < 30; received += 10) await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 5 })
    await send(url, 'quiet', 2)
    await aws.send(url, 'of no tenant')
    await aws.client.sendMessage({
      ...{ QueueUrl: url, MessageBody: 'late', MessageGroupId: 'quiet', DelaySeconds: 60 },
    })
    expect(await aws.receive(url, { max: 1 })).toHaveLength(1)
    await aws.clock.advanceBy({ seconds: 7 })
    expect(gauges('')).toEqual([12, 31, 1, 12])
    expect(gauges('InQuietGroups')).toEqual([2, 1, 1, 7])
  })

  /**
   * @documented SQS Developer Guide, How fair queues work: noisy is a tenant with "more than 10% of in-flight
   *   messages in the queue" that has "at least 30 of its own messages in flight"
   */
  test('a tenant whose messages were delayed, while others of it came and went, is as noisy as any', async () => {
    const url = await aws.queue('delayed', { VisibilityTimeout: '3600' })
    for (let sent = 0; sent < 40; sent++) {
      const message = { QueueUrl: url, MessageBody: 'noisy', MessageGroupId: 'noisy' }
      await aws.client.sendMessage({ ...message, DelaySeconds: sent === 0 ? 0 : 10 })
    }
    const [first] = await aws.receive(url, { max: 1 })
    await aws.client.deleteMessage({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle })
    await aws.clock.advanceBy({ seconds: 10 })
    for (let received = 0; received < 30; received += 10) await aws.receive(url)
    await send(url, 'quiet', 1)
    expect(await tenants(url, 1)).toBe('quiet')
  })

  /**
   * @documented SQS API Reference, SendMessage, MessageGroupId: "Unlike FIFO queues, messages with the same
   *   MessageGroupId can be processed in parallel"
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_fair_queue_with_message_group_id[sqs],
   *   2025-08-18
   */
  test('"Unlike FIFO queues, messages with the same MessageGroupId can be processed in parallel"', async () => {
    const url = await aws.queue('parallel')
    await send(url, 'tenant', 2)
    expect(await aws.bodies(url, { max: 1 })).toEqual(['tenant'])
    expect(await aws.receive(url, { max: 1 })).toMatchObject([{ Attributes: { MessageGroupId: 'tenant' } }])
  })

  /**
   * @documented SQS Developer Guide, ApproximateAgeOfOldestMessage: a message received three or more times
   *   and not processed is "moved to the back of the queue"
   */
  test('"received three or more times and not processed … moved to the back of the queue"', async () => {
    const url = await aws.queue('poison')
    await aws.send(url, 'poison')
    for (const _ of [1, 2]) await aws.receive(url, { visibility: 0 })
    await aws.send(url, 'next')
    expect(await aws.bodies(url, { max: 1, visibility: 0 })).toEqual(['poison'])
    expect(await aws.bodies(url)).toEqual(['next', 'poison'])
  })
  /**
   * @documented SQS Developer Guide, ApproximateAgeOfOldestMessage: a message received three or more times
   *   and not processed is "moved to the back of the queue"
   */
  test('the back of the queue is behind the newest message of every tenant', async () => {
    const url = await aws.queue('poisoned-tenant', { VisibilityTimeout: '600' })
    // Of the processing time, the tenant has less than 10 %: it is not noisy.
    await send(url, undefined, 20)
    for (const _ of [1, 2]) await aws.receive(url)
    await send(url, 'poison', 1)
    for (const visibility of [0, 0, 1]) await aws.receive(url, { visibility })
    for (const tenant of ['first', 'newest']) await send(url, tenant, 1)
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await aws.bodies(url)).toEqual(['first', 'newest', 'poison'])
  })
})
