import type { ListShardsCommandInput } from '@aws-sdk/client-kinesis'
import { KinesisRig, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
let beforeSplit: Date
let afterSplit: Date

/** Shard 0 is split into 2 and 3, an hour after the stream was created; shard 1 stays open. */
beforeAll(async () => {
  await rig.open()
  await rig.stream('listed', 2)
  await rig.clock.advanceBy({ hours: 1 })
  beforeSplit = new Date(rig.clock.now())
  await rig.client.splitShard({
    StreamName: 'listed',
    ShardToSplit: shardId(0),
    NewStartingHashKey: '1000',
  })
  await rig.settle()
  await rig.clock.advanceBy({ hours: 1 })
  afterSplit = new Date(rig.clock.now())
})
afterAll(() => rig.close())

async function indexes(input: ListShardsCommandInput): Promise<number[]> {
  const { Shards = [] } = await rig.client.listShards({ StreamName: 'listed', ...input })
  return Shards.map(({ ShardId = '' }) => Number(ShardId.slice(-12)))
}

/** @documented Kinesis API Reference, ShardFilter, Type: which shards each type includes */
test.each([
  ['nothing', () => ({}), [0, 1, 2, 3]],
  ['FROM_TRIM_HORIZON', () => ({ Type: 'FROM_TRIM_HORIZON' }), [0, 1, 2, 3]],
  ['AT_TRIM_HORIZON', () => ({ Type: 'AT_TRIM_HORIZON' }), [0, 1]],
  ['AT_LATEST', () => ({ Type: 'AT_LATEST' }), [1, 2, 3]],
  ['AFTER_SHARD_ID', () => ({ Type: 'AFTER_SHARD_ID', ShardId: shardId(1) }), [2, 3]],
  ['AT_TIMESTAMP before the split', () => ({ Type: 'AT_TIMESTAMP', Timestamp: beforeSplit }), [0, 1]],
  ['AT_TIMESTAMP after it', () => ({ Type: 'AT_TIMESTAMP', Timestamp: afterSplit }), [1, 2, 3]],
  ['FROM_TIMESTAMP before it', () => ({ Type: 'FROM_TIMESTAMP', Timestamp: beforeSplit }), [0, 1, 2, 3]],
  ['FROM_TIMESTAMP after it', () => ({ Type: 'FROM_TIMESTAMP', Timestamp: afterSplit }), [1, 2, 3]],
] as [string, () => object, number[]][])('the filter %s', async (_title, filter, expected) => {
  const ShardFilter = filter() as ListShardsCommandInput['ShardFilter']
  expect(await indexes('Type' in filter() ? { ShardFilter } : {})).toEqual(expected)
})

/** @documented Kinesis API Reference, ListShards, NextToken: "Tokens expire after 300 seconds." */
test('goes by pages, whose tokens name the stream', async () => {
  const first = await rig.client.listShards({
    StreamName: 'listed',
    MaxResults: 2,
    ShardFilter: { Type: 'AT_LATEST' },
  })
  expect(first.Shards).toHaveLength(2)
  expect(await indexes({ StreamName: undefined, NextToken: first.NextToken })).toEqual([3])
  await expect(indexes({ NextToken: first.NextToken })).rejects.toThrow(
    'NextToken and StreamName cannot be provided together.',
  )
  // "Tokens expire after 300 seconds."
  await rig.clock.advanceBy({ seconds: 301 })
  await expect(indexes({ StreamName: undefined, NextToken: first.NextToken })).rejects.toMatchObject({
    name: 'ExpiredNextTokenException',
  })
})

/**
 * @documented Kinesis API Reference, ListShards: NextToken, ShardFilter and StreamCreationTimestamp are
 *   checked
 */
test.each([
  [{ StreamName: undefined, NextToken: 'AAAA' }, 'is unknown'],
  [{ ShardFilter: { Type: 'AFTER_SHARD_ID' } }, 'needs a ShardId'],
  [{ ShardFilter: { Type: 'AT_TIMESTAMP' } }, 'needs a Timestamp'],
  [{ StreamCreationTimestamp: new Date(0) }, 'was not created at 0'],
  [{ StreamName: 'none' }, 'Stream none under account 000000000000 not found.'],
] as [ListShardsCommandInput, string][])('ListShards %j is refused', async (input, message) => {
  await expect(indexes(input)).rejects.toThrow(message)
})

/**
 * @documented Kinesis API Reference, ShardFilter, FROM_TRIM_HORIZON: "all the shards within the retention
 *   period of the data stream"
 * @own not documented by AWS: the error for an iterator of an expired shard
 */
test('a closed shard is gone when all its records are expired', async () => {
  await rig.clock.advanceBy({ hours: 24 })
  expect(await indexes({})).toEqual([1, 2, 3])
  await expect(rig.iterator('listed')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/** @own not documented by AWS: shards that are gone, after the retention period grew */
test('a shard that is gone stays gone when the retention grows', async () => {
  await rig.client.increaseStreamRetentionPeriod({ StreamName: 'listed', RetentionPeriodHours: 168 })
  await rig.settle()
  expect(await indexes({})).toEqual([1, 2, 3])
})
