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

  test('an order of ten in one batch is the order of a FIFO group', async () => {
    const url = await aws.queue('ordered.fifo')
    const ids = Array.from({ length: 10 }, (_, index) => String(index))
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
