import { administratorRole } from '../../role-policies.ts'
import { FirehoseRig } from './firehose-rig.ts'

const rig = new FirehoseRig()

beforeAll(async () => {
  await rig.open()
  await rig.stream('limits')
})
afterAll(() => rig.close())

function putBatch(DeliveryStreamName: string, ...data: Buffer[]) {
  return rig.client.putRecordBatch({ DeliveryStreamName, Records: data.map(Data => ({ Data })) })
}

/**
 * @documented Firehose API Reference, PutRecord and PutRecordBatch, RecordId: "A unique string assigned to
 *   each record"
 */
test('a record and each record of a batch get an id of their own', async () => {
  const DeliveryStreamName = await rig.stream('ids')
  const single = await rig.client.putRecord({ DeliveryStreamName, Record: { Data: Buffer.from('a') } })
  expect(single).toMatchObject({ RecordId: expect.stringMatching(/^\w+$/), Encrypted: false })
  const batch = await putBatch('ids', Buffer.from('b'), Buffer.from('b'))
  expect(batch).toMatchObject({ FailedPutCount: 0, Encrypted: false })
  const ids = [single.RecordId, ...(batch.RequestResponses ?? []).map(({ RecordId }) => RecordId)]
  expect(new Set(ids).size).toBe(3)
})

/**
 * "Each PutRecordBatch request supports up to 500 records. Each record … 1,000 KB …, up to … 4 MB for the request."
 * @documented Firehose API Reference, PutRecordBatch: up to 500 records, each up to 1,000 KB, up to 4 MB in
 *   all
 */
test.each<[string, () => Promise<unknown>, string, string]>([
  [
    'a record of 1,000 KiB and a byte',
    () => rig.put('limits', Buffer.alloc(1_024_001)),
    'ValidationException',
    "'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000",
  ],
  [
    '501 records',
    () => putBatch('limits', ...Array.from({ length: 501 }, () => Buffer.from('a'))),
    'ValidationException',
    'Member must have length less than or equal to 500',
  ],
  ['no record', () => putBatch('limits'), 'ValidationException', 'greater than or equal to 1'],
  [
    'more than 4 MiB in a batch',
    () => putBatch('limits', ...Array.from({ length: 5 }, () => Buffer.alloc(1_000_000))),
    'InvalidArgumentException',
    'Records size exceeds 4 MB limit',
  ],
  [
    'an unknown stream',
    () => rig.put('nowhere', 'a'),
    'ResourceNotFoundException',
    'Firehose nowhere under account',
  ],
  ['a name with a slash', () => rig.put('a/b', 'a'), 'ValidationException', "at 'deliveryStreamName'"],
])('%s is refused', async (_, put, name, message) => {
  await expect(put()).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
})

/**
 * @documented Firehose API Reference, PutRecordBatch: up to 500 records, each up to 1,000 KB, up to 4 MB in
 *   all
 */
test('500 records and 4 MiB in a batch', async () => {
  await rig.stream('full')
  const data = Array.from({ length: 500 }, () => Buffer.alloc(8388, 'x'))
  expect(await putBatch('full', ...data)).toMatchObject({ FailedPutCount: 0 })
  await rig.clock.advanceBy({ seconds: 300 })
  expect((await rig.contents('full/'))[0]).toHaveLength(500 * 8388)
})

/**
 * "5 MiB/second": "an entry … that includes ErrorCode and ErrorMessage"; the others are processed.
 * @documented Firehose API Reference, PutRecordBatch: each entry that failed has ErrorCode and ErrorMessage;
 *   Quotas: 5 MiB a second
 */
test('what is beyond the throughput of a stream fails, the rest of the batch is delivered', async () => {
  await rig.stream('busy')
  const megabyte = (letter: string) => Buffer.alloc(1_000_000, letter)
  await putBatch('busy', ...['a', 'b', 'c', 'd'].map(megabyte))
  const batch = await putBatch('busy', megabyte('e'), megabyte('f'), Buffer.from('g'))
  expect(batch).toMatchObject({
    FailedPutCount: 1,
    RequestResponses: [
      { RecordId: expect.any(String) },
      { ErrorCode: 'ServiceUnavailableException', ErrorMessage: 'Slow down.' },
      { RecordId: expect.any(String) },
    ],
  })
  await expect(rig.put('busy', megabyte('f'))).rejects.toMatchObject({
    name: 'ServiceUnavailableException',
    $metadata: { httpStatusCode: 503 },
  })
  expect(rig.sum('busy', 'ThrottledRecords')).toBe(2)
  expect(rig.sum('busy', 'IncomingRecords')).toBe(6)
  expect(rig.sum('busy', 'IncomingBytes')).toBe(5_000_001)
  await rig.clock.advanceBy({ seconds: 1 })
  await rig.put('busy', 'h')
  await rig.clock.advanceBy({ seconds: 300 })
  const letters = (await rig.contents('busy/')).join('').replace(/(.)\1+/g, '$1')
  expect(letters).toBe('abcdegh')
})

/**
 * "When you configure a Kinesis stream as the source …, the PutRecord and PutRecordBatch operations are disabled."
 * @documented Firehose API Reference, CreateDeliveryStream: with a Kinesis stream as source, PutRecord and
 *   PutRecordBatch are disabled
 */
test('nothing is put into a stream that reads another', async () => {
  await rig.reader('reader')
  const refusal = {
    name: 'InvalidArgumentException',
    message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
  }
  await expect(rig.put('reader', 'a')).rejects.toMatchObject(refusal)
  await expect(putBatch('reader', Buffer.from('a'))).rejects.toMatchObject(refusal)
})

/**
 * @documented IAM User Guide, Policy evaluation logic: "An explicit deny in any of these policies overrides
 *   the allow"
 */
test('a role that is denied to put, on its stream alone', async () => {
  await rig.stream('guarded')
  await rig.stream('open')
  const producer = rig.as('producer')
  const Record = { Data: Buffer.from('a') }
  administratorRole(rig.account, 'producer', {
    Action: 'firehose:PutRecord',
    Resource: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/guarded',
  })
  await expect(producer.putRecord({ DeliveryStreamName: 'guarded', Record })).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('firehose:PutRecord on resource: arn:aws:firehose:us-east-1'),
  })
  await expect(producer.putRecord({ DeliveryStreamName: 'open', Record })).resolves.toBeDefined()
  producer.destroy()
})

describe('a stream with server-side encryption', () => {
  /** @documented Firehose API Reference, PutRecord, InvalidKMSResourceException: the key is not usable */
  test('by a key of its own takes nothing while the key is disabled', async () => {
    const key = await rig.key()
    await rig.stream(
      'sealed',
      {},
      {
        DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: key.arn },
      },
    )
    const Record = { Data: Buffer.from('a') }
    expect(await rig.client.putRecord({ DeliveryStreamName: 'sealed', Record })).toMatchObject({
      Encrypted: true,
    })
    await key.disable()
    await expect(rig.put('sealed', 'b')).rejects.toMatchObject({
      name: 'InvalidKMSResourceException',
      code: 'DisabledException',
    })
    await key.enable()
    await rig.put('sealed', 'c')
    await rig.clock.advanceBy({ seconds: 300 })
    expect(await rig.contents('sealed/')).toEqual(['ac'])
  })

  /**
   * @documented Firehose API Reference, StartDeliveryStreamEncryption and StopDeliveryStreamEncryption:
   *   ENABLED and DISABLED
   */
  test('can be switched on and off', async () => {
    const DeliveryStreamName = await rig.stream('switched')
    const status = async () => {
      const { DeliveryStreamDescription } = await rig.client.describeDeliveryStream({ DeliveryStreamName })
      return DeliveryStreamDescription?.DeliveryStreamEncryptionConfiguration
    }
    await rig.client.startDeliveryStreamEncryption({ DeliveryStreamName })
    expect(await status()).toEqual({ Status: 'ENABLED', KeyType: 'AWS_OWNED_CMK' })
    await rig.client.stopDeliveryStreamEncryption({ DeliveryStreamName })
    expect(await status()).toEqual({ Status: 'DISABLED' })
  })
})
