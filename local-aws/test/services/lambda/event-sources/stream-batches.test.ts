import { StreamRig, texts } from './stream-rig.ts'

let rig: StreamRig

beforeEach(async () => {
  rig = await StreamRig.started()
})
afterEach(() => rig.close())

/**
 * @recorded
 *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_create_kinesis_event_source_mapping,
 *   2025-11-25
 */
test('records have the shape that AWS was recorded to send (test_create_kinesis_event_source_mapping, 25-11-2025)', async () => {
  await rig.feed('orders', { StartingPosition: 'LATEST' })
  await rig.clock.advanceBy({ milliseconds: 120 })
  const [sequenceNumber] = await rig.put('orders', 'test_0')
  const arrivedAt = rig.clock.now()
  const { event } = await rig.batchInTime()
  expect(event).toEqual({
    Records: [
      {
        awsRegion: 'us-east-1',
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        eventSource: 'aws:kinesis',
        eventSourceARN: rig.arn('orders'),
        eventVersion: '1.0',
        invokeIdentityArn: 'arn:aws:iam::000000000000:role/orders',
        kinesis: {
          approximateArrivalTimestamp: arrivedAt / 1000,
          data: 'dGVzdF8w',
          kinesisSchemaVersion: '1.0',
          partitionKey: 'test_0',
          sequenceNumber,
        },
      },
    ],
  })
  expect(arrivedAt % 1000).not.toBe(0)
})

describe('StartingPosition', () => {
  /**
   * @documented Lambda API Reference, CreateEventSourceMapping, StartingPosition: "The position in a stream
   *   from which to start reading."
   * @documented Kinesis API Reference, GetShardIterator, LATEST: "Start reading just after the most recent
   *   record in the shard, so that you always read the most recent data in the shard."
   */
  test('LATEST begins with what comes after the mapping was made', async () => {
    await rig.stream('orders')
    await rig.deploy('orders')
    await rig.put('orders', 'before')
    await rig.map('orders', { StartingPosition: 'LATEST' })
    await rig.put('orders', 'after')
    expect(texts(await rig.batchInTime())).toEqual(['after'])
  })

  /**
   * @recorded
   *   tests/aws/services/lambda_/event_source_mapping/test_lambda_integration_kinesis.py::TestKinesisSource::test_kinesis_event_source_trim_horizon,
   *   2025-11-25
   */
  test('TRIM_HORIZON begins with the oldest record (test_kinesis_event_source_trim_horizon)', async () => {
    await rig.stream('orders')
    await rig.deploy('orders')
    await rig.put('orders', 'before')
    await rig.map('orders')
    expect(texts(await rig.batch())).toEqual(['before'])
  })

  /**
   * @documented Lambda API Reference, CreateEventSourceMapping, StartingPositionTimestamp: "With
   *   StartingPosition set to AT_TIMESTAMP, the time from which to start reading"
   */
  test('AT_TIMESTAMP begins with what came at that time or later', async () => {
    await rig.stream('orders')
    await rig.deploy('orders')
    await rig.put('orders', 'before')
    await rig.second()
    const StartingPositionTimestamp = new Date(rig.clock.now())
    await rig.put('orders', 'then')
    const { UUID } = await rig.map('orders', {
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp,
    })
    expect(texts(await rig.batch())).toEqual(['then'])
    expect(await rig.mapping(UUID)).toMatchObject({ StartingPositionTimestamp })
  })
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: a batch is of one shard, and has BatchSize
 *   records at most
 */
test('a batch is of one shard and of BatchSize records at most, one after the other', async () => {
  await rig.feed('orders', { BatchSize: 2 })
  await rig.put('orders', '1', '2', '3')
  const first = await rig.batchInTime()
  expect(texts(first)).toEqual(['1', '2'])
  await rig.clock.advanceBy({ seconds: 2 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  first.answer()
  expect(texts(await rig.batch())).toEqual(['3'])
})

/**
 * @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the batching window reaches
 *   its maximum value"
 */
test('"the batching window reaches its maximum value": then what is there is sent', async () => {
  await rig.feed('orders', { MaximumBatchingWindowInSeconds: 5 })
  await rig.put('orders', '1')
  await rig.second()
  await rig.put('orders', '2')
  await rig.clock.advanceBy({ seconds: 4, milliseconds: 999 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(texts(await rig.batch())).toEqual(['1', '2'])
})

/** @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the batch size is met" */
test('"the batch size is met": a full batch does not wait for its window', async () => {
  await rig.feed('orders', { BatchSize: 2, MaximumBatchingWindowInSeconds: 300 })
  await rig.put('orders', '1', '2')
  expect(texts(await rig.batchInTime())).toEqual(['1', '2'])
})

/**
 * @documented Lambda Developer Guide, Batching behavior: a batch is sent when "the payload size reaches 6 MB"
 */
test('"the payload size reaches 6 MB": a batch is cut before', async () => {
  await rig.feed('orders', { BatchSize: 10 }, { MemorySize: 1024 })
  for (let index = 0; index < 6; index++) {
    await rig.put('orders', `${index}:${'x'.repeat(1_000_000)}`)
    await rig.second()
  }
  const sizes: number[] = []
  for (let seen = 0; seen < 6; ) {
    const call = await rig.batch()
    sizes.push(Buffer.byteLength(JSON.stringify(call.event)))
    seen += call.event.Records.length
    call.answer()
  }
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6_291_456)
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis, ParallelizationFactor: "in-order processing
 *   at the partition-key level"
 */
test('with ParallelizationFactor batches run side by side, "in-order processing at the partition-key level"', async () => {
  await rig.feed('orders', { BatchSize: 1, ParallelizationFactor: 10 })
  const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  await rig.put('orders', ...keys.map(key => `${key}:1`), ...keys.map(key => `${key}:2`))
  await rig.second()
  const [one, two] = [await rig.batch(), await rig.batch()]
  expect([...texts(one), ...texts(two)]).toEqual([expect.stringMatching(/:1$/), expect.stringMatching(/:1$/)])
  const order = [...texts(one), ...texts(two)]
  one.answer()
  two.answer()
  for (let count = 2; count < 16; count++) {
    const call = await rig.batch()
    order.push(...texts(call))
    call.answer()
  }
  for (const key of keys) expect(order.indexOf(`${key}:1`)).toBeLessThan(order.indexOf(`${key}:2`))
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
test('the shards that a split makes are read when their parent is done', async () => {
  await rig.feed('orders')
  await rig.put('orders', 'parent')
  const call = await rig.batchInTime()
  await rig.kinesis.splitShard({
    StreamName: 'orders',
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey: String(2n ** 127n),
  })
  await rig.second()
  await rig.put('orders', 'child')
  await rig.clock.advanceBy({ seconds: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  call.answer()
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ seconds: 3 })
  const next = await rig.batch()
  expect(texts(next)).toEqual(['child'])
  expect(next.event.Records[0]?.eventID).not.toContain('shardId-000000000000')
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
test('the shard that a merge makes is read when both parents are done', async () => {
  await rig.stream('orders', 2)
  await rig.deploy('orders')
  await rig.map('orders')
  const put = (text: string, ExplicitHashKey: string) =>
    rig.kinesis.putRecord({
      ...{ StreamName: 'orders', PartitionKey: text, Data: Buffer.from(text) },
      ExplicitHashKey,
    })
  await put('left', '0')
  await put('right', String(2n ** 128n - 1n))
  await rig.second()
  const parents = [await rig.batch(), await rig.batch()]
  expect(parents.flatMap(texts).sort()).toEqual(['left', 'right'])
  await rig.kinesis.mergeShards({
    StreamName: 'orders',
    ShardToMerge: 'shardId-000000000000',
    AdjacentShardToMerge: 'shardId-000000000001',
  })
  await rig.second()
  await put('child', '0')
  parents[0]?.answer()
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ seconds: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  parents[1]?.answer()
  await rig.lambda.ended('orders', 2)
  await rig.clock.advanceBy({ seconds: 3 })
  expect(texts(await rig.batch())).toEqual(['child'])
})

/** @documented Lambda Developer Guide, Using Lambda with Kinesis: records are processed in order */
test('a stream with many records is read through, in order and each once', async () => {
  await rig.feed('orders', { BatchSize: 400 })
  const numbers = Array.from({ length: 1_500 }, (_, index) => String(index))
  for (let first = 0; first < numbers.length; first += 500) {
    const Records = numbers
      .slice(first, first + 500)
      .map(text => ({ PartitionKey: 'a', Data: Buffer.from(text) }))
    await rig.kinesis.putRecords({ StreamName: 'orders', Records })
    await rig.second()
  }
  const seen: string[] = []
  while (seen.length < numbers.length) {
    const call = await rig.batch()
    seen.push(...texts(call))
    call.answer()
  }
  expect(seen).toEqual(numbers)
})

/**
 * @documented Lambda Developer Guide, CloudWatch metrics, IteratorAge: the age of the last record of the
 *   batch
 */
test('IteratorAge is the age of the last record of the batch (Using CloudWatch metrics with Lambda)', async () => {
  await rig.feed('orders')
  await rig.put('orders', '1')
  await rig.batchInTime()
  const { clock, metrics } = rig.lambda
  const metric = { namespace: 'AWS/Lambda', name: 'IteratorAge', dimensions: { FunctionName: 'orders' } }
  const stretch = metrics.stretch(
    { ...metric, unit: 'Milliseconds' },
    { timestamp: clock.now(), resolutionSeconds: 60 },
  )
  expect(stretch).toMatchObject({ count: 1, sum: 1000 })
})
