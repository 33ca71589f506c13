import { type Constraint, integer, list, oneOf, text } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/firehose.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const NAME = text(1, 64, /^[a-zA-Z0-9_.-]+$/)
const STREAM = { DeliveryStreamName: NAME }
const ROLE_ARN = text(1, 512, /^arn:.*:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+$/)
const BUCKET_ARN = text(1, 2048, /^arn:.*:s3:::[\w.-]{1,255}$/)
const KEY_ARN = text(1, 512, /^arn:.*:kms:[a-zA-Z0-9-]+:\d{12}:(key|alias)\/[a-zA-Z_0-9+=,.@\-_/]+$/)
const STREAM_ARN = text(1, 512, /^arn:.*:kinesis:[a-zA-Z0-9-]+:\d{12}:stream\/[a-zA-Z0-9_.-]+$/)
const PREFIX = text(0, 1024)
const TYPES = oneOf('DirectPut', 'KinesisStreamAsSource')
const TAG_KEY = text(1, 128, /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u)
const DESTINATION_ID = text(1, 100, /^[a-zA-Z0-9-]+$/)
const LIMIT = integer(1, 10_000)

/** The members of every S3 destination. */
const S3_DESTINATION: Readonly<Record<string, Constraint>> = {
  RoleARN: ROLE_ARN,
  BucketARN: BUCKET_ARN,
  Prefix: PREFIX,
  ErrorOutputPrefix: PREFIX,
  CompressionFormat: oneOf('UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'),
}

const EXTENDED_DESTINATION: Readonly<Record<string, Constraint>> = {
  ...S3_DESTINATION,
  S3BackupMode: oneOf('Disabled', 'Enabled'),
  FileExtension: text(0, 50, /^$|^\.[0-9a-z!\-_.*'()]+$/),
  CustomTimeZone: text(0, 50, /^$|^[a-zA-Z/_]+$/),
}

/** The requests of the Firehose API (version 2015-08-04), with the constraints of the API reference. */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    CreateDeliveryStreamInput: [
      'AmazonOpenSearchServerlessDestinationConfiguration',
      'AmazonopensearchserviceDestinationConfiguration',
      'DatabaseSourceConfiguration',
      'ElasticsearchDestinationConfiguration',
      'HttpEndpointDestinationConfiguration',
      'IcebergDestinationConfiguration',
      'MSKSourceConfiguration',
      'RedshiftDestinationConfiguration',
      'SnowflakeDestinationConfiguration',
      'SplunkDestinationConfiguration',
    ],
    DataFormatConversionConfiguration: [
      'InputFormatConfiguration',
      'OutputFormatConfiguration',
      'SchemaConfiguration',
    ],
    DynamicPartitioningConfiguration: ['RetryOptions'],
    UpdateDestinationInput: [
      'AmazonOpenSearchServerlessDestinationUpdate',
      'AmazonopensearchserviceDestinationUpdate',
      'ElasticsearchDestinationUpdate',
      'HttpEndpointDestinationUpdate',
      'IcebergDestinationUpdate',
      'RedshiftDestinationUpdate',
      'SnowflakeDestinationUpdate',
      'SplunkDestinationUpdate',
    ],
  },
  unread: {
    DeleteDeliveryStreamInput: { AllowForceDelete: 'there are no grants of keys to retire' },
    DescribeDeliveryStreamInput: { ExclusiveStartDestinationId: 'a stream has one destination' },
  },
  constraints: {
    BufferingHints: { SizeInMBs: integer(1, 128), IntervalInSeconds: integer(0, 900) },
    CloudWatchLoggingOptions: {
      LogGroupName: text(0, 512, /^[.\-_/#A-Za-z0-9]*$/),
      LogStreamName: text(0, 512, /^[^:*]*$/),
    },
    CreateDeliveryStreamInput: { ...STREAM, DeliveryStreamType: TYPES, Tags: list(1, 50) },
    DeleteDeliveryStreamInput: STREAM,
    DeliveryStreamEncryptionConfigurationInput: {
      KeyARN: KEY_ARN,
      KeyType: oneOf('AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'),
    },
    DescribeDeliveryStreamInput: {
      ...STREAM,
      Limit: LIMIT,
      ExclusiveStartDestinationId: DESTINATION_ID,
    },
    DirectPutSourceConfiguration: { ThroughputHintInMBs: integer(1, 100) },
    EncryptionConfiguration: { NoEncryptionConfig: oneOf('NoEncryption') },
    ExtendedS3DestinationConfiguration: EXTENDED_DESTINATION,
    ExtendedS3DestinationUpdate: EXTENDED_DESTINATION,
    KMSEncryptionConfig: { AWSKMSKeyARN: KEY_ARN },
    KinesisStreamSourceConfiguration: { KinesisStreamARN: STREAM_ARN, RoleARN: ROLE_ARN },
    ListDeliveryStreamsInput: {
      Limit: LIMIT,
      DeliveryStreamType: TYPES,
      ExclusiveStartDeliveryStreamName: NAME,
    },
    ListTagsForDeliveryStreamInput: {
      ...STREAM,
      ExclusiveStartTagKey: TAG_KEY,
      Limit: integer(1, 50),
    },
    Processor: {
      Type: oneOf(
        'RecordDeAggregation',
        'Decompression',
        'CloudWatchLogProcessing',
        'Lambda',
        'MetadataExtraction',
        'AppendDelimiterToRecord',
      ),
    },
    ProcessorParameter: { ParameterName: text(1, 512), ParameterValue: text(1, 5120) },
    PutRecordInput: STREAM,
    PutRecordBatchInput: { ...STREAM, Records: list(1, 500) },
    // "Before base64-encoding, … 1,000 KiB."
    Record: { Data: { type: 'blob', maximum: 1_024_000 } },
    S3DestinationConfiguration: S3_DESTINATION,
    S3DestinationUpdate: S3_DESTINATION,
    StartDeliveryStreamEncryptionInput: STREAM,
    StopDeliveryStreamEncryptionInput: STREAM,
    Tag: { Key: TAG_KEY, Value: text(0, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u) },
    TagDeliveryStreamInput: { ...STREAM, Tags: list(1, 50) },
    UntagDeliveryStreamInput: { ...STREAM, TagKeys: list(1, 50, TAG_KEY) },
    UpdateDestinationInput: {
      ...STREAM,
      CurrentDeliveryStreamVersionId: text(1, 50, /^[0-9]+$/),
      DestinationId: DESTINATION_ID,
    },
  },
})
