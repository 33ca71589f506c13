import { KinesisRig } from './kinesis-rig.ts'

const rig = new KinesisRig()
beforeAll(() => rig.open())
afterAll(() => rig.close())

const summaryOf = async (StreamName: string) =>
  (await rig.client.describeStreamSummary({ StreamName })).StreamDescriptionSummary

describe('retention', () => {
  /** @documented Kinesis API Reference, PutRecord: by default, data records are accessible for 24 hours */
  test('records expire after 24 hours', async () => {
    const StreamName = await rig.stream('expiring')
    await rig.put(StreamName, 'old')
    await rig.clock.advanceBy({ hours: 23 })
    await rig.put(StreamName, 'new')
    await rig.clock.advanceBy({ hours: 1 })
    expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['old', 'new'])
    await rig.clock.advanceBy({ milliseconds: 1 })
    expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['new'])
  })

  /**
   * @documented Kinesis API Reference, IncreaseStreamRetentionPeriod: "it does not make previous, expired
   *   data (older than the stream's previous retention period) accessible"
   */
  test('a longer period does not restore expired records', async () => {
    const StreamName = await rig.stream('increased')
    await rig.put(StreamName, 'expired')
    await rig.clock.advanceBy({ hours: 12 })
    await rig.put(StreamName, 'kept')
    await rig.clock.advanceBy({ hours: 13 })
    await rig.client.increaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 168 })
    expect(await summaryOf(StreamName)).toMatchObject({ StreamStatus: 'UPDATING', RetentionPeriodHours: 24 })
    await rig.settle()
    await rig.clock.advanceBy({ hours: 100 })
    expect(await rig.texts(await rig.iterator(StreamName))).toEqual(['kept'])

    await rig.client.decreaseStreamRetentionPeriod({ StreamName, RetentionPeriodHours: 48 })
    await rig.settle()
    expect(await rig.texts(await rig.iterator(StreamName))).toEqual([])
    expect(await summaryOf(StreamName)).toMatchObject({ StreamStatus: 'ACTIVE', RetentionPeriodHours: 48 })
  })

  /**
   * @documented Kinesis API Reference, IncreaseStreamRetentionPeriod and DecreaseStreamRetentionPeriod: from
   *   24 to 8,760 hours, more or less than the current period
   */
  test.each([
    [
      'increaseStreamRetentionPeriod',
      24,
      'can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.',
    ],
    ['increaseStreamRetentionPeriod', 8761, 'Maximum allowed retention period is 8760 hours'],
    ['decreaseStreamRetentionPeriod', 23, 'Minimum allowed retention period is 24 hours'],
    ['decreaseStreamRetentionPeriod', 49, 'can not be longer than existing retention period (48 hours)'],
  ] as const)('%s to %i hours is refused', async (operation, RetentionPeriodHours, message) => {
    const input = { StreamName: 'increased', RetentionPeriodHours }
    await expect(rig.client[operation](input)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining(message),
    })
  })
})

/**
 * @documented Kinesis API Reference, UpdateStreamMode: you can switch between the modes twice within 24 hours
 */
test('the mode changes twice a day', async () => {
  const StreamName = await rig.stream('switching')
  const change = async (StreamMode: 'ON_DEMAND' | 'PROVISIONED') => {
    await rig.client.updateStreamMode({
      StreamARN: rig.arn(StreamName),
      StreamModeDetails: { StreamMode },
    })
    await rig.settle()
  }
  await change('ON_DEMAND')
  expect(await summaryOf(StreamName)).toMatchObject({
    StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    OpenShardCount: 1,
  })
  await change('PROVISIONED')
  await expect(change('ON_DEMAND')).rejects.toMatchObject({ name: 'LimitExceededException' })
  await rig.clock.advanceBy({ hours: 24 })
  await change('ON_DEMAND')
})

/**
 * @documented Kinesis API Reference, UpdateMaxRecordSize, MaxRecordSizeInKiB: "The maximum record size of a
 *   single record in KiB that you can write to, and read from a stream."
 */
test('a higher maximum record size allows larger records', async () => {
  const StreamName = await rig.stream('larger')
  const record = { StreamName, PartitionKey: 'a', Data: Buffer.alloc(1024 * 1024) }
  await expect(rig.client.putRecord(record)).rejects.toMatchObject({ name: 'InvalidArgumentException' })
  await rig.client.updateMaxRecordSize({ StreamARN: rig.arn(StreamName), MaxRecordSizeInKiB: 2048 })
  await rig.settle()
  await rig.client.putRecord(record)
  expect(await summaryOf(StreamName)).toMatchObject({ MaxRecordSizeInKiB: 2048 })
})

/**
 * @documented Kinesis API Reference, EnableEnhancedMonitoring and DisableEnhancedMonitoring: the current and
 *   the desired metrics
 */
test('enhanced monitoring is stored', async () => {
  const StreamName = await rig.stream('monitored')
  expect(
    await rig.client.enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ['IncomingBytes'] }),
  ).toMatchObject({ CurrentShardLevelMetrics: [], DesiredShardLevelMetrics: ['IncomingBytes'] })
  await rig.settle()
  await rig.client.enableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ['ALL'] })
  await rig.settle()
  expect((await summaryOf(StreamName))?.EnhancedMonitoring?.[0]?.ShardLevelMetrics).toHaveLength(7)
  await rig.client.disableEnhancedMonitoring({ StreamName, ShardLevelMetrics: ['OutgoingBytes'] })
  await rig.settle()
  expect((await summaryOf(StreamName))?.EnhancedMonitoring?.[0]?.ShardLevelMetrics).toHaveLength(6)
})

/**
 * @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_add_tags_to_stream, 2022-08-25
 * @documented Kinesis API Reference, AddTagsToStream: "You can assign up to 50 tags to a data stream."
 * @documented Kinesis API Reference, ListTagsForStream: Limit, ExclusiveStartTagKey and HasMoreTags
 * @documented Kinesis API Reference, RemoveTagsFromStream: "Removes tags from the specified Kinesis data
 *   stream."
 */
test('tags are added, listed by pages, and removed', async () => {
  const StreamName = await rig.stream('tagged', 1, { ShardCount: 1, Tags: { stage: 'dev' } })
  await rig.client.addTagsToStream({ StreamName, Tags: { foo: 'bar' } })
  expect(await rig.client.listTagsForStream({ StreamName })).toMatchObject({
    Tags: [
      { Key: 'foo', Value: 'bar' },
      { Key: 'stage', Value: 'dev' },
    ],
    HasMoreTags: false,
  })
  const page = { StreamName, Limit: 1 }
  expect(await rig.client.listTagsForStream(page)).toMatchObject({
    Tags: [{ Key: 'foo' }],
    HasMoreTags: true,
  })
  expect(await rig.client.listTagsForStream({ ...page, ExclusiveStartTagKey: 'foo' })).toMatchObject({
    Tags: [{ Key: 'stage' }],
  })
  await rig.client.removeTagsFromStream({ StreamName, TagKeys: ['foo'] })
  const ResourceARN = rig.arn(StreamName)
  await rig.client.tagResource({ ResourceARN, Tags: { stage: 'prod' } })
  expect((await rig.client.listTagsForResource({ ResourceARN })).Tags).toEqual([
    { Key: 'stage', Value: 'prod' },
  ])
  await rig.client.untagResource({ ResourceARN, TagKeys: ['stage'] })
  expect((await rig.client.listTagsForStream({ StreamName })).Tags).toEqual([])

  const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`key${index}`, '']))
  await expect(rig.client.addTagsToStream({ StreamName, Tags: many })).rejects.toMatchObject({
    name: 'InvalidArgumentException',
    message:
      'Failed to add tags to stream tagged under account 000000000000 because a given stream cannot have more than 50 tags associated with it.',
  })
})

/**
 * @documented Kinesis API Reference, TagResource: "Unicode letters, digits, white space, or these symbols: _
 *   . : / = + - @."
 */
test('tags have letters of all scripts, and few symbols', async () => {
  const StreamName = await rig.stream('characters')
  await rig.client.addTagsToStream({ StreamName, Tags: { 'Größe 1': '_.:/=+-@ 名' } })
  for (const text of ['a;b', 'a\tb', 'a\nb', 'a,b', '100%']) {
    const refusal = { name: 'InvalidArgumentException' }
    for (const Tags of [{ [text]: '1' }, { key: text }] as Record<string, string>[]) {
      await expect(rig.client.addTagsToStream({ StreamName, Tags })).rejects.toMatchObject(refusal)
    }
    await expect(rig.client.removeTagsFromStream({ StreamName, TagKeys: [text] })).rejects.toMatchObject(
      refusal,
    )
    // Five calls are a second's.
    await rig.settle()
  }
  expect((await rig.client.listTagsForStream({ StreamName })).Tags).toHaveLength(1)
})

/**
 * @documented Kinesis API Reference, CreateStream, InvalidArgumentException: "A specified parameter exceeds
 *   its restrictions, is not supported, or can't be used."
 */
test('a stream with invalid tags is not created', async () => {
  const create = { StreamName: 'unmade', ShardCount: 1, Tags: { a: ';' } }
  await expect(rig.client.createStream(create)).rejects.toMatchObject({ name: 'InvalidArgumentException' })
  await expect(rig.client.describeStreamSummary({ StreamName: 'unmade' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

/**
 * @recorded tests/aws/services/kinesis/test_kinesis.py::TestKinesis::test_resource_policy_crud, 2025-08-01
 * @documented Kinesis API Reference, PutResourcePolicy and DeleteResourcePolicy: the errors
 *   InvalidArgumentException and ResourceNotFoundException
 */
test('resource policies are stored', async () => {
  const ResourceARN = rig.arn(await rig.stream('shared'))
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AllowCrossAccountWrite',
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: 'kinesis:PutRecord',
        Resource: ResourceARN,
      },
    ],
  })
  expect((await rig.client.getResourcePolicy({ ResourceARN })).Policy).toBe('{}')
  await rig.client.putResourcePolicy({ ResourceARN, Policy })
  expect((await rig.client.getResourcePolicy({ ResourceARN })).Policy).toBe(Policy)
  for (const malformed of ['{', '{"Statement":[{"Effect":"Maybe"}]}']) {
    await expect(rig.client.putResourcePolicy({ ResourceARN, Policy: malformed })).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    })
  }
  await rig.client.deleteResourcePolicy({ ResourceARN })
  expect((await rig.client.getResourcePolicy({ ResourceARN })).Policy).toBe('{}')
  await expect(rig.client.deleteResourcePolicy({ ResourceARN })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})
