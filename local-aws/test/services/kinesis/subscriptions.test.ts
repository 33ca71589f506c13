import { Kinesis, type StartingPosition } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { administratorRole } from '../../role-policies.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'
import { Subscriber } from './subscriber.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const FROM_THE_BEGINNING: StartingPosition = { Type: 'TRIM_HORIZON' }
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

/** The ARN of a new consumer of this stream that is ACTIVE. */
async function consumer(stream: string, ConsumerName = 'reader'): Promise<string> {
  const { Consumer } = await rig.client.registerStreamConsumer({
    StreamARN: rig.arn(stream),
    ConsumerName,
  })
  await rig.settle()
  return Consumer?.ConsumerARN as string
}

/** A new stream of this name with a consumer. */
async function streamWithConsumer(name: string, shards = 1): Promise<string> {
  return consumer(await rig.stream(name, shards))
}

const subscribe = (arn: string, position = FROM_THE_BEGINNING, shard = 0, client: Kinesis = rig.client) =>
  Subscriber.of(client, arn, shardId(shard), position)

/** @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_subscribe_to_shard, 2025-08-19 */
test('an event has the same members as on AWS', async () => {
  const arn = await streamWithConsumer('recorded')
  const subscriber = await subscribe(arn)
  const SequenceNumber = await rig.put('recorded', 'Hello world_0')
  expect(await subscriber.next()).toEqual({
    Records: [
      {
        SequenceNumber,
        ApproximateArrivalTimestamp: new Date(rig.clock.now()),
        Data: expect.any(Uint8Array),
        PartitionKey: 'Hello world_0',
      },
    ],
    ContinuationSequenceNumber: expect.stringMatching(/^\d{56}$/),
    MillisBehindLatest: 0,
  })
  subscriber.leave()
})

/**
 * @documented Kinesis API Reference, SubscribeToShard: events are pushed to the consumer as records arrive
 */
test('records are pushed as they arrive, without a wait', async () => {
  const arn = await streamWithConsumer('pushed')
  const subscriber = await subscribe(arn)
  const began = rig.clock.now()
  for (const text of ['a', 'b', 'c']) {
    await rig.put('pushed', text)
    expect(await subscriber.texts()).toEqual([text])
  }
  expect(rig.clock.now()).toBe(began)
  subscriber.leave()
})

/**
 * @documented Kinesis API Reference, SubscribeToShardEvent, Records: the records of an event, in the order of
 *   the shard
 * @own not documented by AWS: which records one event carries
 */
test('one event carries what one PutRecords wrote, in the order of the shard', async () => {
  const arn = await streamWithConsumer('together')
  const subscriber = await subscribe(arn)
  const Records = ['a', 'b', 'c'].map(text => ({ Data: Buffer.from(text), PartitionKey: text }))
  await rig.client.putRecords({ StreamName: 'together', Records })
  expect(await subscriber.texts()).toEqual(['a', 'b', 'c'])
  subscriber.leave()
})

/**
 * @documented Kinesis API Reference, StartingPosition: where each type starts; "the next (later) record",
 *   "the oldest untrimmed data record", "just after the most recent record"
 */
describe('StartingPosition', () => {
  let arn: string
  let numbers: string[]
  let between: Date
  beforeAll(async () => {
    arn = await streamWithConsumer('positions')
    numbers = [await rig.put('positions', 'a')]
    await rig.clock.advanceBy({ seconds: 1 })
    between = new Date(rig.clock.now())
    await rig.clock.advanceBy({ seconds: 1 })
    numbers.push(await rig.put('positions', 'b'))
  })
  beforeEach(() => rig.clock.advanceBy({ seconds: 5 }))

  test.each<[string, () => StartingPosition, string[]]>([
    ['TRIM_HORIZON: the oldest record', () => ({ Type: 'TRIM_HORIZON' }), ['a', 'b']],
    [
      'AT_SEQUENCE_NUMBER: this record',
      () => ({ Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: numbers[0] }),
      ['a', 'b'],
    ],
    [
      'AFTER_SEQUENCE_NUMBER: right after it',
      () => ({ Type: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: numbers[0] }),
      ['b'],
    ],
    ['AT_TIMESTAMP: "the next (later) record"', () => ({ Type: 'AT_TIMESTAMP', Timestamp: between }), ['b']],
    [
      'AT_TIMESTAMP before the horizon: "the oldest untrimmed data record"',
      () => ({ Type: 'AT_TIMESTAMP', Timestamp: new Date(0) }),
      ['a', 'b'],
    ],
  ])('%s', async (_, position, expected) => {
    const subscriber = await subscribe(arn, position())
    expect(await subscriber.texts()).toEqual(expected)
    subscriber.leave()
  })

  test('LATEST: "just after the most recent record"', async () => {
    const subscriber = await subscribe(arn, { Type: 'LATEST' })
    await rig.put('positions', 'c')
    expect(await subscriber.texts()).toEqual(['c'])
    subscriber.leave()
  })

  /**
   * @documented Kinesis API Reference, SubscribeToShard, InvalidArgumentException: "A specified parameter
   *   exceeds its restrictions, is not supported, or can't be used."
   */
  test.each<[string, StartingPosition, string]>([
    ['a type that there is not', { Type: 'FIRST' as 'LATEST' }, 'ValidationException'],
    ['a sequence number that is none', { Type: 'AT_SEQUENCE_NUMBER', SequenceNumber: '1' }, 'InvalidArg'],
    ['AT_SEQUENCE_NUMBER without one', { Type: 'AT_SEQUENCE_NUMBER' }, 'InvalidArgumentException'],
    ['AT_TIMESTAMP without one', { Type: 'AT_TIMESTAMP' }, 'InvalidArgumentException'],
    ['LATEST with one', { Type: 'LATEST', SequenceNumber: '0' }, 'InvalidArgumentException'],
  ])('%s is refused', async (_, position, name) => {
    await expect(subscribe(arn, position)).rejects.toMatchObject({ name: expect.stringContaining(name) })
  })
})

// "Use this as SequenceNumber in the next call to SubscribeToShard, with StartingPosition set to AT_SEQUENCE_NUMBER or
// AFTER_SEQUENCE_NUMBER."
describe.each(['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] as const)(
  'ContinuationSequenceNumber, %s',
  Type => {
    /**
     * @documented Kinesis API Reference, SubscribeToShardEvent: "Use this as SequenceNumber in the next call
     *   to SubscribeToShard, with StartingPosition set to AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER."
     */
    test.each([
      ['after records', FROM_THE_BEGINNING, ['a', 'b'], ['c']],
      ['"even when no data is written to the shard"', { Type: 'LATEST' } as StartingPosition, [], ['c']],
    ])('%s: no record is lost or repeated', async (title, position, first, second) => {
      const name = `${Type}.${title.replace(/\W/g, '')}`
      const arn = await streamWithConsumer(name)
      for (const text of ['a', 'b']) await rig.put(name, text)
      let subscriber = await subscribe(arn, position)
      await settled()
      await rig.clock.advanceBy({ seconds: 5 })
      let SequenceNumber: string | undefined
      for (let round = 0; round < 2; round++) {
        const event = await subscriber.next()
        SequenceNumber = event?.ContinuationSequenceNumber
        if (round === 0) {
          expect(event?.Records?.map(({ PartitionKey }) => PartitionKey)).toEqual(first)
        }
        subscriber.leave()
        await rig.clock.advanceBy({ seconds: 5 })
        subscriber = await subscribe(arn, { Type, SequenceNumber })
        await settled()
        await rig.clock.advanceBy({ seconds: 5 })
      }
      expect(await subscriber.texts()).toEqual([])
      await rig.put(name, 'c')
      expect(await subscriber.texts()).toEqual(second)
      subscriber.leave()
    })
  },
)

/**
 * @documented Kinesis API Reference, SubscribeToShardEvent, MillisBehindLatest: "The number of milliseconds
 *   the read records are from the tip of the stream, indicating how far behind current time the consumer is."
 */
test('a consumer that is behind gets its lag and reads all records', async () => {
  const arn = await streamWithConsumer('behind')
  for (let index = 0; index < 3; index++) {
    await rig.put('behind', `${index}${'x'.repeat(100)}`)
    await rig.clock.advanceBy({ seconds: 10 })
  }
  // An event holds 1 MiB of records here.
  for (let index = 0; index < 2; index++) {
    const Data = Buffer.alloc(1_000_000)
    await rig.client.putRecord({ StreamName: 'behind', PartitionKey: String(index), Data })
    await rig.clock.advanceBy({ seconds: 10 })
  }
  const subscriber = await subscribe(arn)
  expect(await subscriber.next()).toMatchObject({ MillisBehindLatest: 20_000, Records: { length: 4 } })
  expect(await subscriber.next()).toMatchObject({ MillisBehindLatest: 0, Records: { length: 1 } })
  subscriber.leave()
})

/**
 * @documented Kinesis API Reference, RegisterStreamConsumer: "at a rate of up to 2 MiB per second for every
 *   shard you subscribe to"
 */
test('a consumer gets 2 MiB/s of a shard, whatever others read of it', async () => {
  const arns = [await streamWithConsumer('fast'), await consumer('fast', 'other')]
  for (let index = 0; index < 6; index++) {
    const Data = Buffer.alloc(1024 * 1024 - 1)
    await rig.client.putRecord({ StreamName: 'fast', PartitionKey: String(index), Data })
    await rig.clock.advanceBy({ seconds: 1 })
  }
  const began = rig.clock.now()
  const arrivals = arns.map(async arn => {
    const subscription = rig.service
      .consumerByArn(arn)
      .subscribe(shardId(0), { type: 'TRIM_HORIZON' }, rig.caller)
    const times: number[] = []
    while (times.length < 6) {
      const pushed = await subscription.next(60_000)
      for (const _ of pushed?.records ?? []) times.push(rig.clock.now() - began)
    }
    subscription.close()
    return times
  })
  await rig.clock.advanceBy({ seconds: 10 })
  const afterTheFirstTwo = [0, 0, 500, 1000, 1500, 2000]
  expect(await Promise.all(arrivals)).toEqual([afterTheFirstTwo, afterTheFirstTwo])
})

/**
 * @documented Kinesis API Reference, RegisterStreamConsumer: the rate of a consumer is "unaffected by the
 *   total number of consumers that read from the same stream"
 */
test('it does not count towards the shard’s five reads per second', async () => {
  const arn = await streamWithConsumer('shared')
  const ShardIterator = await rig.iterator('shared')
  for (let read = 0; read < 5; read++) await rig.texts(ShardIterator)
  await expect(rig.texts(ShardIterator)).rejects.toThrow('Rate exceeded')
  const subscriber = await subscribe(arn)
  await rig.put('shared', 'a')
  expect(await subscriber.texts()).toEqual(['a'])
  subscriber.leave()
})

/**
 * @documented Kinesis API Reference, SubscribeToShard: events "for up to 5 minutes, after which time you need
 *   to call SubscribeToShard again to renew the subscription"
 */
test('it ends after five minutes, and is renewed at once', async () => {
  const arn = await streamWithConsumer('renewed')
  const subscriber = await subscribe(arn)
  await settled()
  for (let beat = 1; beat < 60; beat++) {
    await rig.clock.advanceBy({ seconds: 5 })
    expect(await subscriber.next()).toMatchObject({ Records: [], MillisBehindLatest: 0 })
    await settled()
  }
  await rig.clock.advanceBy({ seconds: 4, milliseconds: 999 })
  await rig.put('renewed', 'a')
  expect(await subscriber.texts()).toEqual(['a'])
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(await subscriber.next()).toBeUndefined()
  const renewed = await subscribe(arn)
  expect(await renewed.texts()).toEqual(['a'])
  renewed.leave()
})

describe('a second call with the same consumer and shard', () => {
  /**
   * @documented Kinesis API Reference, SubscribeToShard: "within 5 seconds of a successful call, you'll get a
   *   ResourceInUseException"
   */
  test('"within 5 seconds of a successful call, you\'ll get a ResourceInUseException", open or not', async () => {
    const arn = await streamWithConsumer('contended', 2)
    const subscriber = await subscribe(arn)
    const elsewhere = await subscribe(arn, FROM_THE_BEGINNING, 1)
    await rig.clock.advanceBy({ seconds: 4, milliseconds: 999 })
    await expect(subscribe(arn)).rejects.toMatchObject({ name: 'ResourceInUseException' })
    const spelled = Subscriber.of(rig.client, arn, 'shardId-0', FROM_THE_BEGINNING)
    await expect(spelled).rejects.toMatchObject({ name: 'ResourceInUseException' })
    subscriber.leave()
    await settled()
    await expect(subscribe(arn)).rejects.toMatchObject({ name: 'ResourceInUseException' })
    await rig.clock.advanceBy({ milliseconds: 1 })
    const second = await subscribe(arn)
    for (const each of [second, elsewhere]) each.leave()
  })

  /**
   * @documented Kinesis API Reference, SubscribeToShard: "5 seconds or more after a successful call"; the new
   *   connection takes over, and the previous one fails with a ResourceInUseException
   */
  test('"5 seconds or more after", it takes over, and the previous connection fails with a ResourceInUseException', async () => {
    const arn = await streamWithConsumer('taken')
    const first = await subscribe(arn)
    await settled()
    await rig.clock.advanceBy({ seconds: 5 })
    expect(await first.next()).toMatchObject({ Records: [] })
    const second = await subscribe(arn)
    await expect(first.next()).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: expect.stringContaining('took over'),
    })
    await rig.put('taken', 'a')
    expect(await second.texts()).toEqual(['a'])
    second.leave()
  })
})

describe('at the end of a closed shard', () => {
  /**
   * @documented Kinesis API Reference, SubscribeToShardEvent, ChildShards: "The list of the child shards of
   *   the current shard, returned only at the end of the current shard."
   */
  test('the last event lists the child shards and has no continuation; then the stream ends', async () => {
    const arn = await streamWithConsumer('split')
    const subscriber = await subscribe(arn)
    await rig.put('split', 'a')
    expect(await subscriber.texts()).toEqual(['a'])
    await rig.client.splitShard({
      StreamName: 'split',
      ShardToSplit: shardId(0),
      NewStartingHashKey: String(2n ** 127n),
    })
    await settled()
    await rig.settle()
    const last = await subscriber.next()
    expect(last).toMatchObject({
      Records: [],
      MillisBehindLatest: 0,
      ChildShards: [
        { ShardId: shardId(1), ParentShards: [shardId(0)], HashKeyRange: { StartingHashKey: '0' } },
        { ShardId: shardId(2), ParentShards: [shardId(0)], HashKeyRange: expect.anything() },
      ],
    })
    expect(last?.ContinuationSequenceNumber).toBeUndefined()
    expect(await subscriber.next()).toBeUndefined()
  })

  /**
   * @documented Kinesis API Reference, SubscribeToShardEvent, ChildShards: "The list of the child shards of
   *   the current shard, returned only at the end of the current shard."
   */
  test('who comes later gets its records first', async () => {
    const arn = await consumer('split', 'late')
    const subscriber = await subscribe(arn)
    expect(await subscriber.next()).toMatchObject({ Records: { length: 1 }, ChildShards: { length: 2 } })
    expect(await subscriber.next()).toBeUndefined()
  })
})

describe('what is refused', () => {
  /**
   * @documented Kinesis API Reference, SubscribeToShard, ResourceInUseException: the consumer must be ACTIVE
   */
  test('a consumer that is not ACTIVE', async () => {
    await rig.stream('early')
    const StreamARN = rig.arn('early')
    const { Consumer } = await rig.client.registerStreamConsumer({ StreamARN, ConsumerName: 'new' })
    const arn = Consumer?.ConsumerARN as string
    await expect(subscribe(arn)).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Consumer ${arn} is not in an ACTIVE state, but CREATING.`,
    })
  })

  /**
   * @documented Kinesis API Reference, SubscribeToShard, ResourceNotFoundException: "The requested resource
   *   could not be found."
   */
  test.each([
    ['a shard that there is not', (arn: string) => subscribe(arn, FROM_THE_BEGINNING, 9)],
    ['a consumer that there is not', (arn: string) => subscribe(arn.replace('reader', 'none'))],
  ])('%s', async (title, call) => {
    const name = title.replace(/\W/g, '-')
    const arn = await streamWithConsumer(name)
    await expect(call(arn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  /**
   * @documented IAM User Guide, Policy evaluation logic: "An explicit deny in any of these policies overrides
   *   the allow"
   */
  test('a role that is denied kinesis:SubscribeToShard on the consumer', async () => {
    const arn = await streamWithConsumer('denied')
    const { account } = rig.rig
    const credentials = rig.rig.credentials.assumeRole('arn:aws:iam::000000000000:role/reader', 's')
    const client = new Kinesis({ ...rig.rig.client, credentials })
    administratorRole(account, 'reader', { Action: 'kinesis:SubscribeToShard', Resource: arn })
    await expect(subscribe(arn, FROM_THE_BEGINNING, 0, client)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(arn),
    })
    administratorRole(account, 'reader')
    const subscriber = await subscribe(arn, FROM_THE_BEGINNING, 0, client)
    subscriber.leave()
    client.destroy()
  })
})

/**
 * @documented Kinesis API Reference, SubscribeToShardEventStream: ResourceNotFoundException and
 *   KMSDisabledException as events
 */
describe('an exception is the last event of the stream', () => {
  test('ResourceNotFoundException when the consumer is deregistered', async () => {
    const arn = await streamWithConsumer('deregistered')
    const subscriber = await subscribe(arn)
    await settled()
    await rig.client.deregisterStreamConsumer({ ConsumerARN: arn })
    await expect(subscriber.next()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
    await expect(subscribe(arn)).rejects.toMatchObject({ name: 'ResourceInUseException' })
  })

  test('ResourceNotFoundException when the stream is deleted', async () => {
    const arn = await streamWithConsumer('deleted')
    const subscriber = await subscribe(arn)
    await settled()
    await rig.client.deleteStream({ StreamName: 'deleted', EnforceConsumerDeletion: true })
    await rig.settle()
    await expect(subscriber.next()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  })

  test('KMSDisabledException when its key is disabled', async () => {
    const { KeyMetadata } = await rig.keys.createKey({})
    const KeyId = KeyMetadata?.KeyId as string
    const arn = await streamWithConsumer('encrypted')
    await rig.client.startStreamEncryption({ StreamName: 'encrypted', EncryptionType: 'KMS', KeyId })
    await rig.settle()
    const subscriber = await subscribe(arn)
    await rig.put('encrypted', 'a')
    expect(await subscriber.next()).toMatchObject({ Records: [{ EncryptionType: 'KMS' }] })
    await rig.keys.disableKey({ KeyId })
    await rig.clock.advanceBy({ seconds: 5 })
    await expect(subscriber.next()).rejects.toMatchObject({ name: 'KMSDisabledException' })
  })
})

/** @own connections that clients end */
test('a client that disconnects is removed: nothing waits for it', async () => {
  const arn = await streamWithConsumer('left')
  const subscriber = await subscribe(arn)
  await rig.put('left', 'a')
  expect(await subscriber.texts()).toEqual(['a'])
  const before = rig.metrics.values('left', 'SubscribeToShardEvent.Success').length
  subscriber.leave()
  await settled()
  await rig.put('left', 'b')
  await rig.clock.advanceBy({ minutes: 1 })
  expect(rig.metrics.values('left', 'SubscribeToShardEvent.Success')).toHaveLength(before)
})

/**
 * @documented Kinesis Developer Guide, Monitoring with Amazon CloudWatch: the SubscribeToShardEvent metrics
 */
test('events are counted by stream and consumer', async () => {
  const arn = await streamWithConsumer('counted')
  const subscriber = await subscribe(arn)
  await rig.put('counted', 'ab')
  await subscriber.next()
  const ofConsumer = rig.metrics.data.filter(({ dimensions }) => dimensions.StreamName === 'counted')
  expect(ofConsumer.filter(({ name }) => name.startsWith('SubscribeToShardEvent'))).toMatchObject(
    [
      ['Success', 1, 'Count'],
      ['Records', 1, 'Count'],
      ['Bytes', 4, 'Bytes'],
      ['MillisBehindLatest', 0, 'Milliseconds'],
    ].map(([name, value, unit]) => ({
      name: `SubscribeToShardEvent.${name}`,
      ...{ value, unit, namespace: 'AWS/Kinesis' },
      dimensions: { StreamName: 'counted', ConsumerName: 'reader' },
    })),
  )
  subscriber.leave()
})

/** @own HTTP/1.1 */
test('over HTTP/1.1 it is a chunked answer of the same events', async () => {
  const client = new Kinesis({ ...rig.rig.client, requestHandler: new NodeHttpHandler() })
  const arn = await streamWithConsumer('chunked')
  const subscriber = await subscribe(arn, FROM_THE_BEGINNING, 0, client)
  for (const text of ['a', 'b']) {
    await client.putRecord({ StreamName: 'chunked', PartitionKey: text, Data: Buffer.from(text) })
    expect(await subscriber.texts()).toEqual([text])
  }
  await settled()
  await rig.client.deregisterStreamConsumer({ ConsumerARN: arn })
  await expect(subscriber.next()).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
  client.destroy()
})
