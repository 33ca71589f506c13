import { SqsRig } from './sqs-rig.ts'

/** Using dead-letter queues in Amazon SQS (Developer Guide); RedrivePolicy, RedriveAllowPolicy (API). */
describe('dead-letter queue', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  const redriveTo = (name: string, maxReceiveCount: unknown = 2) => ({
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: aws.arn(name), maxReceiveCount }),
  })

  /**
   * @documented SQS API Reference, CreateQueue, RedrivePolicy: "When the ReceiveCount for a message exceeds
   *   the maxReceiveCount for a queue, Amazon SQS moves the message to the dead-letter-queue"
   * @documented SQS API Reference, ReceiveMessage: "Returns the number of times a message has been received
   *   across all queues but not deleted."
   */
  test('"When the ReceiveCount for a message exceeds the maxReceiveCount": moved at the receive after', async () => {
    const dead = await aws.queue('dead')
    const url = await aws.queue('source', redriveTo('dead'))
    await aws.client.sendMessage({
      QueueUrl: url,
      MessageBody: 'poison',
      MessageAttributes: { n: { DataType: 'Number', StringValue: '1' } },
    })
    const sentAt = String(aws.clock.now())
    const [first] = await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.receive(url)
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.receive(dead)).toEqual([])
    expect(await aws.receive(url)).toEqual([])

    const [moved] = await aws.receive(dead)
    expect(moved).toMatchObject({
      MessageId: first?.MessageId,
      Body: 'poison',
      MessageAttributes: { n: { StringValue: '1' } },
      // "Returns the number of times a message has been received across all queues but not deleted."
      Attributes: {
        ApproximateReceiveCount: '3',
        SentTimestamp: sentAt,
        DeadLetterQueueSourceArn: aws.arn('source'),
      },
    })
    expect(await aws.attribute(url, 'ApproximateNumberOfMessages')).toBe('0')
  })

  /**
   * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If a message is available, the call
   *   returns sooner than WaitTimeSeconds."
   */
  test('others are received in the same call, and a long poll on the dead-letter queue wakes', async () => {
    const dead = await aws.queue('dead-woken')
    const url = await aws.queue('source-waking', redriveTo('dead-woken', 1))
    await aws.send(url, 'poison')
    await aws.receive(url, { visibility: 0 })
    await aws.send(url, 'fine')
    const waiting = aws.bodies(dead, { wait: 20 })
    await aws.clock.untilPending(1)
    expect(await aws.bodies(url)).toEqual(['fine'])
    expect(await waiting).toEqual(['poison'])
  })

  /**
   * @documented SQS Developer Guide, Dead-letter queues: "the original message's deduplication ID will be
   *   replaced with the original message's ID"
   * @documented SQS Developer Guide, Dead-letter queues: "For FIFO queues, the enqueue timestamp resets when
   *   the message is moved to a dead-letter queue"
   */
  test('FIFO: the group goes on; "the original message\'s deduplication ID will be replaced with the original message\'s ID"', async () => {
    const dead = await aws.queue('dead.fifo')
    const url = await aws.queue('source.fifo', redriveTo('dead.fifo', 1))
    await aws.sendFifo(url, 'a1', 'a2')
    const [first] = await aws.receive(url, { max: 1, visibility: 0 })
    await aws.clock.advanceBy({ seconds: 1 })
    expect(await aws.bodies(url)).toEqual(['a2'])
    expect(await aws.receive(dead)).toMatchObject([
      {
        Body: 'a1',
        MessageId: first?.MessageId,
        Attributes: {
          MessageGroupId: 'a',
          MessageDeduplicationId: first?.MessageId,
          // "For FIFO queues, the enqueue timestamp resets when the message is moved to a dead-letter queue."
          SentTimestamp: String(aws.clock.now()),
        },
      },
    ])
  })

  /**
   * @documented SQS Developer Guide, Dead-letter queues: "the expiration of a message is always based on its
   *   original enqueue timestamp"
   */
  test('"the expiration of a message is always based on its original enqueue timestamp" (standard)', async () => {
    const dead = await aws.queue('dead-expiry', { MessageRetentionPeriod: '100' })
    const url = await aws.queue('source-expiry', redriveTo('dead-expiry', 1))
    await aws.send(url, 'old')
    await aws.receive(url, { visibility: 0 })
    await aws.clock.advanceBy({ seconds: 90 })
    await aws.receive(url)
    expect(await aws.attribute(dead, 'ApproximateNumberOfMessages')).toBe('1')
    await aws.clock.advanceBy({ seconds: 10 })
    expect(await aws.attribute(dead, 'ApproximateNumberOfMessages')).toBe('0')
  })

  /** @own not documented by AWS: a dead-letter queue that no longer exists gets nothing */
  test('a deleted dead-letter queue gets nothing: the message stays in its queue', async () => {
    const dead = await aws.queue('dead-deleted')
    const url = await aws.queue('source-orphaned', redriveTo('dead-deleted', 1))
    await aws.send(url, 'kept')
    await aws.client.deleteQueue({ QueueUrl: dead })
    expect(await aws.bodies(url, { visibility: 0 })).toEqual(['kept'])
    expect(await aws.bodies(url)).toEqual(['kept'])
  })

  /**
   * @documented SQS API Reference, CreateQueue, RedrivePolicy: "The dead-letter queue of a FIFO queue must
   *   also be a FIFO queue."
   */
  test('it must exist, and "the dead-letter queue of a FIFO queue must also be a FIFO queue"', async () => {
    await aws.queue('standard')
    await aws.queue('first.fifo')
    await expect(aws.queue('x', redriveTo('missing'))).rejects.toThrow('Dead letter target does not exist')
    await expect(aws.queue('x', redriveTo('first.fifo'))).rejects.toThrow('must be same type of queue')
    await expect(aws.queue('x.fifo', redriveTo('standard'))).rejects.toThrow('must be same type of queue')
  })

  /**
   * @documented SQS API Reference, CreateQueue, RedrivePolicy: JSON with deadLetterTargetArn and
   *   maxReceiveCount, which is from 1 to 1,000
   */
  test.each([
    ['not JSON', 'nonsense', 'InvalidAttributeValue'],
    ['that is a list', '[]', 'InvalidAttributeValue'],
    ['that is null', 'null', 'InvalidAttributeValue'],
    ['that is a text', '"x"', 'InvalidAttributeValue'],
    ['without a target', '{"maxReceiveCount":3}', 'InvalidParameterValue'],
    [
      'with maxReceiveCount 1.5',
      '{"deadLetterTargetArn":"x","maxReceiveCount":1.5}',
      'InvalidParameterValue',
    ],
    ['maxReceiveCount 0', '{"deadLetterTargetArn":"x","maxReceiveCount":0}', 'InvalidParameterValue'],
    ['maxReceiveCount 1001', '{"deadLetterTargetArn":"x","maxReceiveCount":1001}', 'InvalidParameterValue'],
  ])('a policy %s is refused', async (_, RedrivePolicy, name) => {
    await aws.queue('x')
    const RedriveAllowPolicy = '{"redrivePermission":"allowAll"}'
    await aws.queue('well-formed', { ...redriveTo('x'), RedriveAllowPolicy })
    const policy = RedrivePolicy.replace('"x"', JSON.stringify(aws.arn('x')))
    await expect(aws.queue('refused', { RedrivePolicy: policy })).rejects.toMatchObject({ name })
  })

  /** @documented SQS API Reference, CreateQueue, RedrivePolicy: maxReceiveCount is 10 by default, and at most 1,000 */
  test.each([
    [undefined, 10],
    [1, 1],
    [1000, 1000],
  ])('maxReceiveCount %j lets a message be received %d times', async (maxReceiveCount, times) => {
    const dead = await aws.queue(`dead-after-${times}`)
    const deadLetterTargetArn = aws.arn(`dead-after-${times}`)
    const url = await aws.queue(`received-${times}`, {
      VisibilityTimeout: '0',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
    })
    await aws.send(url, 'a')
    const port = aws.sqs.byArn(aws.arn(`received-${times}`))
    const receive = () => port.receive({ maximum: 1, waitSeconds: 0 }, aws.caller)
    for (let received = 0; received < times; received++) expect(await receive()).toHaveLength(1)
    expect(await receive()).toEqual([])
    expect(await aws.bodies(dead)).toEqual(['a'])
  })

  /** @own the loader: templates and the console write the count as text */
  test('maxReceiveCount may be text, as CloudFormation and the console write it', async () => {
    await aws.queue('dead-text')
    const url = await aws.queue('source-text', redriveTo('dead-text', '1'))
    await aws.send(url, 'a')
    await aws.receive(url, { visibility: 0 })
    expect(await aws.receive(url)).toEqual([])
  })

  /**
   * @documented SQS API Reference, CreateQueue, RedriveAllowPolicy: "which source queues can specify
   *   dead-letter queues"
   */
  test('RedriveAllowPolicy: "which source queues can specify dead-letter queues"', async () => {
    await aws.queue('deny', { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' })
    await aws.queue('by-queue', {
      RedriveAllowPolicy: JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: [aws.arn('permitted')],
      }),
    })
    await expect(aws.queue('any', redriveTo('deny'))).rejects.toThrow('does not permit')
    await expect(aws.queue('any', redriveTo('by-queue'))).rejects.toThrow('does not permit')
    await aws.queue('allow', { RedriveAllowPolicy: '{"redrivePermission":"allowAll"}' })
    await aws.queue('any', redriveTo('allow'))
    const permitted = await aws.queue('permitted', redriveTo('by-queue'))
    await expect(
      aws.client.setQueueAttributes({ QueueUrl: permitted, Attributes: redriveTo('deny') }),
    ).rejects.toThrow('does not permit')
  })

  /**
   * @documented SQS API Reference, CreateQueue, RedriveAllowPolicy: the values of redrivePermission, and "You
   *   can specify up to 10 source queue ARNs"
   */
  test.each([
    '{"redrivePermission":"some"}',
    '{"redrivePermission":"byQueue"}',
    '{"redrivePermission":"denyAll","sourceQueueArns":["x"]}',
    JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns: Array(11).fill('x') }),
    '{"redrivePermission":"allowAll","sourceQueueArns":["x"]}',
    '{"redrivePermission":"byQueue","sourceQueueArns":[]}',
    '{"redrivePermission":"byQueue","sourceQueueArns":"x"}',
    '{"redrivePermission":"byQueue","sourceQueueArns":["x",1]}',
    'nonsense',
  ])('the RedriveAllowPolicy %s is refused', async RedriveAllowPolicy => {
    await expect(aws.queue('refusing', { RedriveAllowPolicy })).rejects.toMatchObject({
      name: 'InvalidAttributeValue',
    })
  })

  /** @documented SQS API Reference, CreateQueue, RedriveAllowPolicy: "You can specify up to 10 source queue ARNs" */
  test('byQueue names up to 10 queues', async () => {
    const sourceQueueArns = Array.from({ length: 10 }, (_, index) => aws.arn(`source-${index}`))
    await aws.queue('ten', {
      RedriveAllowPolicy: JSON.stringify({ redrivePermission: 'byQueue', sourceQueueArns }),
    })
    await aws.queue('source-9', redriveTo('ten'))
    await expect(aws.queue('source-10', redriveTo('ten'))).rejects.toThrow('does not permit')
  })

  /** @own not documented by AWS: a RedriveAllowPolicy that changes when messages are on their way */
  test('a dead-letter queue that no longer allows its source gets nothing', async () => {
    const dead = await aws.queue('closing')
    const url = await aws.queue('shut-out', redriveTo('closing', 1))
    await aws.send(url, 'kept')
    const Attributes = { RedriveAllowPolicy: '{"redrivePermission":"denyAll"}' }
    await aws.client.setQueueAttributes({ QueueUrl: dead, Attributes })
    expect(await aws.bodies(url, { visibility: 0 })).toEqual(['kept'])
    expect(await aws.bodies(url)).toEqual(['kept'])
  })

  /**
   * @documented SQS API Reference, ListDeadLetterSourceQueues: "queues that have the RedrivePolicy queue
   *   attribute configured with a dead-letter queue"
   */
  test('ListDeadLetterSourceQueues gives "queues that have the RedrivePolicy queue attribute configured with a dead-letter queue", by page', async () => {
    const dead = await aws.queue('dead-listed')
    const sources = [
      await aws.queue('listed-1', redriveTo('dead-listed')),
      await aws.queue('listed-2', redriveTo('dead-listed')),
    ]
    const all = await aws.client.listDeadLetterSourceQueues({ QueueUrl: dead })
    expect(all.queueUrls).toEqual(sources)
    const page = await aws.client.listDeadLetterSourceQueues({ QueueUrl: dead, MaxResults: 1 })
    const next = await aws.client.listDeadLetterSourceQueues({
      QueueUrl: dead,
      MaxResults: 1,
      NextToken: page.NextToken,
    })
    expect([page.queueUrls, next.queueUrls, next.NextToken]).toEqual([[sources[0]], [sources[1]], undefined])
  })
})
