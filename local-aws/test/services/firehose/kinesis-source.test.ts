import { createHash } from 'node:crypto'
import { FirehoseRig } from './firehose-rig.ts'

const rig = new FirehoseRig()
const MIB = 1024 * 1024
const MINUTE = { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 } }

beforeAll(() => rig.open())
afterAll(() => rig.close())
// Streams that read on would slow down the tests that step for hours.
afterEach(() => {
  rig.allow()
  rig.service.close()
})

/** The records of all objects of a stream whose records are single letters or end with a comma. */
async function all(prefix: string): Promise<string> {
  return (await rig.contents(prefix)).join('')
}

/**
 * "Firehose starts reading data from the LATEST position of your Kinesis stream."
 * @documented Firehose Developer Guide, Kinesis Data Streams as source: "Firehose starts reading data from
 *   the LATEST position of your Kinesis stream"
 */
test('what was in the stream before is not delivered, what comes is, base64 decoded and in order', async () => {
  await rig.streams.createStream({ StreamName: 'latest', ShardCount: 2 })
  await rig.settle()
  await rig.produce('latest', 'before')
  await rig.stream('latest', MINUTE, {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: {
      KinesisStreamARN: rig.arn('latest'),
      RoleARN: 'arn:aws:iam::000000000000:role/delivery',
    },
  })
  for (const text of ['1,', '2,', '3,', '4,']) {
    await rig.streams.putRecord({ StreamName: 'latest', Data: Buffer.from(text), PartitionKey: 'same' })
  }
  await rig.clock.advanceBy({ seconds: 62 })
  expect(await all('latest/')).toBe('1,2,3,4,')
})

/**
 * @documented Firehose Developer Guide, Custom prefixes: "Firehose uses the approximate arrival timestamp of
 *   the oldest record that's contained in the Amazon S3 object being written"
 */
test('the time of a record is when it came into the stream', async () => {
  await rig.reader('arrival', MINUTE)
  rig.deny('kinesis:GetRecords')
  await rig.produce('arrival', 'a')
  const putAt = new Date(rig.clock.now()).toISOString().slice(0, 19).replace(/[T:]/g, '-')
  await rig.clock.advanceBy({ minutes: 30 })
  rig.allow()
  await rig.clock.advanceBy({ seconds: 62 })
  expect(await rig.delivered('arrival/')).toEqual([
    { key: expect.stringContaining(`/arrival-1-${putAt}-`), content: 'a' },
  ])
})

describe.each([
  ['s3:PutObject', 'arn:aws:s3:::lake/*'],
  ['kinesis:GetRecords', '*'],
  ['kinesis:ListShards', '*'],
  ['kinesis:GetShardIterator', '*'],
])('a role that is denied %s for an hour', (action, resource) => {
  /**
   * @documented Firehose Developer Guide, Data delivery failure handling: delivery and reading are tried
   *   again, and no record is lost within the retention period
   */
  test('loses nothing, repeats nothing, and keeps the order', async () => {
    const name = `denied-${action.replace(/\W/g, '-')}`
    await rig.reader(name, MINUTE)
    await rig.produce(name, 'a')
    await rig.clock.advanceBy({ seconds: 30 })
    rig.deny(action, resource)
    // Five reads a second are the most: iterators expire after five minutes.
    for (const letter of 'bcdefg') {
      await rig.produce(name, letter)
      await rig.clock.advanceBy({ minutes: 10 })
    }
    rig.allow()
    await rig.produce(name, 'h')
    await rig.clock.advanceBy({ minutes: 3 })
    expect(await all(`${name}/`)).toBe('abcdefgh')
  })
})

/** @own not documented by AWS: a role that is denied from the start */
test('a role that is denied from the start reads what came since', async () => {
  await rig.streams.createStream({ StreamName: 'early', ShardCount: 1 })
  await rig.settle()
  await rig.produce('early', 'x')
  await rig.clock.advanceBy({ seconds: 10 })
  rig.deny('kinesis:GetShardIterator')
  await rig.stream('early', MINUTE, {
    DeliveryStreamType: 'KinesisStreamAsSource',
    KinesisStreamSourceConfiguration: {
      KinesisStreamARN: rig.arn('early'),
      RoleARN: 'arn:aws:iam::000000000000:role/delivery',
    },
  })
  await rig.produce('early', 'y')
  await rig.clock.advanceBy({ minutes: 20 })
  rig.allow()
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await all('early/')).toBe('y')
})

/**
 * @documented Firehose Developer Guide, Access to a Kinesis data stream: the role needs kms:Decrypt for an
 *   encrypted stream
 */
test('a role that is denied the key of the source stream for an hour loses nothing', async () => {
  const key = await rig.key()
  const StreamName = await rig.reader('encrypted', MINUTE)
  await rig.streams.startStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: key.arn })
  await rig.settle()
  await rig.produce(StreamName, 'a')
  await rig.clock.advanceBy({ seconds: 30 })
  rig.deny('kms:Decrypt')
  await rig.produce(StreamName, 'b')
  await rig.clock.advanceBy({ hours: 1 })
  expect(await all('encrypted/')).toBe('a')
  rig.allow()
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await all('encrypted/')).toBe('ab')
})

/**
 * @documented Firehose Developer Guide, Data delivery failure handling: delivery is tried again, and no
 *   record is lost within the retention period
 */
test('a key that is disabled for an hour holds records back, and loses none', async () => {
  const key = await rig.key()
  await rig.reader('sealed', {
    ...MINUTE,
    EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: key.arn } },
  })
  await key.disable()
  await rig.produce('sealed', 'a')
  await rig.clock.advanceBy({ hours: 1 })
  await rig.produce('sealed', 'b')
  expect(await all('sealed/')).toBe('')
  await key.enable()
  await rig.clock.advanceBy({ minutes: 3 })
  expect(await all('sealed/')).toBe('ab')
  const [object] = await rig.delivered('sealed/')
  const head = await rig.objects.headObject({ Bucket: 'lake', Key: object?.key })
  expect(head).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key.arn })
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
test('the order of a key is kept while only the parent of its shard is throttled', async () => {
  const StreamName = await rig.reader('split', MINUTE)
  const put = (text: string) =>
    rig.streams.putRecord({ StreamName, PartitionKey: 'same', Data: Buffer.from(text) })
  const { ShardIterator } = await rig.streams.getShardIterator({
    StreamName,
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'LATEST',
  })
  rig.deny('kinesis:GetRecords')
  await put('1')
  await rig.streams.updateShardCount({
    StreamName,
    TargetShardCount: 2,
    ScalingType: 'UNIFORM_SCALING',
  })
  await rig.clock.advanceBy({ seconds: 5 })
  await put('2')
  await rig.clock.advanceBy({ milliseconds: 900 })
  for (let read = 0; read < 5; read++) await rig.streams.getRecords({ ShardIterator })
  rig.allow()
  await rig.clock.advanceBy({ minutes: 2 })
  expect(rig.sum(StreamName, 'ThrottledGetRecords')).toBe(1)
  expect(await all('split/')).toBe('12')
})

/** @documented Kinesis Developer Guide, After resharding: the parents are read before their children */
test('children of a resharding are read when their parents are done', async () => {
  await rig.reader('growing', MINUTE)
  const key = { PartitionKey: 'same', StreamName: 'growing' }
  const put = (text: string) => rig.streams.putRecord({ ...key, Data: Buffer.from(text) })
  await put('1')
  await rig.streams.updateShardCount({
    StreamName: 'growing',
    TargetShardCount: 2,
    ScalingType: 'UNIFORM_SCALING',
  })
  await put('2')
  await rig.clock.advanceBy({ seconds: 40 })
  await put('3')
  await rig.clock.advanceBy({ seconds: 10 })
  await rig.streams.updateShardCount({
    StreamName: 'growing',
    TargetShardCount: 1,
    ScalingType: 'UNIFORM_SCALING',
  })
  await put('4')
  await rig.clock.advanceBy({ seconds: 40 })
  await put('5')
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await all('growing/')).toBe('12345')
})

/** @own not documented by AWS: reading across an update of the destination */
test('reading goes on where it was after an update of the destination', async () => {
  const DeliveryStreamName = await rig.reader('moved', MINUTE)
  await rig.produce('moved', 'a')
  await rig.clock.advanceBy({ seconds: 30 })
  await rig.produce('moved', 'b')
  await rig.client.updateDestination({
    DeliveryStreamName,
    CurrentDeliveryStreamVersionId: '1',
    DestinationId: 'destinationId-000000000001',
    ExtendedS3DestinationUpdate: { Prefix: 'moved-on/' },
  })
  await rig.produce('moved', 'c')
  await rig.clock.advanceBy({ minutes: 3 })
  expect(await all('moved-on/')).toBe('abc')
  expect(await all('moved/')).toBe('')
})

/**
 * @documented Firehose Developer Guide, CloudWatch metrics, ThrottledGetRecords: reads that were throttled
 */
test('reads that are throttled are repeated', async () => {
  await rig.reader('shared', MINUTE)
  await rig.produce('shared', 'a')
  const { ShardIterator } = await rig.streams.getShardIterator({
    StreamName: 'shared',
    ShardId: 'shardId-000000000000',
    ShardIteratorType: 'TRIM_HORIZON',
  })
  for (let second = 0; second < 3; second++) {
    await rig.clock.advanceBy({ milliseconds: 900 })
    for (let read = 0; read < 5; read++) await rig.streams.getRecords({ ShardIterator })
    await rig.clock.advanceBy({ milliseconds: 100 })
  }
  await rig.clock.advanceBy({ minutes: 2 })
  expect(await all('shared/')).toBe('a')
  expect(rig.values('shared', 'ThrottledGetRecords')[0]).toBe(1)
  expect(rig.happenings.filter(({ kind }) => kind === 'retry')).not.toContainEqual(
    expect.objectContaining({ name: 'shared' }),
  )
})

/**
 * "Firehose de-aggregates the records before it delivers them" (KPL).
 * @documented Firehose Developer Guide, Kinesis Producer Library: "Firehose de-aggregates the records before
 *   it delivers them"
 */
test('records of the Kinesis Producer Library are de-aggregated', async () => {
  const lines = {
    ...MINUTE,
    ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' as const }] },
  }
  await rig.reader('aggregated', lines)
  const field = (number: number, bytes: Buffer) =>
    Buffer.concat([Buffer.of((number << 3) | 2, bytes.length), bytes])
  const record = (text: string) => field(3, Buffer.concat([Buffer.of(8, 0), field(3, Buffer.from(text))]))
  const message = Buffer.concat([field(1, Buffer.from('key')), record('one'), record(''), record('three')])
  const digest = createHash('md5').update(message).digest()
  const magic = Buffer.from('f3899ac2', 'hex')
  const Data = Buffer.concat([magic, message, digest])
  const broken = Buffer.concat([magic, message, digest.fill(0, 0, 1)])
  for (const data of [Data, broken]) {
    await rig.streams.putRecord({ StreamName: 'aggregated', Data: data, PartitionKey: 'a' })
  }
  await rig.clock.advanceBy({ seconds: 62 })
  expect(await all('aggregated/')).toBe(`one\n\nthree\n${broken.toString('latin1')}\n`)
})

/** @own how much is read ahead of deliveries */
test('what cannot be delivered is left in the stream, beyond a buffer and 16 MiB', async () => {
  await rig.reader('heavy', { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } }, 4)
  rig.deny('s3:PutObject')
  const Data = Buffer.alloc(MIB - 1, 'x')
  const Records = Array.from({ length: 4 }, (_, shard) => ({
    ...{ Data, PartitionKey: 'a' },
    ExplicitHashKey: String((2n ** 128n / 4n) * BigInt(shard)),
  }))
  for (let second = 0; second < 7; second++) {
    await rig.streams.putRecords({ StreamName: 'heavy', Records })
    await rig.clock.advanceBy({ seconds: 1 })
  }
  await rig.clock.advanceBy({ seconds: 5 })
  expect(rig.sum('heavy', 'DataReadFromKinesisStream.Records')).toBe(22)
  rig.allow()
  await rig.clock.advanceBy({ minutes: 3 })
  const delivered = (await rig.contents('heavy/')).reduce((sum, { length }) => sum + length, 0)
  expect(delivered).toBe(28 * (MIB - 1))
})
