import { createHash } from 'node:crypto'
import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

/**
 * @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_record_lifecycle_data_integrity,
 *   2022-08-25
 */
test('records are returned unchanged, without absent members', async () => {
  const StreamName = await rig.stream('lifecycle')
  const texts = ['', 'a'.repeat(1024), 'test', 'ünicödé 统一码 💣💻🔥']
  const numbers: (string | undefined)[] = []
  for (const text of texts) {
    const put = await rig.client.putRecord({ StreamName, Data: Buffer.from(text), PartitionKey: '1' })
    expect(put).toMatchObject({ ShardId: shardId(0) })
    expect(put).not.toHaveProperty('EncryptionType')
    numbers.push(put.SequenceNumber)
  }
  const { Records } = await rig.client.getRecords({ ShardIterator: await rig.iterator(StreamName) })
  expect(Records).toEqual(
    texts.map((text, index) => ({
      SequenceNumber: numbers[index],
      ApproximateArrivalTimestamp: new Date(rig.clock.now()),
      Data: Uint8Array.from(Buffer.from(text)),
      PartitionKey: '1',
    })),
  )
})

/**
 * @documented Kinesis API Reference, PutRecord: sequence numbers increase over time and are specific to a
 *   shard
 */
test('sequence numbers increase in each shard', async () => {
  const StreamName = await rig.stream('increasing')
  const [shard] = await rig.shards(StreamName)
  const numbers = [shard?.SequenceNumberRange?.StartingSequenceNumber]
  for (const text of ['a', 'b', 'c']) {
    numbers.push(await rig.put(StreamName, text))
    await rig.clock.advanceBy({ milliseconds: 700 })
  }
  expect(numbers).toEqual([...numbers].sort())
  for (const number of numbers) expect(number).toMatch(/^49\d{54}$/)
})

/**
 * @documented Kinesis API Reference, PutRecord: "An MD5 hash function is used to map partition keys to
 *   128-bit integer values and to map associated data records to shards using the hash key ranges of the
 *   shards."
 */
test.each(['a', 'b', 'user-4711', 'ü'])('the partition key %s leads to the shard of its MD5', async key => {
  const name = `routed-${createHash('md5').update(key).digest('hex').slice(0, 4)}`
  const StreamName = await rig.stream(name, 7)
  const { ShardId } = await rig.client.putRecord({ StreamName, Data: Buffer.of(1), PartitionKey: key })
  const hash = BigInt(`0x${createHash('md5').update(key).digest('hex')}`)
  const meant = (await rig.shards(StreamName)).find(
    ({ HashKeyRange: range }) =>
      hash >= BigInt(range?.StartingHashKey ?? 0) && hash <= BigInt(range?.EndingHashKey ?? 0),
  )
  expect(ShardId).toBe(meant?.ShardId)
})

/**
 * @documented Kinesis API Reference, PutRecord, ExplicitHashKey: "The hash value used to explicitly determine
 *   the shard the data record is assigned to by overriding the partition key hash."
 */
test.each([
  ['0', 0],
  [String(2n ** 127n - 1n), 0],
  [String(2n ** 127n), 1],
  [String(LAST_HASH_KEY), 1],
])('ExplicitHashKey %s leads to shard %i', async (ExplicitHashKey, index) => {
  const StreamName = `explicit-${index}-${ExplicitHashKey.length}-${ExplicitHashKey.at(-1)}`
  await rig.stream(StreamName, 2)
  const put = await rig.client.putRecord({
    StreamName,
    Data: Buffer.of(1),
    PartitionKey: 'a',
    ExplicitHashKey,
  })
  expect(put.ShardId).toBe(shardId(index))
})

const RECORD = { Data: Buffer.of(1), PartitionKey: 'a' }
/**
 * @documented Kinesis API Reference, PutRecord: the length, range and pattern of each member
 * @own DryRun, refused as not simulated
 */
test.each([
  [
    'a hash key beyond the key space',
    { ExplicitHashKey: String(LAST_HASH_KEY + 1n) },
    'InvalidArgumentException',
  ],
  ['a hash key that is no number', { ExplicitHashKey: '-1' }, 'ValidationException'],
  ['an empty partition key', { PartitionKey: '' }, 'ValidationException'],
  ['a partition key of 257 characters', { PartitionKey: 'a'.repeat(257) }, 'ValidationException'],
  ['1 MiB and a partition key', { Data: Buffer.alloc(1024 * 1024) }, 'InvalidArgumentException'],
  ['no number for ordering', { SequenceNumberForOrdering: '1' }, 'InvalidArgumentException'],
  ['DryRun', { DryRun: true }, 'ValidationException'],
])('PutRecord with %s is refused', async (_title, input, name) => {
  await expect(rig.client.putRecord({ StreamName: 'lifecycle', ...RECORD, ...input })).rejects.toMatchObject({
    name,
  })
})

/**
 * @documented Kinesis API Reference, PutRecord, SequenceNumberForOrdering: "Guarantees strictly increasing
 *   sequence numbers, for puts from the same client and to the same partition key."
 */
test('SequenceNumberForOrdering accepts the number of the previous record', async () => {
  const StreamName = await rig.stream('ordered')
  const first = await rig.put(StreamName, 'a')
  const second = await rig.client.putRecord({ StreamName, ...RECORD, SequenceNumberForOrdering: first })
  expect((second.SequenceNumber as string) > first).toBe(true)
})

/**
 * @documented Kinesis API Reference, PutRecords: "The response Records array includes both successfully and
 *   unsuccessfully processed records."
 */
test('PutRecords spreads its records over the shards', async () => {
  const StreamName = await rig.stream('batch', 2)
  const keys = ['0', String(LAST_HASH_KEY), '1']
  const { FailedRecordCount, Records = [] } = await rig.client.putRecords({
    StreamName,
    Records: keys.map(ExplicitHashKey => ({ ...RECORD, ExplicitHashKey })),
  })
  expect(FailedRecordCount).toBe(0)
  expect(Records.map(({ ShardId }) => ShardId)).toEqual([shardId(0), shardId(1), shardId(0)])
  expect((Records[2]?.SequenceNumber as string) > (Records[0]?.SequenceNumber as string)).toBe(true)
})

/**
 * @documented Kinesis API Reference, PutRecords: "Each PutRecords request can support up to 500 records.";
 *   "up to a limit of 10 MiB for the entire request, including partition keys"
 */
test.each([
  ['no record', [], 'ValidationException'],
  ['501 records', Array.from({ length: 501 }, () => RECORD), 'ValidationException'],
  [
    'more than 10 MiB',
    Array.from({ length: 11 }, () => ({ ...RECORD, Data: Buffer.alloc(1024 * 1024 - 1) })),
    'InvalidArgumentException',
  ],
  [
    'one record that is too large',
    [RECORD, { ...RECORD, Data: Buffer.alloc(1024 * 1024) }],
    'InvalidArgumentException',
  ],
])('PutRecords with %s is refused as a whole', async (title, Records, name) => {
  const StreamName = await rig.stream(title.replaceAll(' ', '-'))
  await expect(rig.client.putRecords({ StreamName, Records })).rejects.toMatchObject({ name })
  expect(await rig.texts(await rig.iterator(StreamName))).toEqual([])
})
