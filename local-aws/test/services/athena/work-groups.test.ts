import { create } from '../../resource.ts'
import { AthenaRig, DATABASE } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(async () => {
  await rig.open()
  await rig.table('orders', { id: 'string' })
  await rig.put('orders/a.json', [{ id: 'x'.repeat(10_000_000) }])
})
afterAll(() => rig.close())

const group = async (WorkGroup: string) => (await rig.athena.getWorkGroup({ WorkGroup })).WorkGroup
const CONFIGURATION = { ResultConfiguration: { OutputLocation: 's3://results/group/' } }

/** @documented Athena User Guide, Workgroups: the primary workgroup cannot be deleted */
test('the primary workgroup enforces nothing, and cannot be deleted', async () => {
  expect(await group('primary')).toMatchObject({
    State: 'ENABLED',
    Configuration: {
      EnforceWorkGroupConfiguration: false,
      EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
    },
  })
  await expect(rig.athena.deleteWorkGroup({ WorkGroup: 'primary' })).rejects.toThrow(
    'The primary workgroup cannot be deleted.',
  )
})

/**
 * @documented Athena API Reference, WorkGroupConfiguration, EnforceWorkGroupConfiguration: "the settings for
 *   the workgroup override client-side settings"
 */
test('the results of an enforcing workgroup go where it says', async () => {
  await rig.athena.createWorkGroup({ Name: 'enforcing', Configuration: CONFIGURATION })
  const enforced = await rig.run('SELECT 1', { WorkGroup: 'enforcing' })
  expect(enforced.ResultConfiguration?.OutputLocation).toBe(
    `s3://results/group/${enforced.QueryExecutionId}.csv`,
  )
  await rig.athena.updateWorkGroup({
    WorkGroup: 'enforcing',
    ConfigurationUpdates: { EnforceWorkGroupConfiguration: false },
  })
  const own = await rig.run('SELECT 1', { WorkGroup: 'enforcing' })
  expect(own.ResultConfiguration?.OutputLocation).toBe(`s3://results/${own.QueryExecutionId}.csv`)
  const byDefault = await rig.run('SELECT 1', { WorkGroup: 'enforcing', ResultConfiguration: undefined })
  expect(byDefault.ResultConfiguration?.OutputLocation).toMatch(/^s3:\/\/results\/group\//)
})

/** @documented Athena API Reference, ResultConfiguration, EncryptionConfiguration: SSE_KMS with a key */
test('results are encrypted with the key of the workgroup', async () => {
  const KmsKey = rig.rig.account.arn('kms', 'alias/aws/s3')
  await rig.athena.createWorkGroup({
    Name: 'encrypting',
    Configuration: {
      ResultConfiguration: {
        OutputLocation: 's3://results/encrypted',
        EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey },
      },
    },
  })
  const { QueryExecutionId } = await rig.run('SELECT 1', { WorkGroup: 'encrypting' })
  expect(
    await rig.s3.headObject({ Bucket: 'results', Key: `encrypted/${QueryExecutionId}.csv` }),
  ).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:\d{12}:key\//),
  })
})

describe('the limit of bytes', () => {
  /**
   * @documented Athena API Reference, WorkGroupConfiguration, BytesScannedCutoffPerQuery: "Minimum value of
   *   10000000"
   */
  test('is 10 MB or more', async () => {
    await expect(
      rig.athena.createWorkGroup({
        Name: 'too-small',
        Configuration: { ...CONFIGURATION, BytesScannedCutoffPerQuery: 9_999_999 },
      }),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' })
  })

  /**
   * @documented Athena User Guide, Data usage controls: "If any query that runs in the workgroup exceeds the
   *   limit, it is canceled"
   */
  test('cancels a query that would read more, before it reads', async () => {
    await rig.athena.createWorkGroup({
      Name: 'limited',
      Configuration: { ...CONFIGURATION, BytesScannedCutoffPerQuery: 10_000_000 },
    })
    const { Status, Statistics, QueryExecutionId } = await rig.run('SELECT count(*) FROM orders', {
      WorkGroup: 'limited',
    })
    expect(Status).toMatchObject({
      State: 'CANCELLED',
      StateChangeReason: 'Bytes scanned limit was exceeded',
    })
    expect(Statistics?.DataScannedInBytes).toBe(10_000_000)
    await expect(rig.athena.getQueryResults({ QueryExecutionId })).rejects.toThrow(
      'Final query state: CANCELLED',
    )
    await rig.athena.updateWorkGroup({
      WorkGroup: 'limited',
      ConfigurationUpdates: { RemoveBytesScannedCutoffPerQuery: true },
    })
    expect(await rig.rows('SELECT count(*) FROM orders', { WorkGroup: 'limited' })).toEqual([['1']])
  })
})

/** @documented Athena API Reference, WorkGroup, State: a workgroup that is DISABLED runs no queries */
test('a disabled workgroup runs nothing', async () => {
  await rig.athena.createWorkGroup({ Name: 'off', Configuration: CONFIGURATION, Description: 'for later' })
  await rig.athena.updateWorkGroup({ WorkGroup: 'off', State: 'DISABLED' })
  expect(await group('off')).toMatchObject({ State: 'DISABLED', Description: 'for later' })
  await expect(rig.run('SELECT 1', { WorkGroup: 'off' })).rejects.toThrow('WorkGroup off is disabled.')
})

/**
 * @documented Athena API Reference, DeleteWorkGroup, RecursiveDeleteOption: a workgroup that is not empty is
 *   deleted with its contents
 */
test('a workgroup with queries is deleted with them alone', async () => {
  await rig.athena.createWorkGroup({ Name: 'used' })
  await expect(rig.athena.createWorkGroup({ Name: 'used' })).rejects.toThrow('WorkGroup is already created')
  await rig.athena.createNamedQuery({
    Name: 'q',
    Database: DATABASE,
    QueryString: 'SELECT 1',
    WorkGroup: 'used',
  })
  await expect(rig.athena.deleteWorkGroup({ WorkGroup: 'used' })).rejects.toThrow(
    'WorkGroup used is not empty',
  )
  await rig.athena.deleteWorkGroup({ WorkGroup: 'used', RecursiveDeleteOption: true })
  await expect(group('used')).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'WorkGroup is not found.',
  })
})

/**
 * @documented Athena API Reference, TagResource: "Adds one or more tags to an Athena resource.";
 *   UntagResource: "Removes one or more tags from an Athena resource."
 */
test('a workgroup has tags', async () => {
  await rig.athena.createWorkGroup({ Name: 'tagged', Tags: [{ Key: 'stage', Value: 'dev' }] })
  const ResourceARN = rig.rig.account.arn('athena', 'workgroup/tagged')
  await rig.athena.tagResource({ ResourceARN, Tags: [{ Key: 'team', Value: 'a' }] })
  await rig.athena.untagResource({ ResourceARN, TagKeys: ['stage'] })
  expect((await rig.athena.listTagsForResource({ ResourceARN })).Tags).toEqual([{ Key: 'team', Value: 'a' }])
})

/**
 * @documented Athena API Reference, CreateNamedQuery: "Creates a named query in the specified workgroup."; it
 *   is listed, updated and deleted by its id
 */
test('saved queries are made, listed, changed and deleted', async () => {
  const query = { Name: 'top', Database: DATABASE, QueryString: 'SELECT 1', Description: 'the most' }
  const { NamedQueryId } = await rig.athena.createNamedQuery(query)
  expect((await rig.athena.listNamedQueries({})).NamedQueryIds).toEqual([NamedQueryId])
  await rig.athena.updateNamedQuery({ NamedQueryId, Name: 'top', QueryString: 'SELECT 2' })
  expect((await rig.athena.getNamedQuery({ NamedQueryId })).NamedQuery).toEqual({
    NamedQueryId,
    Name: 'top',
    Database: DATABASE,
    QueryString: 'SELECT 2',
    WorkGroup: 'primary',
  })
  expect(await rig.athena.batchGetNamedQuery({ NamedQueryIds: [NamedQueryId as string, 'x'] })).toMatchObject(
    {
      NamedQueries: [{ NamedQueryId }],
      UnprocessedNamedQueryIds: [{ NamedQueryId: 'x' }],
    },
  )
  await rig.athena.deleteNamedQuery({ NamedQueryId })
  await expect(rig.athena.getNamedQuery({ NamedQueryId })).rejects.toThrow('was not found')
})

const make = (type: string, properties: Record<string, unknown>) =>
  create(rig.service.resourceTypes, `AWS::Athena::${type}`, properties)

/**
 * @documented CloudFormation Template Reference, AWS::Athena::WorkGroup: Ref is the name of the workgroup
 * @own properties of templates whose numbers and booleans are text
 */
test('AWS::Athena::WorkGroup has its properties, numbers and booleans as text included', async () => {
  const { physicalId, attributes } = await make('WorkGroup', {
    Name: 'made',
    Description: 'by a template',
    State: 'ENABLED',
    RecursiveDeleteOption: true,
    Tags: [{ Key: 'stage', Value: 'dev' }],
    WorkGroupConfiguration: {
      EnforceWorkGroupConfiguration: 'true',
      BytesScannedCutoffPerQuery: '20000000',
      ResultConfiguration: { OutputLocation: 's3://results/made/' },
      EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
    },
  })
  expect(physicalId).toBe('made')
  expect(attributes).toMatchObject({
    'WorkGroupConfiguration.EngineVersion.EffectiveEngineVersion': 'Athena engine version 3',
  })
  expect(await group('made')).toMatchObject({
    Description: 'by a template',
    Configuration: { EnforceWorkGroupConfiguration: true, BytesScannedCutoffPerQuery: 20_000_000 },
  })
})

/** @own settings, refused as not simulated */
test('a setting of a workgroup that is not simulated is refused by name', async () => {
  await expect(
    make('WorkGroup', { Name: 'managed', WorkGroupConfiguration: { ManagedQueryResultsConfiguration: {} } }),
  ).rejects.toThrow('does not simulate the member "ManagedQueryResultsConfiguration"')
})

/** @documented CloudFormation Template Reference, AWS::Athena::NamedQuery: Ref is the id of the query */
test('AWS::Athena::NamedQuery has its properties', async () => {
  const { physicalId } = await make('NamedQuery', {
    Name: 'saved',
    Database: DATABASE,
    QueryString: 'SELECT 1',
    Description: 'by a template',
  })
  expect((await rig.athena.getNamedQuery({ NamedQueryId: physicalId })).NamedQuery).toMatchObject({
    Name: 'saved',
    Description: 'by a template',
    WorkGroup: 'primary',
  })
})

/** @documented Athena User Guide, CloudWatch metrics: those of queries, where the workgroup publishes them */
test('a workgroup that publishes metrics reports its queries', async () => {
  await rig.athena.createWorkGroup({ Name: 'published', Configuration: CONFIGURATION })
  await rig.run('SELECT count(*) FROM orders', { WorkGroup: 'published' })
  const dimensions = { WorkGroup: 'published', QueryState: 'SUCCEEDED', QueryType: 'DML' }
  expect(rig.metrics.series({ namespace: 'AWS/Athena', name: 'ProcessedBytes', dimensions })).toHaveLength(1)
})
