import type { Shard } from '@aws-sdk/client-kinesis'
import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const HALF = 2n ** 127n
const isOpen = ({ SequenceNumberRange }: Shard) => SequenceNumberRange?.EndingSequenceNumber === undefined
const rangeOf = ({ HashKeyRange }: Shard) =>
  [BigInt(HashKeyRange?.StartingHashKey ?? -1), BigInt(HashKeyRange?.EndingHashKey ?? -1)] as const
const split = (StreamName: string, index: number, NewStartingHashKey: bigint) =>
  rig.client.splitShard({
    StreamName,
    ShardToSplit: shardId(index),
    NewStartingHashKey: String(NewStartingHashKey),
  })
const merge = (StreamName: string, one: number, other: number) =>
  rig.client.mergeShards({
    StreamName,
    ShardToMerge: shardId(one),
    AdjacentShardToMerge: shardId(other),
  })

/** The ranges of the open shards, which must hold every hash key once. */
async function openRanges(StreamName: string) {
  const ranges = (await rig.shards(StreamName)).filter(isOpen).map(rangeOf)
  ranges.sort(([a], [b]) => (a < b ? -1 : 1))
  expect(ranges[0]?.[0]).toBe(0n)
  expect(ranges.at(-1)?.[1]).toBe(LAST_HASH_KEY)
  for (const [index, [start]] of ranges.entries()) {
    if (index > 0) expect(start).toBe((ranges[index - 1]?.[1] ?? 0n) + 1n)
  }
  return ranges
}

/**
 * @documented Kinesis API Reference, SplitShard: "Read and write operations continue to work while the stream
 *   is in the UPDATING state."
 */
test('a split closes the parent and opens two children', async () => {
  const StreamName = await rig.stream('split')
  await rig.put(StreamName, 'before')
  await split(StreamName, 0, HALF)
  expect((await rig.client.describeStream({ StreamName })).StreamDescription?.StreamStatus).toBe('UPDATING')
  await rig.put(StreamName, 'meanwhile')
  await rig.settle()

  const [parent, lower, upper] = await rig.shards(StreamName)
  expect(parent?.SequenceNumberRange?.EndingSequenceNumber).toMatch(/^49\d{54}$/)
  expect(lower).toMatchObject({
    ShardId: shardId(1),
    ParentShardId: shardId(0),
    HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(HALF - 1n) },
  })
  expect(upper).toMatchObject({
    ShardId: shardId(2),
    ParentShardId: shardId(0),
    HashKeyRange: { StartingHashKey: String(HALF), EndingHashKey: String(LAST_HASH_KEY) },
  })
  expect(lower).not.toHaveProperty('AdjacentParentShardId')
  // Children go on where the parent ended.
  const end = parent?.SequenceNumberRange?.EndingSequenceNumber ?? ''
  expect((lower?.SequenceNumberRange?.StartingSequenceNumber ?? '') > end).toBe(true)
  expect((await rig.put(StreamName, 'after', '0')) > end).toBe(true)
  expect(await rig.texts(await rig.iterator(StreamName, { shard: 1 }))).toEqual(['after'])
})

/**
 * @documented Kinesis API Reference, GetRecords: "If set to null, the shard has been closed and the requested
 *   iterator does not return any more data."; "The list of the current shard's child shards, returned in the
 *   GetRecords API's response only when the end of the current shard is reached."; GetShardIterator: "If the
 *   shard is closed, GetShardIterator returns a valid iterator for the last sequence number of the shard."
 */
test('a closed shard is read to its end, which names the children', async () => {
  const first = await rig.client.getRecords({ ShardIterator: await rig.iterator('split'), Limit: 1 })
  expect(first.ChildShards).toBeUndefined()
  const second = await rig.client.getRecords({ ShardIterator: first.NextShardIterator })
  expect(second.Records).toHaveLength(1)
  expect(second.NextShardIterator).toBeUndefined()
  expect(second.MillisBehindLatest).toBe(0)
  expect(second.ChildShards).toEqual([
    {
      ShardId: shardId(1),
      ParentShards: [shardId(0)],
      HashKeyRange: { StartingHashKey: '0', EndingHashKey: String(HALF - 1n) },
    },
    {
      ShardId: shardId(2),
      ParentShards: [shardId(0)],
      HashKeyRange: { StartingHashKey: String(HALF), EndingHashKey: String(LAST_HASH_KEY) },
    },
  ])
  // "If the shard is closed, GetShardIterator returns a valid iterator for the last sequence number of the shard."
  const latest = await rig.iterator('split', { type: 'LATEST' })
  expect(await rig.client.getRecords({ ShardIterator: latest })).toMatchObject({
    Records: [],
    ChildShards: [{}, {}],
  })
})

/**
 * @documented Kinesis API Reference, MergeShards: "Merges two adjacent shards in a Kinesis data stream and
 *   combines them into a single shard to reduce the stream's capacity to ingest and transport data."
 */
test('a merge closes two parents and opens one child', async () => {
  await rig.stream('merged', 3)
  await merge('merged', 0, 1)
  await rig.settle()
  expect((await rig.shards('merged'))[3]).toMatchObject({
    ShardId: shardId(3),
    ParentShardId: shardId(0),
    AdjacentParentShardId: shardId(1),
  })
  expect(await openRanges('merged')).toHaveLength(2)
})

/**
 * @documented Kinesis API Reference, SplitShard and MergeShards: the errors InvalidArgumentException,
 *   ResourceNotFoundException and ValidationException
 */
test.each([
  ['at the start', () => split('refused', 0, 0n), 'InvalidArgumentException', 'greater than one plus'],
  ['at the end', () => split('refused', 0, LAST_HASH_KEY), 'InvalidArgumentException', 'EndingHashKey'],
  ['of no shard', () => split('refused', 9, HALF), 'ResourceNotFoundException', 'Could not find shard'],
  ['of a closed shard', () => split('split', 0, HALF), 'InvalidArgumentException', 'already been merged'],
  ['of shards apart', () => merge('refused', 0, 2), 'InvalidArgumentException', 'not an adjacent pair'],
  ['of one shard', () => merge('refused', 1, 1), 'InvalidArgumentException', 'not an adjacent pair'],
  ['the other way round', () => merge('refused', 1, 0), 'InvalidArgumentException', 'not an adjacent pair'],
  ['of an on-demand stream', () => split('demand', 0, HALF), 'ValidationException', 'On-Demand mode'],
])('a split or merge %s is refused', async (_title, reshard, name, message) => {
  if (message === 'greater than one plus') {
    await rig.stream('refused', 3)
    await rig.stream('demand', 0, {})
  }
  await expect(reshard()).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
})

/**
 * @documented Kinesis API Reference, SplitShard: while the stream is in the CREATING, UPDATING, or DELETING
 *   state, SplitShard returns a ResourceInUseException
 */
test('one resharding at a time', async () => {
  await rig.stream('busy', 2)
  await merge('busy', 0, 1)
  await expect(split('busy', 0, 5n)).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Stream busy under account 000000000000 not ACTIVE, instead in state UPDATING',
  })
  await rig.settle()
})

/**
 * @documented Kinesis API Reference, UpdateShardCount, ScalingType: UNIFORM_SCALING makes shards of equal
 *   size
 */
test.each([
  [2, 3],
  [2, 4],
  [4, 3],
  [5, 3],
  [3, 5],
  [4, 2],
])('UpdateShardCount from %i to %i shards', async (from, to) => {
  const StreamName = await rig.stream(`scaled-${from}-${to}`, from)
  await rig.put(StreamName, 'before')
  expect(
    await rig.client.updateShardCount({
      StreamName,
      TargetShardCount: to,
      ScalingType: 'UNIFORM_SCALING',
    }),
  ).toMatchObject({ StreamName, CurrentShardCount: from, TargetShardCount: to })
  await rig.settle()
  const ranges = await openRanges(StreamName)
  expect(ranges.map(([start]) => start)).toEqual(
    Array.from({ length: to }, (_, index) => (2n ** 128n / BigInt(to)) * BigInt(index)),
  )
  for (const { ParentShardId, ShardId = '' } of await rig.shards(StreamName)) {
    if (ParentShardId !== undefined) expect(ParentShardId < ShardId).toBe(true)
  }
})

/**
 * @documented Kinesis API Reference, UpdateShardCount: not "Scale more than ten times per rolling 24-hour
 *   period per stream", "Scale up to more than double your current shard count for a stream", "Scale down
 *   below half your current shard count for a stream" or beyond 10,000 shards
 */
test('UpdateShardCount has limits', async () => {
  const StreamName = await rig.stream('scaling', 2)
  const scale = (TargetShardCount: number) =>
    rig.client.updateShardCount({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' })
  await expect(scale(5)).rejects.toThrow('scale up over double')
  const large = await rig.stream('large', 6000)
  await expect(
    rig.client.updateShardCount({
      StreamName: large,
      TargetShardCount: 10_001,
      ScalingType: 'UNIFORM_SCALING',
    }),
  ).rejects.toThrow('cannot scale to more than 10000 shards')
  await expect(
    rig.client.updateShardCount({
      StreamName: 'scaled-2-4',
      TargetShardCount: 1,
      ScalingType: 'UNIFORM_SCALING',
    }),
  ).rejects.toThrow('scale down below half')
  for (let time = 0; time < 10; time++) {
    await scale(time % 2 === 0 ? 3 : 2)
    await rig.settle()
  }
  await expect(scale(3)).rejects.toMatchObject({ name: 'LimitExceededException' })
  await rig.clock.advanceBy({ hours: 24 })
  await scale(3)
})
