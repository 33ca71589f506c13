import { type Constraint, integer, list, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/kinesis.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const NAME = text(1, 128, /^[a-zA-Z0-9_.-]+$/)
const ARN = text(1, 2048, /^arn:aws.*:kinesis:.*:\d{12}:.*\S+$/)
const HASH_KEY: Constraint = { type: 'string', pattern: /^(?:0|([1-9]\d{0,38}))$/ }
const SEQUENCE_NUMBER: Constraint = { type: 'string', pattern: /^(?:0|([1-9]\d{0,128}))$/ }
const TOKEN = text(1, 1_048_576)
const TAG_KEY = text(1, 128)
const TAGS: Constraint = { type: 'map', key: TAG_KEY, value: text(0, 256), minimum: 1, maximum: 200 }
const ENCRYPTION = { EncryptionType: oneOf('NONE', 'KMS'), KeyId: text(1, 2048) }
const STREAM = { StreamName: NAME, StreamARN: ARN }
const CONSUMER = { StreamARN: ARN, ConsumerName: NAME, ConsumerARN: ARN }
const RESOURCE = { ResourceARN: ARN }
const POSITION_TYPE = oneOf(
  'AFTER_SEQUENCE_NUMBER',
  'LATEST',
  'AT_TIMESTAMP',
  'AT_SEQUENCE_NUMBER',
  'TRIM_HORIZON',
)
const RECORD_KIB = integer(1024, 10_240)
const METRICS = list(
  1,
  7,
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
)
const RECORD = {
  Data: { type: 'blob', maximum: 10_485_760 } satisfies Constraint,
  PartitionKey: text(1, 256),
  ExplicitHashKey: HASH_KEY,
}

/** The requests of the Kinesis API (version 2013-12-02), with the constraints of the API reference. */
export const INPUTS = new ServiceModel(MODEL, {
  // `StreamId`: "Not Implemented. Reserved for future use."
  notSimulated: { '*': ['DryRun', 'RecordDistributionStrategy', 'StreamId', 'WarmThroughputMiBps'] },
  unread: { UpdateShardCountInput: { ScalingType: '`UNIFORM_SCALING` is the only type' } },
  required: { PutRecordInput: ['PartitionKey'], PutRecordsRequestEntry: ['PartitionKey'] },
  constraints: {
    AddTagsToStreamInput: { ...STREAM, Tags: TAGS },
    CreateStreamInput: {
      StreamName: NAME,
      ShardCount: integer(1),
      Tags: TAGS,
      MaxRecordSizeInKiB: RECORD_KIB,
    },
    DecreaseStreamRetentionPeriodInput: { ...STREAM, RetentionPeriodHours: integer(1) },
    DeleteResourcePolicyInput: RESOURCE,
    DeleteStreamInput: STREAM,
    DeregisterStreamConsumerInput: CONSUMER,
    DescribeStreamInput: { ...STREAM, Limit: integer(1, 10_000), ExclusiveStartShardId: NAME },
    DescribeStreamConsumerInput: CONSUMER,
    DescribeStreamSummaryInput: STREAM,
    DisableEnhancedMonitoringInput: { ...STREAM, ShardLevelMetrics: METRICS },
    EnableEnhancedMonitoringInput: { ...STREAM, ShardLevelMetrics: METRICS },
    GetRecordsInput: { ShardIterator: text(1, 512), Limit: integer(1, 10_000), StreamARN: ARN },
    GetResourcePolicyInput: RESOURCE,
    GetShardIteratorInput: {
      ...STREAM,
      ShardId: NAME,
      ShardIteratorType: POSITION_TYPE,
      StartingSequenceNumber: SEQUENCE_NUMBER,
    },
    IncreaseStreamRetentionPeriodInput: { ...STREAM, RetentionPeriodHours: integer(1) },
    ListShardsInput: {
      ...STREAM,
      NextToken: TOKEN,
      ExclusiveStartShardId: NAME,
      MaxResults: integer(1, 10_000),
    },
    ListStreamConsumersInput: { StreamARN: ARN, NextToken: TOKEN, MaxResults: integer(1, 10_000) },
    ListStreamsInput: { Limit: integer(1, 10_000), ExclusiveStartStreamName: NAME, NextToken: TOKEN },
    ListTagsForResourceInput: RESOURCE,
    ListTagsForStreamInput: { ...STREAM, ExclusiveStartTagKey: TAG_KEY, Limit: integer(1, 50) },
    MergeShardsInput: { ...STREAM, ShardToMerge: NAME, AdjacentShardToMerge: NAME },
    PutRecordInput: { ...STREAM, ...RECORD, SequenceNumberForOrdering: SEQUENCE_NUMBER },
    PutRecordsInput: { ...STREAM, Records: list(1, 500) },
    PutRecordsRequestEntry: RECORD,
    PutResourcePolicyInput: { ...RESOURCE, Policy: text(0, 20_480) },
    RegisterStreamConsumerInput: { StreamARN: ARN, ConsumerName: NAME, Tags: TAGS },
    RemoveTagsFromStreamInput: { ...STREAM, TagKeys: list(1, 50, TAG_KEY) },
    ShardFilter: {
      Type: oneOf(
        'AFTER_SHARD_ID',
        'AT_TRIM_HORIZON',
        'FROM_TRIM_HORIZON',
        'AT_LATEST',
        'AT_TIMESTAMP',
        'FROM_TIMESTAMP',
      ),
      ShardId: NAME,
    },
    SplitShardInput: { ...STREAM, ShardToSplit: NAME, NewStartingHashKey: HASH_KEY },
    StartStreamEncryptionInput: { ...STREAM, ...ENCRYPTION },
    StartingPosition: { Type: POSITION_TYPE, SequenceNumber: SEQUENCE_NUMBER },
    StopStreamEncryptionInput: { ...STREAM, ...ENCRYPTION },
    StreamModeDetails: { StreamMode: oneOf('PROVISIONED', 'ON_DEMAND') },
    SubscribeToShardInput: { ConsumerARN: ARN, ShardId: NAME },
    TagResourceInput: { ...RESOURCE, Tags: TAGS },
    UntagResourceInput: { ...RESOURCE, TagKeys: list(1, 50, TAG_KEY) },
    UpdateMaxRecordSizeInput: { StreamARN: ARN, MaxRecordSizeInKiB: RECORD_KIB },
    UpdateShardCountInput: {
      ...STREAM,
      TargetShardCount: integer(1),
      ScalingType: oneOf('UNIFORM_SCALING'),
    },
    UpdateStreamModeInput: { StreamARN: ARN },
  },
})
