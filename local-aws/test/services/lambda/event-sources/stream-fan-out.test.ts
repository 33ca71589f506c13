import { administratorRole } from '../../../role-policies.ts'
import { type Mapping, StreamRig, texts } from './stream-rig.ts'

/*
 * "To minimize latency and maximize read throughput, create a data stream consumer with enhanced fan-out. Stream
 * consumers get a dedicated connection to each shard that doesn't impact other applications reading from the stream"
 * (Lambda developer guide, "Using Lambda to process records from Amazon Kinesis Data Streams").
 */

let rig: StreamRig
let consumer: string

beforeEach(async () => {
  rig = await StreamRig.started()
})
afterEach(() => rig.close())

/** As {@link StreamRig.feed}, by a consumer of the stream, which is subscribed when this resolves. */
async function feed(mapping: Mapping = {}, input = {}) {
  await rig.stream('orders')
  consumer = await rig.consumer('orders')
  await rig.second()
  await rig.deploy('orders', input)
  return rig.map('orders', { EventSourceArn: consumer, ...mapping })
}

const iterator = async () => {
  const position = { ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' as const }
  return (await rig.kinesis.getShardIterator({ StreamName: 'orders', ...position })).ShardIterator
}

/** @own not documented by AWS: the eventSourceARN of records that a consumer brings */
test('the records have the shape of any; their eventSourceARN is the event source of the mapping', async () => {
  const mapping = await feed()
  expect(mapping).toMatchObject({
    EventSourceArn: consumer,
    BatchSize: 100,
    StartingPosition: 'TRIM_HORIZON',
  })
  const [sequenceNumber] = await rig.put('orders', 'test_0')
  const { event } = await rig.batch()
  expect(event.Records).toEqual([
    {
      awsRegion: 'us-east-1',
      eventID: `shardId-000000000000:${sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: consumer,
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/orders',
      kinesis: {
        approximateArrivalTimestamp: rig.clock.now() / 1000,
        data: 'dGVzdF8w',
        kinesisSchemaVersion: '1.0',
        partitionKey: 'test_0',
        sequenceNumber,
      },
    },
  ])
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: consumers "get a dedicated connection to
 *   each shard that doesn't impact other applications reading from the stream"
 */
test('records are pushed: none waits for a poll', async () => {
  await feed()
  await rig.clock.advanceBy({ minutes: 12 })
  for (const text of ['1', '2', '3']) {
    const written = rig.clock.now()
    await rig.put('orders', text)
    const call = await rig.batch()
    expect(texts(call)).toEqual([text])
    expect(rig.clock.now()).toBe(written)
    call.answer()
    await rig.lambda.ended('orders', Number(text))
    await rig.clock.advanceBy({ milliseconds: 1 })
  }
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: consumers "get a dedicated connection to
 *   each shard that doesn't impact other applications reading from the stream"
 */
test('the reads of a shard are shared neither way', async () => {
  await feed()
  const ShardIterator = await iterator()
  const read = () => rig.kinesis.getRecords({ ShardIterator })
  await rig.second()
  for (let count = 0; count < 5; count++) await read()
  await expect(read()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  await rig.put('orders', '1')
  expect(texts(await rig.batch())).toEqual(['1'])
})

/** @documented Kinesis API Reference, StartingPosition: LATEST and AT_TIMESTAMP */
describe('StartingPosition', () => {
  test('LATEST begins with what comes after the mapping was made, and a pause loses nothing', async () => {
    await rig.stream('orders')
    consumer = await rig.consumer('orders')
    await rig.second()
    await rig.put('orders', 'before')
    await rig.second()
    await rig.deploy('orders')
    const { UUID } = await rig.map('orders', { EventSourceArn: consumer, StartingPosition: 'LATEST' })
    await rig.second()
    await rig.update(UUID, { Enabled: false })
    await rig.put('orders', 'after')
    await rig.clock.advanceBy({ minutes: 10 })
    await rig.update(UUID, { Enabled: true })
    await rig.second()
    expect(texts(await rig.batch())).toEqual(['after'])
  })

  test('AT_TIMESTAMP begins with what came at that time or later', async () => {
    await rig.stream('orders')
    consumer = await rig.consumer('orders')
    await rig.put('orders', 'before')
    await rig.second()
    const StartingPositionTimestamp = new Date(rig.clock.now())
    await rig.put('orders', 'then')
    await rig.deploy('orders')
    await rig.map('orders', {
      ...{ EventSourceArn: consumer, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp },
    })
    expect(texts(await rig.batch())).toEqual(['then'])
  })
})

/**
 * @documented Lambda API Reference, CreateEventSourceMapping, MaximumRetryAttempts: "Discard records after
 *   the specified number of retries."
 */
test('a batch that fails is tried again, in order, until its retries are used up; then it is given up', async () => {
  await feed({
    ...{ BatchSize: 1, MaximumRetryAttempts: 1 },
    DestinationConfig: { OnFailure: { Destination: (await rig.queue('failed')).arn } },
  })
  const { url } = await rig.queue('failed')
  await rig.put('orders', '1', '2')
  for (let attempt = 1; attempt <= 2; attempt++) {
    const call = await rig.batch()
    expect(texts(call)).toEqual(['1'])
    call.fail('no table')
    await rig.lambda.ended('orders', attempt)
    await rig.second()
  }
  expect(texts(await rig.batch())).toEqual(['2'])
  expect(await rig.documents(url)).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      KinesisBatchInfo: { shardId: 'shardId-000000000000', streamArn: rig.arn('orders'), batchSize: 1 },
    },
  ])
})

/** @documented Kinesis API Reference, SubscribeToShard: the connection lasts for up to 5 minutes */
test('its subscription is renewed every five minutes, and nothing is lost or comes twice', async () => {
  await feed()
  for (let minute = 0; minute < 16; minute++) {
    await rig.put('orders', String(minute))
    const call = await rig.batch()
    expect(texts(call)).toEqual([String(minute)])
    call.answer()
    await rig.lambda.ended('orders', minute + 1)
    await rig.clock.advanceBy({ minutes: 1 })
  }
  expect(rig.lambda.bench.unexpected).toBe(0)
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
describe('resharding', () => {
  const halves = { ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(2n ** 127n) }

  test('the shards that a split makes are subscribed to when their parent is done', async () => {
    await feed()
    await rig.put('orders', 'parent')
    const call = await rig.batch()
    await rig.kinesis.splitShard({ StreamName: 'orders', ...halves })
    await rig.second()
    await rig.put('orders', 'child')
    await rig.clock.advanceBy({ seconds: 5 })
    expect(rig.lambda.bench.unexpected).toBe(0)
    call.answer()
    await rig.lambda.ended('orders', 1)
    await rig.second()
    expect(texts(await rig.batch())).toEqual(['child'])
  })

  test('a shard that ended long ago is read before its children', async () => {
    await feed({ Enabled: false })
    await rig.put('orders', 'parent')
    await rig.kinesis.splitShard({ StreamName: 'orders', ...halves })
    await rig.second()
    await rig.put('orders', 'child')
    const { UUID } = (await rig.mappings())[0] ?? {}
    await rig.update(UUID, { Enabled: true })
    const call = await rig.batch()
    expect(texts(call)).toEqual(['parent'])
    call.answer()
    await rig.lambda.ended('orders', 1)
    await rig.second()
    expect(texts(await rig.batch())).toEqual(['child'])
  })
})

/**
 * @documented Kinesis API Reference, SubscribeToShard: within 5 seconds of a successful call "you'll get a
 *   ResourceInUseException"
 */
test('an update goes on where it was as soon as it may subscribe again, which is no problem', async () => {
  const { UUID } = await feed({ BatchSize: 1 })
  await rig.put('orders', '1', '2')
  const call = await rig.batch()
  await rig.update(UUID, { BatchSize: 10 })
  call.fail('no table')
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ seconds: 4 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect((await rig.mapping(UUID)).LastProcessingResult).toBe('PROBLEM: Function call failed')
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['1', '2'])
})

/**
 * @documented Kinesis API Reference, SubscribeToShard: 5 seconds or more after a successful call, the new
 *   subscription takes over
 */
test('an update later than that takes effect at once', async () => {
  const { UUID } = await feed()
  await rig.clock.advanceBy({ seconds: 5, milliseconds: 1 })
  await rig.update(UUID, { BatchSize: 10 })
  await rig.put('orders', '1')
  expect(texts(await rig.batch())).toEqual(['1'])
})

/** @documented Kinesis API Reference, RegisterStreamConsumer: a consumer is CREATING before it is ACTIVE */
test('a consumer that is still CREATING is waited for', async () => {
  await rig.stream('orders')
  consumer = await rig.consumer('orders')
  await rig.deploy('orders')
  const { UUID } = await rig.map('orders', { EventSourceArn: consumer })
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ milliseconds: 999 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect((await rig.mapping(UUID)).LastProcessingResult).toBe('No records processed')
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['1'])
})

/** @own the end of a mapping's subscriptions */
test('a mapping that is deleted lets go of its subscriptions', async () => {
  const { UUID } = await feed()
  await rig.second()
  await rig.remove(UUID)
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  const { EventStream } = await rig.kinesis.subscribeToShard({
    ...{ ConsumerARN: consumer, ShardId: 'shardId-000000000000' },
    StartingPosition: { Type: 'TRIM_HORIZON' },
  })
  for await (const event of EventStream ?? []) {
    expect(event.SubscribeToShardEvent?.Records).toHaveLength(1)
    break
  }
})

/** @own not documented by AWS: the words of LastProcessingResult */
test('a consumer that is deregistered is a problem, until the mapping has another', async () => {
  const { UUID } = await feed()
  await rig.kinesis.deregisterStreamConsumer({ ConsumerARN: consumer })
  await rig.clock.advanceBy({ seconds: 3 })
  expect((await rig.mapping(UUID)).LastProcessingResult).toBe(`PROBLEM: Consumer ${consumer} not found.`)
})

/**
 * @documented Kinesis API Reference, SubscribeToShard: 5 seconds or more after a successful call, the new
 *   subscription takes over
 */
test('a consumer that another client takes over is taken back', async () => {
  const { UUID } = await feed()
  await rig.clock.advanceBy({ seconds: 5 })
  await rig.kinesis.subscribeToShard({
    ...{ ConsumerARN: consumer, ShardId: 'shardId-000000000000' },
    StartingPosition: { Type: 'LATEST' },
  })
  await rig.second()
  expect((await rig.mapping(UUID)).LastProcessingResult).toMatch(/^PROBLEM: Another call of Subscribe/)
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ seconds: 4 })
  expect(texts(await rig.batch())).toEqual(['1'])
})

/**
 * @documented Lambda Developer Guide, Using Lambda with Kinesis: the execution role needs
 *   kinesis:SubscribeToShard for a consumer
 */
test('the role of the function subscribes: denied kinesis:SubscribeToShard it gets nothing, until it is not', async () => {
  const { UUID } = await feed({ Enabled: false })
  const { account } = rig.lambda
  administratorRole(account, 'orders', { Action: 'kinesis:SubscribeToShard', Resource: consumer })
  await rig.update(UUID, { Enabled: true })
  await rig.put('orders', '1')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  expect((await rig.mapping(UUID)).LastProcessingResult).toBe(
    `PROBLEM: User: arn:aws:sts::000000000000:assumed-role/orders/orders is not authorized to perform: kinesis:SubscribeToShard on resource: ${consumer} with an explicit deny in an identity-based policy`,
  )
  administratorRole(account, 'orders')
  await rig.second()
  expect(texts(await rig.batch())).toEqual(['1'])
})

/** @documented Lambda Developer Guide, Stateful processing: isFinalInvokeForWindow and eventSourceARN */
test('a tumbling window ends in silence, too, and names the event source', async () => {
  await feed({ TumblingWindowInSeconds: 60 })
  await rig.put('orders', '1')
  const call = await rig.batch()
  expect(call.event).toMatchObject({ eventSourceARN: consumer, isFinalInvokeForWindow: false })
  call.answer({ state: { count: 1 } })
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ minutes: 3 })
  expect((await rig.batch()).event).toMatchObject({ state: { count: 1 }, isFinalInvokeForWindow: true })
})

/** @own not documented by AWS: the eventSourceARN of records that a consumer brings */
test('a stream and its consumer feed one function by two mappings', async () => {
  await feed()
  await rig.map('orders')
  await rig.put('orders', '1')
  const pushed = await rig.batch()
  await rig.second()
  const polled = await rig.batch()
  expect([pushed, polled].map(({ event }) => event.Records[0]?.eventSourceARN)).toEqual([
    consumer,
    rig.arn('orders'),
  ])
})
