import { SqsRig } from './sqs-rig.ts'

/** Amazon SQS visibility timeout (Developer Guide); ReceiveMessage, DeleteMessage, ChangeMessageVisibility (API). */
describe('visibility timeout', () => {
  const aws = new SqsRig()
  beforeAll(() => aws.open())
  afterAll(() => aws.close())

  async function received(name: string) {
    const QueueUrl = await aws.queue(name)
    await aws.send(QueueUrl, 'a')
    const [message] = await aws.receive(QueueUrl)
    return { QueueUrl, ReceiptHandle: message?.ReceiptHandle as string }
  }

  /**
   * @documented SQS API Reference, ReceiveMessage: "it becomes temporarily invisible to other consumers for
   *   the duration of the visibility timeout"
   */
  test('"it becomes temporarily invisible to other consumers for the duration of the visibility timeout"', async () => {
    const url = await aws.queue('hidden', { VisibilityTimeout: '30' })
    await aws.send(url, 'a')

    const [first] = await aws.receive(url)
    expect(first?.Attributes?.ApproximateReceiveCount).toBe('1')
    await aws.clock.advanceBy({ milliseconds: 29_999 })
    expect(await aws.receive(url)).toEqual([])

    await aws.clock.advanceBy({ milliseconds: 1 })
    const [second] = await aws.receive(url)
    expect(second?.MessageId).toBe(first?.MessageId)
    expect(second?.ReceiptHandle).not.toBe(first?.ReceiptHandle)
    expect(second?.Attributes).toMatchObject({
      ApproximateReceiveCount: '2',
      ApproximateFirstReceiveTimestamp: first?.Attributes?.ApproximateFirstReceiveTimestamp,
    })
  })

  /**
   * @documented SQS API Reference, ReceiveMessage, VisibilityTimeout: "The duration (in seconds) that the
   *   received messages are hidden from subsequent retrieve requests"
   */
  test('a receive may set its own timeout; 0 leaves the message visible', async () => {
    const url = await aws.queue('own')
    await aws.send(url, 'a')
    expect(await aws.bodies(url, { visibility: 0 })).toEqual(['a'])
    expect(await aws.bodies(url, { visibility: 5 })).toEqual(['a'])
    await aws.clock.advanceBy({ seconds: 5 })
    expect(await aws.bodies(url)).toEqual(['a'])
  })

  /**
   * @documented SQS API Reference, ChangeMessageVisibility: "Changes the visibility timeout of a specified
   *   message in a queue to a new value."
   */
  test('"changes the visibility timeout": the new one starts now, 0 ends it at once', async () => {
    const { QueueUrl, ReceiptHandle } = await received('change')
    await aws.clock.advanceBy({ seconds: 20 })
    await aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 60 })
    await aws.clock.advanceBy({ seconds: 59 })
    expect(await aws.receive(QueueUrl)).toEqual([])
    await aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    expect(await aws.bodies(QueueUrl)).toEqual(['a'])
  })

  /** @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_change_message_visibility_after_visibility_timeout_expiration[sqs], 2024-04-30 */
  test('a change after the timeout ended is accepted; the message stays visible', async () => {
    const { QueueUrl, ReceiptHandle } = await received('visible-again')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 10 })
    expect(await aws.bodies(QueueUrl)).toEqual(['a'])
  })

  /** @own not documented by AWS: a change with a receipt handle that is not the latest */
  test('an older handle changes the timeout of a message that is in flight again', async () => {
    const { QueueUrl, ReceiptHandle } = await received('older')
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.bodies(QueueUrl)).toEqual(['a'])
    await aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    expect(await aws.bodies(QueueUrl)).toEqual(['a'])
  })

  /** @documented SQS API Reference, ChangeMessageVisibility: the error MessageNotInflight */
  test('on a FIFO queue, a change after the timeout ended is refused', async () => {
    const QueueUrl = await aws.queue('visible-again.fifo')
    await aws.sendFifo(QueueUrl, 'a1')
    const [message] = await aws.receive(QueueUrl)
    await aws.clock.advanceBy({ seconds: 30 })
    const change = aws.client.changeMessageVisibility({
      QueueUrl,
      ReceiptHandle: message?.ReceiptHandle,
      VisibilityTimeout: 10,
    })
    await expect(change).rejects.toMatchObject({ name: 'MessageNotInflight' })
  })

  /**
   * @documented SQS API Reference, ChangeMessageVisibility: at most 12 hours from the time that the message
   *   is received
   */
  test('12 hours from the time that the message is received is the most', async () => {
    const { QueueUrl, ReceiptHandle } = await received('twelve-hours')
    await aws.clock.advanceBy({ seconds: 10 })
    const change = (VisibilityTimeout: number) =>
      aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout })
    await expect(change(43_191)).rejects.toThrow(
      'Total VisibilityTimeout for the message is beyond the limit',
    )
    for (const seconds of [43_201, -1, 1.5]) {
      await expect(change(seconds)).rejects.toThrow('must be an integer between 0 and 43200')
    }
    await change(43_190)
  })

  /**
   * @documented SQS API Reference, DeleteMessage: "Deletes the specified message from the specified queue."
   */
  test('a deleted message is gone, and deleting it again succeeds', async () => {
    const { QueueUrl, ReceiptHandle } = await received('deleted')
    await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
    await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
    await aws.clock.advanceBy({ minutes: 1 })
    expect(await aws.receive(QueueUrl)).toEqual([])
    const change = aws.client.changeMessageVisibility({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 })
    await expect(change).rejects.toThrow(
      'Message does not exist or is not available for visibility timeout change',
    )
  })

  /**
   * @documented SQS API Reference, DeleteMessage: "If you use an old ReceiptHandle, the request will succeed, but the message might not be deleted."
   */
  test('an old handle deletes nothing: of what AWS leaves open, the case that a consumer must withstand', async () => {
    const { QueueUrl, ReceiptHandle } = await received('outdated')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.receive(QueueUrl)
    await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
    await aws.clock.advanceBy({ seconds: 30 })
    expect(await aws.bodies(QueueUrl)).toEqual(['a'])
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_delete_after_visibility_timeout[sqs],
   *   2025-03-28
   */
  test('a message whose timeout ended is deleted by its latest handle, before it is received again', async () => {
    const { QueueUrl, ReceiptHandle } = await received('late')
    await aws.clock.advanceBy({ seconds: 30 })
    await aws.client.deleteMessage({ QueueUrl, ReceiptHandle })
    expect(await aws.receive(QueueUrl)).toEqual([])
    expect(await aws.attribute(QueueUrl, 'ApproximateNumberOfMessages')).toBe('0')
  })

  /** @documented SQS API Reference, ReceiptHandleIsInvalid: "The specified receipt handle isn't valid." */
  test('ReceiptHandleIsInvalid: an invalid or altered handle, or one of another queue', async () => {
    const { QueueUrl, ReceiptHandle } = await received('handles')
    const other = await received('handles-other')
    for (const handle of ['abc', `${ReceiptHandle}x`, other.ReceiptHandle]) {
      const deletion = aws.client.deleteMessage({ QueueUrl, ReceiptHandle: handle })
      await expect(deletion).rejects.toMatchObject({
        name: 'ReceiptHandleIsInvalid',
        $metadata: { httpStatusCode: 404 },
      })
      const change = aws.client.changeMessageVisibility({
        QueueUrl,
        ReceiptHandle: handle,
        VisibilityTimeout: 1,
      })
      await expect(change).rejects.toMatchObject({ name: 'ReceiptHandleIsInvalid' })
    }
  })

  /**
   * @documented SQS API Reference, GetQueueAttributes: the numbers of messages that are available, delayed
   *   and in flight
   */
  test('the approximate counts follow a message through its states', async () => {
    const url = await aws.queue('counts')
    await aws.send(url, 'a', 'b')
    await aws.client.sendMessage({ QueueUrl: url, MessageBody: 'c', DelaySeconds: 5 })
    await aws.receive(url, { max: 1 })
    const counts = async () => {
      const { Attributes } = await aws.client.getQueueAttributes({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      })
      return Object.values(Attributes ?? {}).map(Number)
    }
    expect(await counts()).toEqual([1, 1, 1])
    await aws.clock.advanceBy({ seconds: 5 })
    expect(await counts()).toEqual([2, 1, 0])
    await aws.clock.advanceBy({ seconds: 25 })
    expect(await counts()).toEqual([3, 0, 0])
  })
})
