import {
  integer,
  list,
  oneOf,
  type Shape,
  type Structure,
  structure,
  TIMESTAMP,
  text,
} from '../../api/input-shape.ts'

/*
 * The requests of the Kinesis API (version 2013-12-02): the members that are simulated, with the constraints that the
 * API reference gives them. A member that is not here is refused by name, such as `StreamId` ("Not Implemented.
 * Reserved for future use"), `DryRun`, `WarmThroughputMiBps` and `RecordDistributionStrategy`.
 */

const NAME = text(1, 128, /^[a-zA-Z0-9_.-]+$/)
const ARN = text(1, 2048, /^arn:aws.*:kinesis:.*:\d{12}:.*\S+$/)
const HASH_KEY: Shape = { type: 'string', pattern: /^(?:0|([1-9]\d{0,38}))$/ }
const SEQUENCE_NUMBER: Shape = { type: 'string', pattern: /^(?:0|([1-9]\d{0,128}))$/ }
const TOKEN = text(1, 1_048_576)
const TAG_KEY = text(1, 128)
const TAGS: Shape = { type: 'map', key: TAG_KEY, value: text(0, 256), minimum: 1, maximum: 200 }
const MODE = structure({ 'StreamMode!': oneOf('PROVISIONED', 'ON_DEMAND') })
const ENCRYPTION = { 'EncryptionType!': oneOf('NONE', 'KMS'), 'KeyId!': text(1, 2048) }
const STREAM = { StreamName: NAME, StreamARN: ARN }
const CONSUMER = { StreamARN: ARN, ConsumerName: NAME, ConsumerARN: ARN }
const POSITION_TYPE = oneOf(
  'AFTER_SEQUENCE_NUMBER',
  'LATEST',
  'AT_TIMESTAMP',
  'AT_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
)
const RECORD_KIB = integer(1024, 10_240)
const METRICS = list(
  oneOf(
    'IncomingBytes',
    'IncomingRecords',
    'OutgoingBytes',
    'OutgoingRecords',
    'WriteProvisionedThroughputExceeded',
    'ReadProvisionedThroughputExceeded',
    'IteratorAgeMilliseconds',
    'ALL',
  ),
  1,
  7,
)
const RECORD = {
  'Data!': { type: 'blob', maximum: 10_485_760 } satisfies Shape,
  'PartitionKey!': text(1, 256),
  ExplicitHashKey: HASH_KEY,
}

/** By operation name. */
export const INPUTS: Readonly<Record<string, Structure>> = {
  AddTagsToStream: structure({ ...STREAM, 'Tags!': TAGS }),
  CreateStream: structure({
    'StreamName!': NAME,
    ShardCount: integer(1),
    StreamModeDetails: MODE,
    Tags: TAGS,
    MaxRecordSizeInKiB: RECORD_KIB,
  }),
  DecreaseStreamRetentionPeriod: structure({ ...STREAM, 'RetentionPeriodHours!': integer(1) }),
  DeleteResourcePolicy: structure({ 'ResourceARN!': ARN }),
  DeleteStream: structure({ ...STREAM, EnforceConsumerDeletion: { type: 'boolean' } }),
  DeregisterStreamConsumer: structure(CONSUMER),
  DescribeLimits: structure({}),
  DescribeStream: structure({ ...STREAM, Limit: integer(1, 10_000), ExclusiveStartShardId: NAME }),
  DescribeStreamConsumer: structure(CONSUMER),
  DescribeStreamSummary: structure(STREAM),
  DisableEnhancedMonitoring: structure({ ...STREAM, 'ShardLevelMetrics!': METRICS }),
  EnableEnhancedMonitoring: structure({ ...STREAM, 'ShardLevelMetrics!': METRICS }),
  GetRecords: structure({ 'ShardIterator!': text(1, 512), Limit: integer(1, 10_000), StreamARN: ARN }),
  GetResourcePolicy: structure({ 'ResourceARN!': ARN }),
  GetShardIterator: structure({
    ...STREAM,
    'ShardId!': NAME,
    'ShardIteratorType!': POSITION_TYPE,
    StartingSequenceNumber: SEQUENCE_NUMBER,
    Timestamp: TIMESTAMP,
  }),
  IncreaseStreamRetentionPeriod: structure({ ...STREAM, 'RetentionPeriodHours!': integer(1) }),
  ListShards: structure({
    ...STREAM,
    NextToken: TOKEN,
    ExclusiveStartShardId: NAME,
    MaxResults: integer(1, 10_000),
    StreamCreationTimestamp: TIMESTAMP,
    ShardFilter: structure({
      'Type!': oneOf(
        'AFTER_SHARD_ID',
        'AT_TRIM_HORIZON',
        'FROM_TRIM_HORIZON',
        'AT_LATEST',
        'AT_TIMESTAMP',
        'FROM_TIMESTAMP',
      ),
      ShardId: NAME,
      Timestamp: TIMESTAMP,
    }),
  }),
  ListStreamConsumers: structure({
    'StreamARN!': ARN,
    NextToken: TOKEN,
    MaxResults: integer(1, 10_000),
    StreamCreationTimestamp: TIMESTAMP,
  }),
  ListStreams: structure({ Limit: integer(1, 10_000), ExclusiveStartStreamName: NAME, NextToken: TOKEN }),
  ListTagsForResource: structure({ 'ResourceARN!': ARN }),
  ListTagsForStream: structure({ ...STREAM, ExclusiveStartTagKey: TAG_KEY, Limit: integer(1, 50) }),
  MergeShards: structure({ ...STREAM, 'ShardToMerge!': NAME, 'AdjacentShardToMerge!': NAME }),
  PutRecord: structure({ ...STREAM, ...RECORD, SequenceNumberForOrdering: SEQUENCE_NUMBER }),
  PutRecords: structure({ ...STREAM, 'Records!': list(structure(RECORD), 1, 500) }),
  PutResourcePolicy: structure({ 'ResourceARN!': ARN, 'Policy!': text(0, 20_480) }),
  RegisterStreamConsumer: structure({ 'StreamARN!': ARN, 'ConsumerName!': NAME, Tags: TAGS }),
  RemoveTagsFromStream: structure({ ...STREAM, 'TagKeys!': list(TAG_KEY, 1, 50) }),
  SplitShard: structure({ ...STREAM, 'ShardToSplit!': NAME, 'NewStartingHashKey!': HASH_KEY }),
  StartStreamEncryption: structure({ ...STREAM, ...ENCRYPTION }),
  StopStreamEncryption: structure({ ...STREAM, ...ENCRYPTION }),
  SubscribeToShard: structure({
    'ConsumerARN!': ARN,
    'ShardId!': NAME,
    'StartingPosition!': structure({
      'Type!': POSITION_TYPE,
      SequenceNumber: SEQUENCE_NUMBER,
      Timestamp: TIMESTAMP,
    }),
  }),
  TagResource: structure({ 'ResourceARN!': ARN, 'Tags!': TAGS }),
  UntagResource: structure({ 'ResourceARN!': ARN, 'TagKeys!': list(TAG_KEY, 1, 50) }),
  UpdateMaxRecordSize: structure({ StreamARN: ARN, 'MaxRecordSizeInKiB!': RECORD_KIB }),
  UpdateShardCount: structure({
    ...STREAM,
    'TargetShardCount!': integer(1),
    'ScalingType!': oneOf('UNIFORM_SCALING'),
  }),
  UpdateStreamMode: structure({ 'StreamARN!': ARN, 'StreamModeDetails!': MODE }),
}
