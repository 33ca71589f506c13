import type { Shard } from '@aws-sdk/client-kinesis'
import { ActionsRig } from './actions-rig.ts'
import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

/*
 * A shard above half of its limits is split within 15 minutes, so that the stream takes up to double its peak (developer
 * guide, "Choose the data stream capacity mode").
 */

let rig: ActionsRig

beforeEach(() => {
  rig = new ActionsRig()
})

const ON_DEMAND = { StreamModeDetails: { StreamMode: 'ON_DEMAND' as const } }
const KIB = 1024

/** Writes so many KiB to the first shard each second of a minute. */
async function minute(StreamName: string, kib: number): Promise<void> {
  const Data = Buffer.alloc(2 * kib * KIB - 1).toString('base64')
  for (let second = 0; second < 60; second += 2) {
    await rig.call('PutRecord', { StreamName, PartitionKey: 'a', ExplicitHashKey: '0', Data })
    await rig.clock.advanceBy({ seconds: 2 })
  }
}

async function shards(StreamName: string, filter?: object): Promise<Shard[]> {
  const { Shards } = await rig.call('ListShards', { StreamName, ShardFilter: filter })
  return Shards as Shard[]
}

async function openShards(StreamName: string): Promise<(string | undefined)[]> {
  return (await shards(StreamName, { Type: 'AT_LATEST' })).map(({ ShardId }) => ShardId)
}

/**
 * @documented Kinesis Developer Guide, Choose the data stream capacity mode: a shard above 500 KB/s is split
 *   within 15 minutes
 */
test('only a shard above 500 KB/s over a minute is split, 15 minutes later', async () => {
  const StreamName = await rig.stream('busy', ON_DEMAND)
  const before = rig.clock.now()
  await minute(StreamName, 501)
  const hot = before + 58_000
  await rig.clock.advanceBy({ milliseconds: hot + 15 * 60_000 - rig.clock.now() - 1 })
  expect(await openShards(StreamName)).toEqual([0, 1, 2, 3].map(shardId))
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await openShards(StreamName)).toEqual([1, 2, 3, 4, 5].map(shardId))
  const [parent, , , , left, right] = await shards(StreamName)
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

/**
 * @documented Kinesis Developer Guide, Choose the data stream capacity mode: a shard above 500 KB/s is split
 *   within 15 minutes
 */
test('a shard at 500 KB/s is not split, minute after minute', async () => {
  const StreamName = await rig.stream('calm', ON_DEMAND)
  await minute(StreamName, 500)
  await minute(StreamName, 500)
  await rig.clock.advanceBy({ hours: 1 })
  expect(await openShards(StreamName)).toHaveLength(4)
})

/**
 * @documented Kinesis Developer Guide, Choose the data stream capacity mode: only on-demand streams scale by
 *   themselves
 */
test('nor is a shard of a provisioned stream, or of one that has become so', async () => {
  const provisioned = await rig.stream('provisioned', { ShardCount: 1 })
  await minute(provisioned, 501)
  const switched = await rig.stream('switched', ON_DEMAND)
  await minute(switched, 501)
  await rig.call('UpdateStreamMode', {
    StreamARN: rig.arn('switched'),
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
  })
  await rig.clock.advanceBy({ hours: 1 })
  expect(await openShards(provisioned)).toHaveLength(1)
  expect(await openShards(switched)).toHaveLength(4)
})

/** @own not documented by AWS: a shard above 500 records a second is split, as one above half of its bytes */
test('500 records/s split a shard too', async () => {
  const StreamName = await rig.stream('small', ON_DEMAND)
  const record = { Data: 'AQ==', PartitionKey: 'a', ExplicitHashKey: '0' }
  const put = (count: number) => rig.call('PutRecords', { StreamName, Records: Array(count).fill(record) })
  for (let second = 0; second < 60; second++) {
    await put(500)
    await rig.clock.advanceBy({ milliseconds: 990 })
  }
  await put(1)
  await rig.clock.advanceBy({ minutes: 15 })
  expect(await openShards(StreamName)).toHaveLength(5)
})

/**
 * @documented Kinesis Developer Guide, Choose the data stream capacity mode: an on-demand stream takes up to
 *   double its peak, and throttles above
 */
test('traffic above double the peak is throttled until the shards are split', async () => {
  const StreamName = await rig.stream('rising', ON_DEMAND)
  const Data = Buffer.alloc(1024 * KIB - 1).toString('base64')
  const eighths = Array.from({ length: 8 }, (_, eighth) => {
    const ExplicitHashKey = String((BigInt(eighth) * (LAST_HASH_KEY + 1n)) / 8n)
    return { StreamName, Records: [{ PartitionKey: 'a', ExplicitHashKey, Data }] }
  })
  const second = async (requests: readonly object[]) => {
    let refused = 0
    for (const request of requests) {
      refused += Number((await rig.call('PutRecords', request)).FailedRecordCount)
    }
    await rig.clock.advanceBy({ seconds: 1 })
    return refused
  }
  /** One second of 1 MiB to each eighth of the hash keys. */
  const eightMib = () => second(eighths)
  /** One second of 1 MiB to each quarter, which is all that four shards take. */
  const fourMib = () => second(eighths.filter((_, eighth) => eighth % 2 === 0))
  expect(await eightMib()).toBe(4)
  for (let passed = 1; passed < 31; passed++) expect(await fourMib()).toBe(0)
  await rig.clock.advanceBy({ minutes: 14 })
  expect(await eightMib()).toBe(4)
  await rig.clock.advanceBy({ minutes: 1 })
  expect(await openShards(StreamName)).toHaveLength(8)
  expect(await eightMib()).toBe(0)
})

describe('over HTTP', () => {
  const http = new KinesisRig()
  beforeAll(() => http.open())
  afterAll(() => http.close())

  /** @own warm throughput, refused as not simulated */
  test('warm throughput (On-demand Advantage) is refused by name', async () => {
    const StreamARN = http.arn(await http.stream('warm', 4, ON_DEMAND))
    await expect(
      http.client.updateStreamWarmThroughput({ StreamARN, WarmThroughputMiBps: 10 }),
    ).rejects.toThrow(/UpdateStreamWarmThroughput/)
    await expect(
      http.client.updateStreamMode({
        ...{ StreamARN, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
        WarmThroughputMiBps: 10,
      }),
    ).rejects.toThrow(/WarmThroughputMiBps/)
  })
})
