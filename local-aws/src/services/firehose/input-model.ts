import { integer, list, oneOf, type Shape, type Structure, structure, text } from '../../api/input-shape.ts'

/*
 * The requests of the Firehose API (version 2015-08-04): the members that are simulated, with the constraints that the
 * API reference gives them. A member that is not here is refused by name, such as the destinations other than S3.
 */

const BOOLEAN: Shape = { type: 'boolean' }
const NAME = text(1, 64, /^[a-zA-Z0-9_.-]+$/)
const ROLE_ARN = text(1, 512, /^arn:.*:iam::\d{12}:role\/[a-zA-Z_0-9+=,.@\-_/]+$/)
const BUCKET_ARN = text(1, 2048, /^arn:.*:s3:::[\w.-]{1,255}$/)
const KEY_ARN = text(1, 512, /^arn:.*:kms:[a-zA-Z0-9-]+:\d{12}:(key|alias)\/[a-zA-Z_0-9+=,.@\-_/]+$/)
const STREAM_ARN = text(1, 512, /^arn:.*:kinesis:[a-zA-Z0-9-]+:\d{12}:stream\/[a-zA-Z0-9_.-]+$/)
const PREFIX = text(0, 1024)
const TYPES = oneOf('DirectPut', 'KinesisStreamAsSource')
const TAG_KEY = text(1, 128, /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u)
const TAG = structure({ 'Key!': TAG_KEY, Value: text(0, 256, /^[\p{L}\p{Z}\p{N}_.:/=+\-@%]*$/u) })
/** "Before base64-encoding, … 1,000 KiB." */
const RECORD = structure({ 'Data!': { type: 'blob', maximum: 1_024_000 } })
const ENCRYPTION = structure({
  KeyARN: KEY_ARN,
  'KeyType!': oneOf('AWS_OWNED_CMK', 'CUSTOMER_MANAGED_CMK'),
})
const PROCESSOR = structure({
  'Type!': oneOf(
    'RecordDeAggregation',
    'Decompression',
    'CloudWatchLogProcessing',
    'Lambda',
    'MetadataExtraction',
    'AppendDelimiterToRecord',
  ),
  Parameters: list(
    structure({ 'ParameterName!': text(1, 512), 'ParameterValue!': text(1, 5120) }),
    0,
    Number.POSITIVE_INFINITY,
  ),
})

/** The members of every S3 destination beside its role and its bucket. */
const S3_OPTIONS: Readonly<Record<string, Shape>> = {
  Prefix: PREFIX,
  ErrorOutputPrefix: PREFIX,
  BufferingHints: structure({ SizeInMBs: integer(1, 128), IntervalInSeconds: integer(0, 900) }),
  CompressionFormat: oneOf('UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'),
  EncryptionConfiguration: structure({
    NoEncryptionConfig: oneOf('NoEncryption'),
    KMSEncryptionConfig: structure({ 'AWSKMSKeyARN!': KEY_ARN }),
  }),
  CloudWatchLoggingOptions: structure({
    Enabled: BOOLEAN,
    LogGroupName: text(0, 512, /^[.\-_/#A-Za-z0-9]*$/),
    LogStreamName: text(0, 512, /^[^:*]*$/),
  }),
}

const EXTENDED_OPTIONS: Readonly<Record<string, Shape>> = {
  ...S3_OPTIONS,
  ProcessingConfiguration: structure({
    Enabled: BOOLEAN,
    Processors: list(PROCESSOR, 0, Number.POSITIVE_INFINITY),
  }),
  S3BackupMode: oneOf('Disabled', 'Enabled'),
  DataFormatConversionConfiguration: structure({ Enabled: BOOLEAN }),
  DynamicPartitioningConfiguration: structure({ Enabled: BOOLEAN }),
  FileExtension: text(0, 50, /^$|^\.[0-9a-z!\-_.*'()]+$/),
  CustomTimeZone: text(0, 50, /^$|^[a-zA-Z/_]+$/),
}

const REQUIRED = { 'RoleARN!': ROLE_ARN, 'BucketARN!': BUCKET_ARN }
const OPTIONAL = { RoleARN: ROLE_ARN, BucketARN: BUCKET_ARN }

/** By operation. */
export const INPUTS: Readonly<Record<string, Structure>> = {
  CreateDeliveryStream: structure({
    'DeliveryStreamName!': NAME,
    DeliveryStreamType: TYPES,
    DirectPutSourceConfiguration: structure({ 'ThroughputHintInMBs!': integer(1, 100) }),
    KinesisStreamSourceConfiguration: structure({ 'KinesisStreamARN!': STREAM_ARN, 'RoleARN!': ROLE_ARN }),
    DeliveryStreamEncryptionConfigurationInput: ENCRYPTION,
    S3DestinationConfiguration: structure({ ...REQUIRED, ...S3_OPTIONS }),
    ExtendedS3DestinationConfiguration: structure({
      ...REQUIRED,
      ...EXTENDED_OPTIONS,
      S3BackupConfiguration: structure({ ...REQUIRED, ...S3_OPTIONS }),
    }),
    Tags: list(TAG, 1, 50),
  }),
  DeleteDeliveryStream: structure({ 'DeliveryStreamName!': NAME, AllowForceDelete: BOOLEAN }),
  DescribeDeliveryStream: structure({
    'DeliveryStreamName!': NAME,
    Limit: integer(1, 10_000),
    ExclusiveStartDestinationId: text(1, 100, /^[a-zA-Z0-9-]+$/),
  }),
  ListDeliveryStreams: structure({
    Limit: integer(1, 10_000),
    DeliveryStreamType: TYPES,
    ExclusiveStartDeliveryStreamName: NAME,
  }),
  ListTagsForDeliveryStream: structure({
    'DeliveryStreamName!': NAME,
    ExclusiveStartTagKey: TAG_KEY,
    Limit: integer(1, 50),
  }),
  PutRecord: structure({ 'DeliveryStreamName!': NAME, 'Record!': RECORD }),
  PutRecordBatch: structure({ 'DeliveryStreamName!': NAME, 'Records!': list(RECORD, 1, 500) }),
  StartDeliveryStreamEncryption: structure({
    'DeliveryStreamName!': NAME,
    DeliveryStreamEncryptionConfigurationInput: ENCRYPTION,
  }),
  StopDeliveryStreamEncryption: structure({ 'DeliveryStreamName!': NAME }),
  TagDeliveryStream: structure({ 'DeliveryStreamName!': NAME, 'Tags!': list(TAG, 1, 50) }),
  UntagDeliveryStream: structure({ 'DeliveryStreamName!': NAME, 'TagKeys!': list(TAG_KEY, 1, 50) }),
  UpdateDestination: structure({
    'DeliveryStreamName!': NAME,
    'CurrentDeliveryStreamVersionId!': text(1, 50, /^[0-9]+$/),
    'DestinationId!': text(1, 100, /^[a-zA-Z0-9-]+$/),
    S3DestinationUpdate: structure({ ...OPTIONAL, ...S3_OPTIONS }),
    ExtendedS3DestinationUpdate: structure({
      ...OPTIONAL,
      ...EXTENDED_OPTIONS,
      S3BackupUpdate: structure({ ...OPTIONAL, ...S3_OPTIONS }),
    }),
  }),
}
