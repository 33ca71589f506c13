import { SqsRig } from './sqs-rig.ts'

/** SendMessageBatch, DeleteMessageBatch, ChangeMessageVisibilityBatch (API). */
describe('batches', () => {
  const aws = new SqsRig()
  let QueueUrl: string
  beforeAll(async () => {
    await aws.open()
    QueueUrl = await aws.queue('batches')
  })
  afterAll(() => aws.close())

  const entries = (...ids: string[]) => ids.map(Id => ({ Id, MessageBody: Id }))
  const send = (...ids: string[]) => aws.client.sendMessageBatch({ QueueUrl, Entries: entries(...ids) })

  /**
   * @documented SQS API Reference, SendMessageBatch: "the batch request can result in a combination of
   *   successful and unsuccessful actions"
   */
  test('"a combination of successful and unsuccessful actions": only the invalid entry fails', async () => {
    const url = await aws.queue('partial')
    const { Successful, Failed } = await aws.client.sendMessageBatch({
      QueueUrl: url,
      Entries: [
        { Id: 'good', MessageBody: 'good' },
        { Id: 'characters', MessageBody: '\u0000' },
        { Id: 'delay', MessageBody: 'x', DelaySeconds: 901 },
      ],
    })
    expect(Successful?.map(({ Id }) => Id)).toEqual(['good'])
    expect(Failed).toMatchObject([
      { Id: 'characters', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'delay', Code: 'InvalidParameterValue', SenderFault: true },
    ])
    expect(await aws.bodies(url)).toEqual(['good'])
  })

  /**
   * @documented SQS API Reference, SendMessageBatch: "For a FIFO queue, multiple messages within a single
   *   batch are enqueued in the order they are sent."
   */
  test('an order of ten in one batch is the order of a FIFO group', async () => {
    const url = await aws.queue('ordered.fifo')
    const ids = Array.from({ length: 10 }, (_, index) => String(index).padStart(80, '-_'))
    await aws.client.sendMessageBatch({
      QueueUrl: url,
      Entries: entries(...ids).map(entry => ({
        ...entry,
        MessageGroupId: 'g',
        MessageDeduplicationId: entry.Id,
      })),
    })
    expect(await aws.bodies(url)).toEqual(ids)
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_batch_missing_message_group_id_for_fifo_queue[sqs], 2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_batch_missing_deduplication_id_for_fifo_queue[sqs], 2024-04-30
   */
  test.each([
    ['MessageGroupId', 'The request must contain the parameter MessageGroupId.'],
    [
      'MessageDeduplicationId',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    ],
  ])('an entry for a FIFO queue without %s fails the batch as a whole', async (missing, message) => {
    const url = await aws.queue(`without-${missing}.fifo`)
    const [good, other] = entries('1', '2').map(entry => ({
      ...entry,
      MessageGroupId: 'g',
      MessageDeduplicationId: entry.Id,
    }))
    const batch = aws.client.sendMessageBatch({
      QueueUrl: url,
      Entries: [good as typeof good & object, { ...(other as typeof other & object), [missing]: undefined }],
    })
    await expect(batch).rejects.toMatchObject({ name: 'InvalidParameterValue', message })
    expect(await aws.receive(url)).toEqual([])
  })

  /**
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_batch_with_oversized_contents_with_updated_maximum_message_size[sqs], 2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_batch_message_size, 2024-04-30
   */
  test('the result has no list of failures when nothing failed', async () => {
    const url = await aws.queue('no-failures', { MaximumMessageSize: '1024' })
    const sendTo = (...bodies: string[]) =>
      aws.client.sendMessageBatch({
        QueueUrl: url,
        Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
      })
    expect(await sendTo('a', 'b')).not.toHaveProperty('Failed')
    expect((await sendTo('a', 'x'.repeat(1025))).Failed).toEqual([
      {
        Id: '1',
        Code: 'InvalidParameterValue',
        Message:
          'One or more parameters cannot be validated. Reason: Message must be shorter than 1024 bytes.',
        SenderFault: true,
      },
    ])
    const Entries = (await aws.receive(url)).map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 9,
    }))
    expect(await aws.client.changeMessageVisibilityBatch({ QueueUrl: url, Entries })).not.toHaveProperty(
      'Failed',
    )
    await aws.clock.advanceBy({ milliseconds: 8_999 })
    expect(await aws.receive(url)).toEqual([])
    await aws.clock.advanceBy({ milliseconds: 1 })
    expect(await aws.receive(url)).toHaveLength(3)
    expect(await aws.client.deleteMessageBatch({ QueueUrl: url, Entries })).not.toHaveProperty('Failed')
    const none = await aws.client.deleteMessageBatch({
      QueueUrl: url,
      Entries: [{ Id: '1', ReceiptHandle: 'x' }],
    })
    expect(none).not.toHaveProperty('Successful')
  })

  /**
   * @documented SQS API Reference, SendMessageBatch: errors EmptyBatchRequest, TooManyEntriesInBatchRequest,
   *   BatchEntryIdsNotDistinct and InvalidBatchEntryId
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_too_many_entries_in_batch_request[sqs],
   *   2024-04-30
   * @recorded tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_invalid_batch_id[sqs], 2024-04-30
   */
  test.each([
    ['EmptyBatchRequest', []],
    ['TooManyEntriesInBatchRequest', Array.from({ length: 11 }, (_, index) => `id${index}`)],
    ['BatchEntryIdsNotDistinct', ['same', 'same']],
    ['InvalidBatchEntryId', ['not allowed']],
    ['InvalidBatchEntryId', ['x'.repeat(81)]],
  ])('%s fails the batch as a whole', async (name, ids) => {
    await expect(send(...ids)).rejects.toMatchObject({ name })
    const handles = ids.map(Id => ({ Id, ReceiptHandle: 'x', VisibilityTimeout: 0 }))
    await expect(aws.client.deleteMessageBatch({ QueueUrl, Entries: handles })).rejects.toMatchObject({
      name,
    })
    const change = aws.client.changeMessageVisibilityBatch({ QueueUrl, Entries: handles })
    await expect(change).rejects.toMatchObject({ name })
    expect(await aws.receive(QueueUrl)).toEqual([])
  })

  /**
   * @documented SQS API Reference, SendMessageBatch: the total size of all messages in a batch is at most 1
   *   MiB
   * @recorded
   *   tests/aws/services/sqs/test_sqs.py::TestSqsProvider::test_send_message_batch_with_oversized_contents[sqs],
   *   2025-08-19
   */
  test('BatchRequestTooLong: "the total size of all messages … cannot exceed 1 MiB"', async () => {
    const half = 'x'.repeat(524_288)
    const two = (body: string) => [
      { Id: '1', MessageBody: half },
      { Id: '2', MessageBody: body },
    ]
    const tooLong = aws.client.sendMessageBatch({ QueueUrl, Entries: two(`${half}x`) })
    await expect(tooLong).rejects.toMatchObject({ name: 'BatchRequestTooLong' })
    const url = await aws.queue('just-fits')
    const { Successful } = await aws.client.sendMessageBatch({ QueueUrl: url, Entries: two(half) })
    expect(Successful).toHaveLength(2)
  })

  /**
   * @documented SQS API Reference, DeleteMessageBatch and ChangeMessageVisibilityBatch: "The result of the
   *   action on each message is reported individually in the response."
   */
  test('deletes and visibility changes fail by entry', async () => {
    const url = await aws.queue('settling')
    await aws.send(url, 'a', 'b')
    const [a, b] = await aws.receive(url)
    const changed = await aws.client.changeMessageVisibilityBatch({
      QueueUrl: url,
      Entries: [
        { Id: 'a', ReceiptHandle: a?.ReceiptHandle, VisibilityTimeout: 0 },
        { Id: 'bad', ReceiptHandle: 'bad', VisibilityTimeout: 0 },
        { Id: 'long', ReceiptHandle: b?.ReceiptHandle, VisibilityTimeout: 43_201 },
      ],
    })
    expect(changed.Successful).toEqual([{ Id: 'a' }])
    expect(changed.Failed).toMatchObject([
      { Id: 'bad', Code: 'ReceiptHandleIsInvalid' },
      { Id: 'long', Code: 'InvalidParameterValue' },
    ])
    expect(await aws.bodies(url)).toEqual(['a'])

    const deleted = await aws.client.deleteMessageBatch({
      QueueUrl: url,
      Entries: [
        { Id: 'b', ReceiptHandle: b?.ReceiptHandle },
        { Id: 'bad', ReceiptHandle: 'bad' },
      ],
    })
    expect(deleted.Successful).toEqual([{ Id: 'b' }])
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }])
    await aws.clock.advanceBy({ minutes: 1 })
    expect(await aws.bodies(url)).toEqual(['a'])
  })
})
