import { type Mapping, StreamStage, texts } from './stream-stage.ts'

/*
 * "To minimize latency and maximize read throughput, create a data stream consumer with enhanced fan-out. Stream
 * consumers get a dedicated connection to each shard that doesn't impact other applications reading from the stream"
 * (Lambda developer guide, "Using Lambda to process records from Amazon Kinesis Data Streams").
 */

let stage: StreamStage
let consumer: string

beforeEach(async () => {
  stage = await StreamStage.started()
})
afterEach(() => stage.close())

/** As {@link StreamStage.feed}, by a consumer of the stream, which is subscribed when this resolves. */
async function feed(mapping: Mapping = {}, input = {}) {
  await stage.stream('orders')
  consumer = await stage.consumer('orders')
  await stage.second()
  await stage.deploy('orders', input)
  return stage.map('orders', { EventSourceArn: consumer, ...mapping })
}

const iterator = async () => {
  const position = { ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' as const }
  return (await stage.kinesis.getShardIterator({ StreamName: 'orders', ...position })).ShardIterator
}

test('the records have the shape of any; their eventSourceARN is the event source of the mapping', async () => {
  const mapping = await feed()
  expect(mapping).toMatchObject({
    EventSourceArn: consumer,
    BatchSize: 100,
    StartingPosition: 'TRIM_HORIZON',
  })
  const [sequenceNumber] = await stage.put('orders', 'test_0')
  const { event } = await stage.batch()
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
        approximateArrivalTimestamp: stage.clock.now() / 1000,
        data: 'dGVzdF8w',
        kinesisSchemaVersion: '1.0',
        partitionKey: 'test_0',
        sequenceNumber,
      },
    },
  ])
})

test('records are pushed: none waits for a poll', async () => {
  await feed()
  await stage.clock.advanceBy({ minutes: 12 })
  for (const text of ['1', '2', '3']) {
    const written = stage.clock.now()
    await stage.put('orders', text)
    const call = await stage.batch()
    expect(texts(call)).toEqual([text])
    expect(stage.clock.now()).toBe(written)
    call.answer()
    await stage.lambda.ended('orders', Number(text))
    await stage.clock.advanceBy({ milliseconds: 1 })
  }
})

test('the reads of a shard are shared neither way', async () => {
  await feed()
  const ShardIterator = await iterator()
  const read = () => stage.kinesis.getRecords({ ShardIterator })
  await stage.second()
  for (let count = 0; count < 5; count++) await read()
  await expect(read()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' })
  await stage.put('orders', '1')
  expect(texts(await stage.batch())).toEqual(['1'])
})

describe('StartingPosition', () => {
  test('LATEST begins with what comes after the mapping was made, and a pause loses nothing', async () => {
    await stage.stream('orders')
    consumer = await stage.consumer('orders')
    await stage.second()
    await stage.put('orders', 'before')
    await stage.second()
    await stage.deploy('orders')
    const { UUID } = await stage.map('orders', { EventSourceArn: consumer, StartingPosition: 'LATEST' })
    await stage.second()
    await stage.update(UUID, { Enabled: false })
    await stage.put('orders', 'after')
    await stage.clock.advanceBy({ minutes: 10 })
    await stage.update(UUID, { Enabled: true })
    await stage.second()
    expect(texts(await stage.batch())).toEqual(['after'])
  })

  test('AT_TIMESTAMP begins with what came at that time or later', async () => {
    await stage.stream('orders')
    consumer = await stage.consumer('orders')
    await stage.put('orders', 'before')
    await stage.second()
    const StartingPositionTimestamp = new Date(stage.clock.now())
    await stage.put('orders', 'then')
    await stage.deploy('orders')
    await stage.map('orders', {
      ...{ EventSourceArn: consumer, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp },
    })
    expect(texts(await stage.batch())).toEqual(['then'])
  })
})

test('a batch that fails is tried again, in order, until its retries are used up; then it is given up', async () => {
  await feed({
    ...{ BatchSize: 1, MaximumRetryAttempts: 1 },
    DestinationConfig: { OnFailure: { Destination: (await stage.queue('failed')).arn } },
  })
  const { url } = await stage.queue('failed')
  await stage.put('orders', '1', '2')
  for (let attempt = 1; attempt <= 2; attempt++) {
    const call = await stage.batch()
    expect(texts(call)).toEqual(['1'])
    call.fail('no table')
    await stage.lambda.ended('orders', attempt)
    await stage.second()
  }
  expect(texts(await stage.batch())).toEqual(['2'])
  expect(await stage.documents(url)).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      KinesisBatchInfo: { shardId: 'shardId-000000000000', streamArn: stage.arn('orders'), batchSize: 1 },
    },
  ])
})

test('its subscription is renewed every five minutes, and nothing is lost or comes twice', async () => {
  await feed()
  for (let minute = 0; minute < 16; minute++) {
    await stage.put('orders', String(minute))
    const call = await stage.batch()
    expect(texts(call)).toEqual([String(minute)])
    call.answer()
    await stage.lambda.ended('orders', minute + 1)
    await stage.clock.advanceBy({ minutes: 1 })
  }
  expect(stage.lambda.bench.unexpected).toBe(0)
})

describe('resharding', () => {
  const halves = { ShardToSplit: 'shardId-000000000000', NewStartingHashKey: String(2n ** 127n) }

  test('the shards that a split makes are subscribed to when their parent is done', async () => {
    await feed()
    await stage.put('orders', 'parent')
    const call = await stage.batch()
    await stage.kinesis.splitShard({ StreamName: 'orders', ...halves })
    await stage.second()
    await stage.put('orders', 'child')
    await stage.clock.advanceBy({ seconds: 5 })
    expect(stage.lambda.bench.unexpected).toBe(0)
    call.answer()
    await stage.lambda.ended('orders', 1)
    await stage.second()
    expect(texts(await stage.batch())).toEqual(['child'])
  })

  test('a shard that ended long ago is read before its children', async () => {
    await feed({ Enabled: false })
    await stage.put('orders', 'parent')
    await stage.kinesis.splitShard({ StreamName: 'orders', ...halves })
    await stage.second()
    await stage.put('orders', 'child')
    const { UUID } = (await stage.mappings())[0] ?? {}
    await stage.update(UUID, { Enabled: true })
    const call = await stage.batch()
    expect(texts(call)).toEqual(['parent'])
    call.answer()
    await stage.lambda.ended('orders', 1)
    await stage.second()
    expect(texts(await stage.batch())).toEqual(['child'])
  })
})

// SubscribeToShard: "within 5 seconds of a successful call, you'll get a ResourceInUseException".
test('an update goes on where it was as soon as it may subscribe again, which is no problem', async () => {
  const { UUID } = await feed({ BatchSize: 1 })
  await stage.put('orders', '1', '2')
  const call = await stage.batch()
  await stage.update(UUID, { BatchSize: 10 })
  call.fail('no table')
  await stage.lambda.ended('orders', 1)
  await stage.clock.advanceBy({ seconds: 4 })
  expect(stage.lambda.bench.unexpected).toBe(0)
  expect((await stage.mapping(UUID)).LastProcessingResult).toBe('PROBLEM: Function call failed')
  await stage.second()
  expect(texts(await stage.batch())).toEqual(['1', '2'])
})

test('an update later than that takes effect at once', async () => {
  const { UUID } = await feed()
  await stage.clock.advanceBy({ seconds: 5, milliseconds: 1 })
  await stage.update(UUID, { BatchSize: 10 })
  await stage.put('orders', '1')
  expect(texts(await stage.batch())).toEqual(['1'])
})

test('a consumer that is still CREATING is waited for', async () => {
  await stage.stream('orders')
  consumer = await stage.consumer('orders')
  await stage.deploy('orders')
  const { UUID } = await stage.map('orders', { EventSourceArn: consumer })
  await stage.put('orders', '1')
  await stage.clock.advanceBy({ milliseconds: 999 })
  expect(stage.lambda.bench.unexpected).toBe(0)
  expect((await stage.mapping(UUID)).LastProcessingResult).toBe('No records processed')
  await stage.second()
  expect(texts(await stage.batch())).toEqual(['1'])
})

test('a mapping that is deleted lets go of its subscriptions', async () => {
  const { UUID } = await feed()
  await stage.second()
  await stage.remove(UUID)
  await stage.put('orders', '1')
  await stage.clock.advanceBy({ minutes: 1 })
  expect(stage.lambda.bench.unexpected).toBe(0)
  const { EventStream } = await stage.kinesis.subscribeToShard({
    ...{ ConsumerARN: consumer, ShardId: 'shardId-000000000000' },
    StartingPosition: { Type: 'TRIM_HORIZON' },
  })
  for await (const event of EventStream ?? []) {
    expect(event.SubscribeToShardEvent?.Records).toHaveLength(1)
    break
  }
})

test('a consumer that is deregistered is a problem, until the mapping has another', async () => {
  const { UUID } = await feed()
  await stage.kinesis.deregisterStreamConsumer({ ConsumerARN: consumer })
  await stage.clock.advanceBy({ seconds: 3 })
  expect((await stage.mapping(UUID)).LastProcessingResult).toBe(`PROBLEM: Consumer ${consumer} not found.`)
})

test('a consumer that somebody else takes over is taken back', async () => {
  const { UUID } = await feed()
  await stage.clock.advanceBy({ seconds: 5 })
  await stage.kinesis.subscribeToShard({
    ...{ ConsumerARN: consumer, ShardId: 'shardId-000000000000' },
    StartingPosition: { Type: 'LATEST' },
  })
  await stage.second()
  expect((await stage.mapping(UUID)).LastProcessingResult).toMatch(/^PROBLEM: Another call of Subscribe/)
  await stage.put('orders', '1')
  await stage.clock.advanceBy({ seconds: 4 })
  expect(texts(await stage.batch())).toEqual(['1'])
})

test('the role of the function subscribes: denied kinesis:SubscribeToShard it gets nothing, until it is not', async () => {
  const { UUID } = await feed({ Enabled: false })
  const { denies } = stage.lambda.account
  const statement = { Effect: 'Deny', Action: 'kinesis:SubscribeToShard', Resource: consumer }
  denies.replace('orders', [{ Statement: [statement] }])
  await stage.update(UUID, { Enabled: true })
  await stage.put('orders', '1')
  await stage.clock.advanceBy({ minutes: 1 })
  expect(stage.lambda.bench.unexpected).toBe(0)
  expect((await stage.mapping(UUID)).LastProcessingResult).toBe(
    `PROBLEM: User: arn:aws:sts::000000000000:assumed-role/orders/orders is not authorized to perform: kinesis:SubscribeToShard on resource: ${consumer} with an explicit deny in an identity-based policy`,
  )
  denies.replace('orders', [])
  await stage.second()
  expect(texts(await stage.batch())).toEqual(['1'])
})

test('a tumbling window ends in silence, too, and names the event source', async () => {
  await feed({ TumblingWindowInSeconds: 60 })
  await stage.put('orders', '1')
  const call = await stage.batch()
  expect(call.event).toMatchObject({ eventSourceARN: consumer, isFinalInvokeForWindow: false })
  call.answer({ state: { count: 1 } })
  await stage.lambda.ended('orders', 1)
  await stage.clock.advanceBy({ minutes: 3 })
  expect((await stage.batch()).event).toMatchObject({ state: { count: 1 }, isFinalInvokeForWindow: true })
})

test('a stream and its consumer feed one function by two mappings', async () => {
  await feed()
  await stage.map('orders')
  await stage.put('orders', '1')
  const pushed = await stage.batch()
  await stage.second()
  const polled = await stage.batch()
  expect([pushed, polled].map(({ event }) => event.Records[0]?.eventSourceARN)).toEqual([
    consumer,
    stage.arn('orders'),
  ])
})
