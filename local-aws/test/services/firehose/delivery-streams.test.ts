import type { CreateDeliveryStreamCommandInput } from '@aws-sdk/client-firehose'
import { create } from '../../resource.ts'
import { BUCKET, FirehoseRig, ROLE_ARN } from './firehose-rig.ts'

const rig = new FirehoseRig()
const BucketARN = `arn:aws:s3:::${BUCKET}`
const DESTINATION = { RoleARN: ROLE_ARN, BucketARN }

beforeAll(() => rig.open())
afterAll(() => rig.close())
afterEach(() => rig.allow())

async function description(DeliveryStreamName: string) {
  return (await rig.client.describeDeliveryStream({ DeliveryStreamName })).DeliveryStreamDescription
}

/**
 * @documented Firehose API Reference, CreateDeliveryStream: the status is CREATING, then ACTIVE;
 *   DescribeDeliveryStream: the defaults
 */
test('a stream is CREATING, then ACTIVE, with the documented defaults', async () => {
  const { DeliveryStreamARN } = await rig.client.createDeliveryStream({
    DeliveryStreamName: 'defaults',
    S3DestinationConfiguration: DESTINATION,
  })
  expect(DeliveryStreamARN).toBe('arn:aws:firehose:us-east-1:000000000000:deliverystream/defaults')
  expect((await description('defaults'))?.DeliveryStreamStatus).toBe('CREATING')
  await rig.settle()
  const common = {
    ...DESTINATION,
    BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 },
    CompressionFormat: 'UNCOMPRESSED',
    EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' },
    CloudWatchLoggingOptions: { Enabled: false },
  }
  expect(await description('defaults')).toEqual({
    DeliveryStreamName: 'defaults',
    DeliveryStreamARN,
    DeliveryStreamStatus: 'ACTIVE',
    DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
    DeliveryStreamType: 'DirectPut',
    VersionId: '1',
    CreateTimestamp: new Date('2026-01-01T00:00:00Z'),
    Destinations: [
      {
        DestinationId: 'destinationId-000000000001',
        S3DestinationDescription: common,
        ExtendedS3DestinationDescription: {
          ...common,
          ProcessingConfiguration: { Enabled: false, Processors: [] },
          S3BackupMode: 'Disabled',
        },
      },
    ],
    HasMoreDestinations: false,
  })
})

/**
 * @documented Firehose API Reference, KinesisStreamSourceDescription, DeliveryStartTimestamp: "Firehose
 *   starts retrieving records from the Kinesis data stream starting with this timestamp."
 */
test('the description of a stream that reads another says since when', async () => {
  await rig.reader('source')
  expect(await description('source')).toMatchObject({
    DeliveryStreamType: 'KinesisStreamAsSource',
    Source: {
      KinesisStreamSourceDescription: {
        KinesisStreamARN: rig.arn('source'),
        RoleARN: ROLE_ARN,
        DeliveryStartTimestamp: new Date(rig.clock.now() - 1000),
      },
    },
  })
})

const KINESIS = {
  DeliveryStreamType: 'KinesisStreamAsSource' as const,
  KinesisStreamSourceConfiguration: { KinesisStreamARN: rig.arn('source'), RoleARN: ROLE_ARN },
}
const extended = (settings: object): Partial<CreateDeliveryStreamCommandInput> => ({
  ExtendedS3DestinationConfiguration: { ...DESTINATION, ...settings },
})
const processor = (Type: string, ...Parameters: object[]) =>
  extended({ ProcessingConfiguration: { Enabled: true, Processors: [{ Type, Parameters }] } })

/**
 * @documented Firehose API Reference, CreateDeliveryStream: one destination, and the valid values of its
 *   members
 * @own members and values, refused as not simulated
 */
test.each<[Partial<CreateDeliveryStreamCommandInput>, string, string]>([
  [{ ExtendedS3DestinationConfiguration: undefined }, 'InvalidArgumentException', 'Exactly one destination'],
  [{ S3DestinationConfiguration: DESTINATION }, 'InvalidArgumentException', 'Exactly one destination'],
  [
    { DeliveryStreamType: 'KinesisStreamAsSource' },
    'InvalidArgumentException',
    'KinesisStreamSourceConfiguration is required',
  ],
  [
    { ...KINESIS, DeliveryStreamType: 'DirectPut' },
    'InvalidArgumentException',
    'KinesisStreamSourceConfig is only applicable for KinesisStreamAsSource stream type.',
  ],
  [
    { ...KINESIS, DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' } },
    'InvalidArgumentException',
    'encrypt the Kinesis stream',
  ],
  [
    { DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK' } },
    'InvalidArgumentException',
    'KeyARN is required',
  ],
  [
    {
      ...KINESIS,
      KinesisStreamSourceConfiguration: { KinesisStreamARN: rig.arn('nowhere'), RoleARN: ROLE_ARN },
    },
    'InvalidArgumentException',
    'Stream nowhere under account 000000000000 not found.',
  ],
  [
    extended({ BufferingHints: { SizeInMBs: 129, IntervalInSeconds: 60 } }),
    'ValidationException',
    "at 'extendedS3DestinationConfiguration.bufferingHints.sizeInMBs' failed to satisfy constraint: Member must have value less than or equal to 128",
  ],
  [
    extended({ BufferingHints: { SizeInMBs: 0, IntervalInSeconds: 60 } }),
    'ValidationException',
    'greater than or equal to 1',
  ],
  [
    extended({ BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 901 } }),
    'ValidationException',
    'equal to 900',
  ],
  [
    extended({ BufferingHints: { SizeInMBs: 1 } }),
    'InvalidArgumentException',
    'both SizeInMBs and IntervalInSeconds',
  ],
  [extended({ BucketARN: 'lake' }), 'ValidationException', 'bucketARN'],
  [extended({ FileExtension: 'json' }), 'ValidationException', 'fileExtension'],
  [extended({ CustomTimeZone: 'Asia/Atlantis' }), 'InvalidArgumentException', 'is no time zone'],
  [
    extended({ CompressionFormat: 'Snappy' }),
    'InvalidArgumentException',
    'does not simulate CompressionFormat Snappy',
  ],
  [extended({ CompressionFormat: 'LZ4' }), 'ValidationException', 'enum value set'],
  [
    extended({ Prefix: '!{timestamp:yyyy}/' }),
    'InvalidArgumentException',
    'ErrorOutputPrefix cannot be null or empty when Prefix contains expressions',
  ],
  [extended({ S3BackupMode: 'Enabled' }), 'InvalidArgumentException', 'S3BackupConfiguration is required'],
  [
    extended({ CloudWatchLoggingOptions: { Enabled: true, LogGroupName: 'errors' } }),
    'InvalidArgumentException',
    'need LogGroupName and LogStreamName',
  ],
  [
    extended({ DataFormatConversionConfiguration: { Enabled: true } }),
    'InvalidArgumentException',
    'does not simulate DataFormatConversionConfiguration',
  ],
  [
    extended({ DynamicPartitioningConfiguration: { Enabled: true } }),
    'InvalidArgumentException',
    'does not simulate DynamicPartitioningConfiguration',
  ],
  [
    processor('MetadataExtraction'),
    'InvalidArgumentException',
    'does not simulate the processor MetadataExtraction',
  ],
  [processor('Lambda'), 'InvalidArgumentException', 'needs the parameter LambdaArn'],
  [
    processor(
      'Lambda',
      { ParameterName: 'LambdaArn', ParameterValue: 'f' },
      { ParameterName: 'BufferSizeInMBs', ParameterValue: '4' },
    ),
    'InvalidArgumentException',
    'BufferSizeInMBs must be a number from 0.2 to 3, not "4"',
  ],
  [
    processor('AppendDelimiterToRecord', { ParameterName: 'SubRecordType', ParameterValue: 'JSON' }),
    'InvalidArgumentException',
    'does not simulate the parameter SubRecordType',
  ],
  [
    { SplunkDestinationConfiguration: {} as never },
    'ValidationException',
    'does not simulate the member "SplunkDestinationConfiguration"',
  ],
  [{ Tags: [{ Key: 'aws:owner' }] }, 'ValidationException', 'tags.1.member.key'],
])('%j is refused', async (input, name, message) => {
  const creation = rig.client.createDeliveryStream({
    DeliveryStreamName: 'refused',
    ...extended({}),
    ...input,
  })
  await expect(creation).rejects.toMatchObject({ name, message: expect.stringContaining(message) })
  await expect(description('refused')).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/**
 * @documented Firehose Developer Guide, Access to a Kinesis data stream: the role needs
 *   kinesis:DescribeStream
 */
test('a role that may not describe the source stream', async () => {
  rig.deny('kinesis:DescribeStream', rig.arn('source'))
  await expect(
    rig.client.createDeliveryStream({ DeliveryStreamName: 'refused', ...extended({}), ...KINESIS }),
  ).rejects.toMatchObject({
    name: 'InvalidArgumentException',
    message: expect.stringContaining('is not authorized to perform: kinesis:DescribeStream'),
  })
})

/**
 * @documented Firehose API Reference, CreateDeliveryStream and DeleteDeliveryStream, ResourceInUseException:
 *   "The resource is already in use and not available for this operation."
 */
test('a name can be taken once, and again when its stream is deleted', async () => {
  const DeliveryStreamName = await rig.stream('taken')
  await expect(rig.stream('taken')).rejects.toMatchObject({
    name: 'ResourceInUseException',
    message: 'Firehose taken under accountId 000000000000 already exists',
  })
  await rig.client.deleteDeliveryStream({ DeliveryStreamName })
  expect((await description('taken'))?.DeliveryStreamStatus).toBe('DELETING')
  await expect(rig.client.deleteDeliveryStream({ DeliveryStreamName })).rejects.toMatchObject({
    name: 'ResourceInUseException',
  })
  await rig.settle()
  await rig.stream('taken')
})

/**
 * @documented Firehose API Reference, ListDeliveryStreams: DeliveryStreamType, Limit and
 *   ExclusiveStartDeliveryStreamName
 */
test('streams are listed by name, type and page', async () => {
  const names = async (options: object) => await rig.client.listDeliveryStreams(options)
  const all = (await names({ Limit: 100 })).DeliveryStreamNames ?? []
  expect(all).toEqual([...all].sort())
  expect(await names({ DeliveryStreamType: 'KinesisStreamAsSource' })).toMatchObject({
    DeliveryStreamNames: ['source'],
    HasMoreDeliveryStreams: false,
  })
  expect(await names({ Limit: 1 })).toMatchObject({
    DeliveryStreamNames: all.slice(0, 1),
    HasMoreDeliveryStreams: true,
  })
  expect(await names({ ExclusiveStartDeliveryStreamName: all[0] })).toMatchObject({
    DeliveryStreamNames: all.slice(1),
  })
})

/**
 * @documented Firehose API Reference, TagDeliveryStream, ListTagsForDeliveryStream and UntagDeliveryStream:
 *   up to 50 tags
 */
test('tags are added, listed by page, and removed', async () => {
  const DeliveryStreamName = await rig.stream('tagged', {}, { Tags: [{ Key: 'b', Value: '1' }] })
  await rig.client.tagDeliveryStream({ DeliveryStreamName, Tags: [{ Key: 'a' }, { Key: 'b', Value: '2' }] })
  expect(await rig.client.listTagsForDeliveryStream({ DeliveryStreamName, Limit: 1 })).toMatchObject({
    Tags: [{ Key: 'a', Value: '' }],
    HasMoreTags: true,
  })
  expect(
    await rig.client.listTagsForDeliveryStream({ DeliveryStreamName, ExclusiveStartTagKey: 'a' }),
  ).toMatchObject({ Tags: [{ Key: 'b', Value: '2' }], HasMoreTags: false })
  await rig.client.untagDeliveryStream({ DeliveryStreamName, TagKeys: ['a', 'c'] })
  const many = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}` }))
  await expect(rig.client.tagDeliveryStream({ DeliveryStreamName, Tags: many })).rejects.toMatchObject({
    name: 'LimitExceededException',
  })
})

describe('UpdateDestination', () => {
  const update = (DeliveryStreamName: string, version: string, settings: object, id = 1) =>
    rig.client.updateDestination({
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: version,
      DestinationId: `destinationId-00000000000${id}`,
      ExtendedS3DestinationUpdate: settings,
    })

  /**
   * "The service then performs a merge of the old configuration with the new configuration."
   * @documented Firehose API Reference, UpdateDestination, CurrentDeliveryStreamVersionId: "The service then
   *   performs a merge of the old configuration with the new configuration."
   */
  test('merges, and counts the version up', async () => {
    await rig.stream('merged', { Prefix: 'a/', CompressionFormat: 'GZIP' })
    await update('merged', '1', { Prefix: 'b/' })
    await update('merged', '2', { S3BackupMode: 'Enabled', S3BackupUpdate: DESTINATION })
    await update('merged', '3', { S3BackupUpdate: { Prefix: 'raw/' } })
    expect(await description('merged')).toMatchObject({
      VersionId: '4',
      LastUpdateTimestamp: new Date(rig.clock.now()),
      Destinations: [
        {
          ExtendedS3DestinationDescription: {
            Prefix: 'b/',
            CompressionFormat: 'GZIP',
            S3BackupMode: 'Enabled',
            S3BackupDescription: { ...DESTINATION, Prefix: 'raw/' },
          },
        },
      ],
    })
    await expect(update('merged', '4', { S3BackupMode: 'Disabled' })).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining("you can't update the Firehose stream to disable it"),
    })
  })

  /**
   * @documented Firehose API Reference, UpdateDestination: CurrentDeliveryStreamVersionId and DestinationId
   *   must be those of the stream
   */
  test('refuses another version, another destination, and what is invalid, and changes nothing', async () => {
    await rig.stream('kept', { Prefix: 'a/' })
    await expect(update('kept', '2', { Prefix: 'b/' })).rejects.toMatchObject({
      name: 'ConcurrentModificationException',
      message:
        'Cannot update firehose: kept since the current version id: 1 and specified version id: 2 do not match',
    })
    await expect(update('kept', '1', { Prefix: 'b/' }, 2)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: 'Destination Id destinationId-000000000002 not found',
    })
    await expect(update('kept', '1', { Prefix: '!{timestamp:yyyy}' })).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    })
    expect(await description('kept')).toMatchObject({
      VersionId: '1',
      Destinations: [{ ExtendedS3DestinationDescription: { Prefix: 'a/' } }],
    })
  })
})

describe('AWS::KinesisFirehose::DeliveryStream', () => {
  const type = 'AWS::KinesisFirehose::DeliveryStream'
  const made = (properties: Record<string, unknown>) => create(rig.service.resourceTypes, type, properties)

  /**
   * @documented CloudFormation Template Reference, AWS::KinesisFirehose::DeliveryStream: Ref is the name; Arn
   *   by Fn::GetAtt
   */
  test('is ACTIVE when it is created, and takes numbers and booleans as text', async () => {
    const { physicalId, attributes } = await made({
      ExtendedS3DestinationConfiguration: {
        ...DESTINATION,
        BufferingHints: { SizeInMBs: '3', IntervalInSeconds: '60' },
        CloudWatchLoggingOptions: { Enabled: 'false' },
      },
      Tags: [{ Key: 'team', Value: 7 }],
    })
    expect(attributes.Arn).toBe(`arn:aws:firehose:us-east-1:000000000000:deliverystream/${physicalId}`)
    expect(await description(physicalId)).toMatchObject({
      DeliveryStreamStatus: 'ACTIVE',
      Destinations: [
        { S3DestinationDescription: { BufferingHints: { SizeInMBs: 3, IntervalInSeconds: 60 } } },
      ],
    })
    const { Tags } = await rig.client.listTagsForDeliveryStream({ DeliveryStreamName: physicalId })
    expect(Tags).toEqual([{ Key: 'team', Value: '7' }])
  })

  /**
   * @documented CloudFormation Template Reference, AWS::KinesisFirehose::DeliveryStream: RoleARN is required,
   *   and ExtendedS3DestinationConfiguration is an object
   * @own properties, refused as not simulated
   */
  test.each([
    [
      { ExtendedS3DestinationConfiguration: { ...DESTINATION, Colour: 'red' } },
      'does not simulate the member "Colour"',
    ],
    [{ ExtendedS3DestinationConfiguration: { BucketARN } }, "'extendedS3DestinationConfiguration.roleARN'"],
    [{ ExtendedS3DestinationConfiguration: 'lake' }, 'must be an object'],
  ])('%j is refused', async (properties, message) => {
    await expect(made(properties)).rejects.toThrow(message)
  })
})
