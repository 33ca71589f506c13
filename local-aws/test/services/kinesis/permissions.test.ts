import { Kinesis } from '@aws-sdk/client-kinesis'
import { denialOf, expectNeeded, grant, type NeededPermission, on } from '../../needed-permissions.ts'
import { KinesisRig, shardId } from './kinesis-rig.ts'

const role = 'worker'
const rig = new KinesisRig()
const { account } = rig.rig
const StreamName = 'orders'
const StreamARN = rig.arn(StreamName)
const stream = (operation: string) => on(`kinesis:${operation}`, StreamARN)
const everything = (operation: string): NeededPermission[] => [`kinesis:${operation} *`]

let worker: Kinesis
let ShardIterator: string
let token: string | undefined
let ConsumerARN: string

beforeAll(async () => {
  await rig.open()
  await rig.stream(StreamName, 3)
  ShardIterator = await rig.iterator(StreamName)
  token = (await rig.client.listShards({ StreamName, MaxResults: 1 })).NextToken
  const { Consumer } = await rig.client.registerStreamConsumer({ StreamARN, ConsumerName: 'reader' })
  ConsumerARN = Consumer?.ConsumerARN ?? ''
  await rig.settle()
  worker = new Kinesis({
    ...rig.rig.client,
    credentials: rig.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session'),
  })
})
afterAll(async () => {
  worker.destroy()
  await rig.close()
})
beforeEach(() => grant(account, role, []))

const consumer = (operation: string) => on(`kinesis:${operation}`, ConsumerARN)
const Record = { Data: Buffer.of(1), PartitionKey: 'a' }
const Policy = JSON.stringify({
  Statement: {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::000000000000:role/${role}` },
    Action: ['kinesis:PutRecord', 'kinesis:SubscribeToShard', 'kinesis:DescribeStreamConsumer'],
    Resource: '*',
  },
})
const ShardLevelMetrics = ['IncomingBytes' as const]

type Row = [
  operation: string,
  needed: (operation: string) => NeededPermission[],
  call: () => Promise<unknown>,
]

/** Those that end a stream or a consumer come last. */
const TABLE: Row[] = [
  ['ListStreams', everything, () => worker.listStreams({})],
  ['DescribeLimits', everything, () => worker.describeLimits({})],
  [
    'CreateStream',
    operation => on(`kinesis:${operation}`, rig.arn('new')),
    () => worker.createStream({ StreamName: 'new', ShardCount: 1 }),
  ],
  ['PutRecord', stream, () => worker.putRecord({ StreamName, ...Record })],
  ['PutRecords', stream, () => worker.putRecords({ StreamARN, Records: [Record] })],
  [
    'GetShardIterator',
    stream,
    () => worker.getShardIterator({ StreamName, ShardId: shardId(0), ShardIteratorType: 'LATEST' }),
  ],
  ['GetRecords', stream, () => worker.getRecords({ ShardIterator })],
  ['GetRecords', stream, () => worker.getRecords({ ShardIterator, StreamARN })],
  ['ListShards', stream, () => worker.listShards({ StreamName })],
  ['ListShards', stream, () => worker.listShards({ NextToken: token })],
  ['DescribeStream', stream, () => worker.describeStream({ StreamName })],
  ['DescribeStreamSummary', stream, () => worker.describeStreamSummary({ StreamARN })],
  ['AddTagsToStream', stream, () => worker.addTagsToStream({ StreamName, Tags: { a: 'b' } })],
  ['ListTagsForStream', stream, () => worker.listTagsForStream({ StreamName })],
  ['RemoveTagsFromStream', stream, () => worker.removeTagsFromStream({ StreamName, TagKeys: ['a'] })],
  ['TagResource', stream, () => worker.tagResource({ ResourceARN: StreamARN, Tags: { a: 'b' } })],
  ['UntagResource', consumer, () => worker.untagResource({ ResourceARN: ConsumerARN, TagKeys: ['a'] })],
  ['ListTagsForResource', consumer, () => worker.listTagsForResource({ ResourceARN: ConsumerARN })],
  ['PutResourcePolicy', stream, () => worker.putResourcePolicy({ ResourceARN: StreamARN, Policy })],
  ['GetResourcePolicy', stream, () => worker.getResourcePolicy({ ResourceARN: StreamARN })],
  ['DeleteResourcePolicy', stream, () => worker.deleteResourcePolicy({ ResourceARN: StreamARN })],
  [
    'SplitShard',
    stream,
    () => worker.splitShard({ StreamName, ShardToSplit: shardId(9), NewStartingHashKey: '1' }),
  ],
  [
    'MergeShards',
    stream,
    () => worker.mergeShards({ StreamName, ShardToMerge: shardId(8), AdjacentShardToMerge: shardId(9) }),
  ],
  [
    'UpdateShardCount',
    everything,
    () => worker.updateShardCount({ StreamName, TargetShardCount: 3, ScalingType: 'UNIFORM_SCALING' }),
  ],
  [
    'UpdateStreamMode',
    everything,
    () => worker.updateStreamMode({ StreamARN, StreamModeDetails: { StreamMode: 'PROVISIONED' } }),
  ],
  [
    'EnableEnhancedMonitoring',
    everything,
    () => worker.enableEnhancedMonitoring({ StreamName, ShardLevelMetrics }),
  ],
  [
    'DisableEnhancedMonitoring',
    everything,
    () => worker.disableEnhancedMonitoring({ StreamName, ShardLevelMetrics }),
  ],
  ['UpdateMaxRecordSize', stream, () => worker.updateMaxRecordSize({ StreamARN, MaxRecordSizeInKiB: 2048 })],
  [
    'IncreaseStreamRetentionPeriod',
    stream,
    () => worker.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 }),
  ],
  [
    'DecreaseStreamRetentionPeriod',
    stream,
    () => worker.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 24 }),
  ],
  [
    'StartStreamEncryption',
    stream,
    () => worker.startStreamEncryption({ StreamName, EncryptionType: 'NONE', KeyId: 'alias/none' }),
  ],
  [
    'StopStreamEncryption',
    stream,
    () => worker.stopStreamEncryption({ StreamName, EncryptionType: 'KMS', KeyId: 'alias/none' }),
  ],
  [
    'RegisterStreamConsumer',
    stream,
    () => worker.registerStreamConsumer({ StreamARN, ConsumerName: 'second' }),
  ],
  ['ListStreamConsumers', stream, () => worker.listStreamConsumers({ StreamARN })],
  ['DescribeStreamConsumer', consumer, () => worker.describeStreamConsumer({ ConsumerARN })],
  [
    'DescribeStreamConsumer',
    consumer,
    () => worker.describeStreamConsumer({ StreamARN, ConsumerName: 'reader' }),
  ],
  [
    'SubscribeToShard',
    consumer,
    () => worker.subscribeToShard({ ConsumerARN, ShardId: shardId(9), StartingPosition: { Type: 'LATEST' } }),
  ],
  [
    'DeregisterStreamConsumer',
    consumer,
    () => worker.deregisterStreamConsumer({ StreamARN, ConsumerName: 'reader' }),
  ],
  [
    'DeleteStream',
    operation => on(`kinesis:${operation}`, rig.arn('none')),
    () => worker.deleteStream({ StreamName: 'none' }),
  ],
]

/**
 * @documented Service Authorization Reference, Kinesis Data Streams, Resource types: streams, consumers; "If there is no
 *   value for this column, you must specify all resources"
 */
test.each(TABLE)('%s needs what AWS’s reference says', async (operation, needed, call) => {
  await rig.settle()
  await expectNeeded({ account, role }, needed(operation), call)
})

/** @own the table above: it has every operation */
test('every operation is in the table', () => {
  const known = new Set(TABLE.map(([operation]) => operation))
  expect(rig.service.api.operations.filter(name => !known.has(name))).toEqual([])
})

/** @documented Kinesis Developer Guide, Share access using resource-based policies: policies of streams and consumers */
describe('the policy', () => {
  const put = () => denialOf(worker.putRecord({ StreamName: 'shared', ...Record }))

  test('of a stream lets a role do what it has no policy for', async () => {
    const ResourceARN = rig.arn(await rig.stream('shared'))
    expect(await put()).toBe(`kinesis:PutRecord ${ResourceARN}`)
    await rig.client.putResourcePolicy({ ResourceARN, Policy })
    expect(await put()).toBeUndefined()
    expect(await denialOf(worker.describeStream({ StreamName: 'shared' }))).toBe(
      `kinesis:DescribeStream ${ResourceARN}`,
    )
    await rig.client.deleteResourcePolicy({ ResourceARN })
    expect(await put()).toBe(`kinesis:PutRecord ${ResourceARN}`)
  })

  test('of a consumer likewise, and that of its stream does not extend to it', async () => {
    const ARN = rig.arn(await rig.stream('read'))
    const { Consumer } = await rig.client.registerStreamConsumer({ StreamARN: ARN, ConsumerName: 'c' })
    const ResourceARN = Consumer?.ConsumerARN ?? ''
    const described = () => denialOf(worker.describeStreamConsumer({ StreamARN: ARN, ConsumerName: 'c' }))
    await rig.client.putResourcePolicy({ ResourceARN: ARN, Policy })
    expect(await described()).toBe(`kinesis:DescribeStreamConsumer ${ResourceARN}`)
    await rig.client.putResourcePolicy({ ResourceARN, Policy })
    expect(await described()).toBeUndefined()
  })

  test('that denies applies to the administrator, too', async () => {
    const ResourceARN = rig.arn(await rig.stream('closed'))
    const Statement = { Effect: 'Deny', Principal: '*', Action: 'kinesis:PutRecord', Resource: ResourceARN }
    await rig.client.putResourcePolicy({ ResourceARN, Policy: JSON.stringify({ Statement }) })
    expect(await denialOf(rig.client.putRecord({ StreamName: 'closed', ...Record }))).toBe(
      `kinesis:PutRecord ${ResourceARN}`,
    )
  })
})
