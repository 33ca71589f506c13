import { KinesisRig, LAST_HASH_KEY, shardId } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const statusOf = async (StreamName: string) =>
  (await rig.client.describeStreamSummary({ StreamName })).StreamDescriptionSummary?.StreamStatus

/**
 * @recorded tests/aws/services/cloudformation/resources/test_kinesis.py::test_default_parameters_kinesis,
 *   2024-07-02
 */
test('DescribeStream returns the same members as on AWS', async () => {
  await rig.stream('described')
  const { StreamDescription } = await rig.client.describeStream({ StreamName: 'described' })
  expect(StreamDescription).toEqual({
    EncryptionType: 'NONE',
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    HasMoreShards: false,
    RetentionPeriodHours: 24,
    Shards: [
      {
        HashKeyRange: { EndingHashKey: String(LAST_HASH_KEY), StartingHashKey: '0' },
        SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^49\d{54}$/) },
        ShardId: 'shardId-000000000000',
      },
    ],
    StreamARN: rig.arn('described'),
    StreamCreationTimestamp: expect.any(Date),
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    StreamName: 'described',
    StreamStatus: 'ACTIVE',
  })
})

/**
 * @documented Kinesis API Reference, CreateStream: "Kinesis Data Streams immediately returns and sets the
 *   stream status to CREATING. After the stream is created, Kinesis Data Streams sets the stream status to
 *   ACTIVE."; DeleteStream: "the specified stream is in the DELETING state until Kinesis Data Streams
 *   completes the deletion"
 */
test('a stream is CREATING, ACTIVE, DELETING and gone', async () => {
  await rig.client.createStream({ StreamName: 'passing', ShardCount: 2 })
  expect(await statusOf('passing')).toBe('CREATING')
  expect(await rig.shards('passing')).toEqual([])
  await expect(rig.put('passing', 'a')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  await rig.settle()
  expect(await statusOf('passing')).toBe('ACTIVE')
  expect(await rig.shards('passing')).toHaveLength(2)
  await rig.client.deleteStream({ StreamName: 'passing' })
  expect(await statusOf('passing')).toBe('DELETING')
  await expect(rig.client.deleteStream({ StreamName: 'passing' })).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Stream passing under account 000000000000 not ACTIVE, instead in state DELETING',
  })
  await rig.settle()
  await expect(statusOf('passing')).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    // Recording test_cbor_exceptions (04-09-2025).
    message: 'Stream passing under account 000000000000 not found.',
  })
})

/**
 * @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_create_stream_without_shard_count,
 *   2022-08-26
 * @documented Kinesis API Reference, CreateStream: ShardCount, and StreamModeDetails
 */
test.each([
  ['no capacity', {}, 'ON_DEMAND', 4],
  ['on demand', { StreamModeDetails: { StreamMode: 'ON_DEMAND' } }, 'ON_DEMAND', 4],
  ['three shards', { ShardCount: 3 }, 'PROVISIONED', 3],
  ['provisioned', { ShardCount: 2, StreamModeDetails: { StreamMode: 'PROVISIONED' } }, 'PROVISIONED', 2],
] as const)('CreateStream with %s', async (title, capacity, mode, count) => {
  const StreamName = await rig.stream(title.replaceAll(' ', '-'), 0, capacity)
  const { StreamDescriptionSummary } = await rig.client.describeStreamSummary({ StreamName })
  expect(StreamDescriptionSummary).toMatchObject({
    StreamModeDetails: { StreamMode: mode },
    OpenShardCount: count,
    ConsumerCount: 0,
  })
})

/**
 * @documented Kinesis API Reference, HashKeyRange: "The range of possible hash key values for the shard,
 *   which is a set of ordered contiguous positive integers."
 */
test('the shards of a new stream have every hash key once', async () => {
  const shards = await rig.shards(await rig.stream('ranges', 3))
  expect(shards.map(({ ShardId }) => ShardId)).toEqual([shardId(0), shardId(1), shardId(2)])
  const ends = shards.map(({ HashKeyRange }) => BigInt(HashKeyRange?.EndingHashKey ?? -1))
  const starts = shards.map(({ HashKeyRange }) => BigInt(HashKeyRange?.StartingHashKey ?? -1))
  expect(starts).toEqual([0n, (ends[0] as bigint) + 1n, (ends[1] as bigint) + 1n])
  expect(ends[2]).toBe(LAST_HASH_KEY)
})

/**
 * @documented Kinesis API Reference, CreateStream: the errors ResourceInUseException and
 *   LimitExceededException, and the range of each member
 * @own warm throughput, refused as not simulated
 */
test.each([
  [{ StreamName: 'described', ShardCount: 1 }, 'ResourceInUseException', 'already exists'],
  [{ StreamName: 'a b', ShardCount: 1 }, 'ValidationException', "Value 'a b' at 'streamName'"],
  [{ StreamName: 'x', ShardCount: 0 }, 'ValidationException', 'greater than or equal to 1'],
  [{ StreamName: 'x', ShardCount: 20_001 }, 'LimitExceededException', 'Limit: 20000'],
  [{ StreamName: 'x', StreamModeDetails: { StreamMode: 'PROVISIONED' } }, 'ValidationException', 'required'],
  [
    { StreamName: 'x', ShardCount: 1, StreamModeDetails: { StreamMode: 'ON_DEMAND' } },
    'ValidationException',
    'leave it out',
  ],
  [{ StreamName: 'x', WarmThroughputMiBps: 1 }, 'ValidationException', 'does not simulate the member'],
] as const)('CreateStream %j is refused: %s', async (input, name, message) => {
  await expect(rig.client.createStream(input)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
  })
})

/**
 * @documented Kinesis API Reference, CreateStream, LimitExceededException: "more than five streams in the
 *   CREATING state at any point in time"
 */
test('six streams at a time are too many', async () => {
  await rig.settle()
  for (let index = 0; index < 5; index++) {
    await rig.client.createStream({ StreamName: `crowd-${index}`, ShardCount: 1 })
  }
  // Five calls are a second's: what refuses the sixth is the number of streams.
  await rig.clock.advanceBy({ milliseconds: 500 })
  await expect(rig.client.createStream({ StreamName: 'crowd-5', ShardCount: 1 })).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: expect.stringContaining('5 streams are CREATING'),
  })
  await rig.settle()
  await rig.stream('crowd-5')
})

/** @documented Kinesis API Reference, ListStreams: HasMoreStreams, and NextToken */
test('ListStreams returns pages, ordered by name', async () => {
  const first = await rig.client.listStreams({ Limit: 2, ExclusiveStartStreamName: 'crowd-0' })
  expect(first).toMatchObject({ StreamNames: ['crowd-1', 'crowd-2'], HasMoreStreams: true })
  const second = await rig.client.listStreams({ Limit: 2, NextToken: first.NextToken })
  expect(second.StreamNames).toEqual(['crowd-3', 'crowd-4'])
  expect(second.StreamSummaries?.[0]).toMatchObject({
    StreamARN: rig.arn('crowd-3'),
    StreamStatus: 'ACTIVE',
  })
})

/** @documented Kinesis API Reference, DescribeStream: HasMoreShards, and ExclusiveStartShardId */
test('DescribeStream returns pages of shards', async () => {
  const input = { StreamName: 'ranges', Limit: 2 }
  const { StreamDescription: first } = await rig.client.describeStream(input)
  expect(first).toMatchObject({
    HasMoreShards: true,
    Shards: [{ ShardId: shardId(0) }, { ShardId: shardId(1) }],
  })
  const { StreamDescription: second } = await rig.client.describeStream({
    ...input,
    ExclusiveStartShardId: shardId(1),
  })
  expect(second).toMatchObject({ HasMoreShards: false, Shards: [{ ShardId: shardId(2) }] })
})

/**
 * @documented Kinesis API Reference, DescribeStreamSummary and others: "You must use either the StreamARN or
 *   the StreamName parameter, or both."
 */
test.each([
  ['the ARN', { StreamARN: rig.arn('described') }, undefined],
  ['both', { StreamName: 'described', StreamARN: rig.arn('described') }, undefined],
  ['nothing', {}, 'InvalidArgumentException'],
  ['two streams', { StreamName: 'ranges', StreamARN: rig.arn('described') }, 'InvalidArgumentException'],
  [
    'a stream of another account',
    { StreamARN: rig.arn('described').replace('000000000000', '111111111111') },
    'ResourceNotFoundException',
  ],
])('a request that names %s', async (_title, reference, error) => {
  const answer = rig.client.describeStreamSummary(reference)
  if (error) await expect(answer).rejects.toMatchObject({ name: error })
  else expect((await answer).StreamDescriptionSummary?.StreamName).toBe('described')
})

/**
 * @documented Kinesis API Reference, DescribeLimits: "Describes the shard limits and usage for the account."
 */
test('DescribeLimits counts open shards and on-demand streams', async () => {
  const limits = await rig.client.describeLimits()
  expect(limits).toMatchObject({ ShardLimit: 20_000, OnDemandStreamCount: 2, OnDemandStreamCountLimit: 50 })
  expect(limits.OpenShardCount).toBeGreaterThan(8)
})
