import { create } from '../../resource.ts'
import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const make = (type: string, properties: Record<string, unknown>) =>
  create(rig.service.resourceTypes, `AWS::Kinesis::${type}`, properties)
const summaryOf = async (StreamName: string) =>
  (await rig.client.describeStreamSummary({ StreamName })).StreamDescriptionSummary

/**
 * @recorded tests/aws/services/cloudformation/resources/test_kinesis.py::test_stream_creation, 2022-09-12
 * @recorded tests/aws/services/cloudformation/resources/test_kinesis.py::test_default_parameters_kinesis,
 *   2024-07-02
 */
test('AWS::Kinesis::Stream has AWS’s defaults, and is ACTIVE at once', async () => {
  const made = await make('Stream', {})
  expect(made).toEqual({
    physicalId: 'Test-Thing-1A2B3C',
    attributes: { Arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/Test-Thing-1A2B3C' },
  })
  expect(await summaryOf(made.physicalId)).toMatchObject({
    StreamStatus: 'ACTIVE',
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    OpenShardCount: 1,
    RetentionPeriodHours: 24,
    EncryptionType: 'NONE',
  })
})

/** @documented CloudFormation Template Reference, AWS::Kinesis::Stream: its properties */
test('AWS::Kinesis::Stream has its properties', async () => {
  const { physicalId } = await make('Stream', {
    Name: 'orders',
    ShardCount: '3',
    RetentionPeriodHours: 48,
    MaxRecordSizeInKiB: 2048,
    StreamModeDetails: { StreamMode: 'PROVISIONED' },
    StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    DesiredShardLevelMetrics: ['IncomingBytes'],
    Tags: [{ Key: 'stage', Value: 'dev' }],
  })
  expect(await summaryOf(physicalId)).toMatchObject({
    StreamName: 'orders',
    OpenShardCount: 3,
    RetentionPeriodHours: 48,
    MaxRecordSizeInKiB: 2048,
    EncryptionType: 'KMS',
    KeyId: 'alias/aws/kinesis',
    EnhancedMonitoring: [{ ShardLevelMetrics: ['IncomingBytes'] }],
  })
  expect((await rig.client.listTagsForStream({ StreamName: 'orders' })).Tags).toHaveLength(1)
})

/** @documented CloudFormation Template Reference, AWS::Kinesis::Stream, StreamModeDetails: ON_DEMAND */
test('an on-demand stream has four shards', async () => {
  await make('Stream', { Name: 'demand', StreamModeDetails: { StreamMode: 'ON_DEMAND' } })
  expect(await summaryOf('demand')).toMatchObject({ OpenShardCount: 4 })
})

/** @own properties, refused as not simulated */
test.each([
  [{ StreamModeDetails: { StreamMode: 'ON_DEMAND', Burst: true } }, 'StreamModeDetails.Burst'],
  [{ StreamEncryption: { EncryptionType: 'KMS', KeyId: 'a', Context: {} } }, 'StreamEncryption.Context'],
])('a nested property that is not simulated is refused by name: %j', async (properties, name) => {
  await expect(make('Stream', { Name: 'refused', ...properties })).rejects.toThrow(
    `Test/Thing: the local AWS does not simulate the property ${name} of AWS::Kinesis::Stream.`,
  )
})

/** @own properties, refused as not simulated */
test('WarmThroughputMiBps is not among the simulated properties', () => {
  const { simulated, inert } = rig.service.resourceTypes[0] ?? { simulated: [], inert: {} }
  expect([...simulated, ...Object.keys(inert)]).not.toContain('WarmThroughputMiBps')
})

/**
 * @documented CloudFormation Template Reference, AWS::Kinesis::StreamConsumer: Ref is the ARN of the consumer
 */
test('AWS::Kinesis::StreamConsumer is ACTIVE at once', async () => {
  await make('Stream', { Name: 'consumed' })
  const StreamARN = rig.arn('consumed')
  const { physicalId, attributes } = await make('StreamConsumer', { ConsumerName: 'reader', StreamARN })
  expect(physicalId).toMatch(/:stream\/consumed\/consumer\/reader:\d+$/)
  expect(attributes).toEqual({
    ConsumerARN: physicalId,
    ConsumerCreationTimestamp: expect.any(String),
    ConsumerName: 'reader',
    ConsumerStatus: 'ACTIVE',
    StreamARN,
  })
  expect((await rig.client.listStreamConsumers({ StreamARN })).Consumers).toMatchObject([
    { ConsumerARN: physicalId, ConsumerStatus: 'ACTIVE' },
  ])
})

/**
 * @documented CloudFormation Template Reference, AWS::Kinesis::ResourcePolicy: ResourceArn and ResourcePolicy
 */
test('AWS::Kinesis::ResourcePolicy is stored', async () => {
  await make('Stream', { Name: 'shared' })
  const ResourceARN = rig.arn('shared')
  const ResourcePolicy = { Version: '2012-10-17', Statement: [] }
  await make('ResourcePolicy', { ResourceArn: ResourceARN, ResourcePolicy })
  expect((await rig.client.getResourcePolicy({ ResourceARN })).Policy).toBe(JSON.stringify(ResourcePolicy))
})
