import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

/*
 * A shard above half of its limits is split within 15 minutes, so that the stream takes up to double its peak (developer
 * guide, "Choose the data stream capacity mode").
 */

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const ON_DEMAND = { StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } }
const KIB = 1024

/** Writes so many KiB to the first shard each second of a minute. */
async function minute(StreamName: string, kib: number): Promise<void> {
  for (let second = 0; second < 60; second += 2) {
    await rig.client.putRecord({
      ...{ StreamName, PartitionKey: 'a', ExplicitHashKey: '0' },
      Data: Buffer.alloc(2 * kib * KIB - 1),
    })
    await rig.clock.advanceBy({ seconds: 2 })
  }
}

async function openShards(StreamName: string): Promise<(string | undefined)[]> {
  const { Shards = [] } = await rig.client.listShards({ StreamName, ShardFilter: { Type: 'AT_LATEST' } })
  return Shards.map(({ ShardId }) => ShardId)
}

test('a shard above 500 KB/s over a minute is split 15 minutes later, alone', async () => {
  const StreamName = await rig.stream('busy', 4, ON_DEMAND)
  const before = rig.clock.now()
  await minute(StreamName, 501)
  const hot = before + 58_000
  await rig.clock.advanceBy({ milliseconds: hot + 15 * 60_000 - rig.clock.now() - 1 })
  expect(await openShards(StreamName)).toEqual([0, 1, 2, 3].map(shardId))
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await openShards(StreamName)).toEqual([1, 2, 3, 4, 5].map(shardId))
  const [parent, , , , left, right] = await rig.shards(StreamName)
  const half = (LAST_HASH_KEY + 1n) / 8n
  expect(left).toMatchObject({
    ParentShardId: parent?.ShardId,
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(half - 1n) },
  })
  expect(right).toMatchObject({
    ParentShardId: parent?.ShardId,
    HashKeyRange: { StartingHashKey: String(half), EndingHashKey: parent?.HashKeyRange?.EndingHashKey },
  })
})

test('a shard at 500 KB/s is not split, minute after minute', async () => {
  const StreamName = await rig.stream('calm', 4, ON_DEMAND)
  await minute(StreamName, 500)
  await minute(StreamName, 500)
  await rig.clock.advanceBy({ hours: 1 })
  expect(await openShards(StreamName)).toHaveLength(4)
})

test('nor is a shard of a provisioned stream, or of one that has become so', async () => {
  const provisioned = await rig.stream('provisioned', 1)
  await minute(provisioned, 501)
  const switched = await rig.stream('switched', 4, ON_DEMAND)
  await minute(switched, 501)
  await rig.client.updateStreamMode({
    StreamARN: rig.arn('switched'),
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
  })
  await rig.clock.advanceBy({ hours: 1 })
  expect(await openShards(provisioned)).toHaveLength(1)
  expect(await openShards(switched)).toHaveLength(4)
})

test('500 records/s split a shard too', async () => {
  const StreamName = await rig.stream('small', 4, ON_DEMAND)
  const record = { Data: Buffer.of(1), PartitionKey: 'a', ExplicitHashKey: '0' }
  const Records = Array.from({ length: 500 }, () => record)
  for (let second = 0; second < 60; second++) {
    await rig.client.putRecords({ StreamName, Records })
    await rig.clock.advanceBy({ milliseconds: 990 })
  }
  await rig.client.putRecords({ StreamName, Records: [record] })
  await rig.clock.advanceBy({ minutes: 15 })
  expect(await openShards(StreamName)).toHaveLength(5)
})

test('what is above double the peak is throttled until the shards are split', async () => {
  const StreamName = await rig.stream('rising', 4, ON_DEMAND)
  /** One second of 1 MiB to each eighth of the hash keys. */
  const eightMib = async () => {
    let refused = 0
    for (let eighth = 0n; eighth < 8n; eighth++) {
      const { FailedRecordCount = 0 } = await rig.client.putRecords({
        StreamName,
        Records: [
          {
            ...{ PartitionKey: 'a', ExplicitHashKey: String((eighth * (LAST_HASH_KEY + 1n)) / 8n) },
            Data: Buffer.alloc(1024 * KIB - 1),
          },
        ],
      })
      refused += FailedRecordCount
    }
    await rig.clock.advanceBy({ seconds: 1 })
    return refused
  }
  expect(await eightMib()).toBe(4)
  for (let second = 1; second < 31; second++) await eightMib()
  await rig.clock.advanceBy({ minutes: 14 })
  expect(await eightMib()).toBe(4)
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await openShards(StreamName)).toHaveLength(8)
  expect(await eightMib()).toBe(0)
}, 60_000)

test('warm throughput (On-demand Advantage) is refused by name', async () => {
  const StreamARN = rig.arn(await rig.stream('warm', 4, ON_DEMAND))
  await expect(rig.client.updateStreamWarmThroughput({ StreamARN, WarmThroughputMiBps: 10 })).rejects.toThrow(
    /UpdateStreamWarmThroughput/,
  )
  await expect(
    rig.client.updateStreamMode({
      ...{ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
      WarmThroughputMiBps: 10,
    }),
  ).rejects.toThrow(/WarmThroughputMiBps/)
})
