import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const MIB = 1024 * 1024
const put = (StreamName: string, bytes: number, ExplicitHashKey?: string) =>
  rig.client.putRecord({ StreamName, Data: Buffer.alloc(bytes - 1), PartitionKey: 'a', ExplicitHashKey })
/** With the words of the example in the API reference of PutRecords. */
const exceeded = (name: string, shard = 0) => ({
  name: 'ProvisionedThroughputExceededException',
  message: `Rate exceeded for shard ${shardId(shard)} in stream ${name} under account 000000000000.`,
})

/**
 * @documented Kinesis API Reference, PutRecords: "Each shard can support writes up to 1,000 records per
 *   second"
 */
test('only the 1,001st record of a second is refused', async () => {
  const StreamName = await rig.stream('records', 2)
  const record = { Data: Buffer.of(1), PartitionKey: 'a', ExplicitHashKey: '0' }
  const full = Array.from({ length: 500 }, () => record)
  for (let batch = 0; batch < 2; batch++) {
    expect((await rig.client.putRecords({ StreamName, Records: full })).FailedRecordCount).toBe(0)
  }
  const other = { ...record, ExplicitHashKey: String(LAST_HASH_KEY) }
  const answer = await rig.client.putRecords({ StreamName, Records: [record, other, record] })
  const failed = { ErrorCode: exceeded('records').name, ErrorMessage: exceeded('records').message }
  expect(answer.FailedRecordCount).toBe(2)
  expect(answer.Records).toEqual([
    failed,
    { ShardId: shardId(1), SequenceNumber: expect.any(String) },
    failed,
  ])
  await expect(put(StreamName, 2, '0')).rejects.toMatchObject(exceeded('records'))
  await rig.clock.advanceBy({ seconds: 1 })
  expect((await rig.client.putRecords({ StreamName, Records: full })).FailedRecordCount).toBe(0)
  expect(rig.metrics.values('records', 'WriteProvisionedThroughputExceeded')).toEqual([0, 0, 2, 1, 0])
  expect(rig.metrics.values('records', 'IncomingRecords')).toEqual([500, 500, 1, 500])
})

/** @documented Kinesis API Reference, CreateStream: "up to a maximum data write total of 1 MiB per second" */
test('more than 1 MiB in a second is refused', async () => {
  const StreamName = await rig.stream('bytes')
  await put(StreamName, MIB / 2)
  await expect(put(StreamName, MIB / 2 + 1)).rejects.toMatchObject(exceeded('bytes'))
  await put(StreamName, MIB / 2)
  await rig.clock.advanceBy({ seconds: 1 })
  await put(StreamName, MIB)
  expect(rig.metrics.values('bytes', 'IncomingBytes')).toEqual([MIB / 2, MIB / 2, MIB])
})

/**
 * @documented Kinesis API Reference, CreateStream: "Each shard can support reads up to five transactions per
 *   second"
 */
test('the sixth read of a second is refused', async () => {
  const iterator = await rig.iterator(await rig.stream('reads'))
  for (let read = 0; read < 5; read++) await rig.texts(iterator)
  await expect(rig.texts(iterator)).rejects.toMatchObject(exceeded('reads'))
  expect(rig.metrics.values('reads', 'ReadProvisionedThroughputExceeded')).toEqual([0, 0, 0, 0, 0, 1])
  await rig.clock.advanceBy({ milliseconds: 200 })
  await rig.texts(iterator)
})

/**
 * @documented Kinesis API Reference, GetRecords: "If a call returns this amount of data, subsequent calls
 *   made within the next 5 seconds throw ProvisionedThroughputExceededException."
 */
test('after 10 MiB, no read for five seconds', async () => {
  const StreamName = await rig.stream('large')
  for (let record = 0; record < 11; record++) {
    await put(StreamName, MIB)
    await rig.clock.advanceBy({ seconds: 1 })
  }
  const ShardIterator = await rig.iterator(StreamName)
  const { Records, MillisBehindLatest, NextShardIterator } = await rig.client.getRecords({ ShardIterator })
  expect(Records).toHaveLength(10)
  // The tenth of eleven records came two seconds ago.
  expect(MillisBehindLatest).toBe(2000)
  expect(rig.metrics.values('large', 'GetRecords.IteratorAgeMilliseconds')).toEqual([2000])
  const next = { ShardIterator: NextShardIterator }
  await expect(rig.client.getRecords(next)).rejects.toMatchObject(exceeded('large'))
  await rig.clock.advanceBy({ milliseconds: 4999 })
  await expect(rig.client.getRecords(next)).rejects.toMatchObject(exceeded('large'))
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await rig.client.getRecords(next)).toMatchObject({ MillisBehindLatest: 0, Records: [{}] })
})

/**
 * @documented Kinesis API Reference, GetShardIterator: "GetShardIterator has a limit of five transactions per
 *   second per account per open shard."
 */
test('the sixth iterator of a second is refused', async () => {
  const StreamName = await rig.stream('iterators')
  for (let call = 0; call < 5; call++) await rig.iterator(StreamName)
  await expect(rig.iterator(StreamName)).rejects.toMatchObject(exceeded('iterators'))
})

/**
 * @documented Kinesis Developer Guide, Large records: a record may be a burst; the average of a shard stays 1
 *   MiB/s
 */
test('a record of 3 MiB keeps its shard busy for three seconds', async () => {
  const StreamName = await rig.stream('huge', 1, { ShardCount: 1, MaxRecordSizeInKiB: 3072 })
  await put(StreamName, 3 * MIB)
  await rig.clock.advanceBy({ milliseconds: 1900 })
  await expect(put(StreamName, 2)).rejects.toMatchObject(exceeded('huge'))
  await rig.clock.advanceBy({ milliseconds: 1100 })
  await put(StreamName, MIB)
})
