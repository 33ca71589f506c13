import { Glue as GlueClient } from '@aws-sdk/client-glue'
import { Glue } from '../../../src/services/glue/glue.ts'
import { create } from '../../resource.ts'
import { Rig } from '../../rig.ts'

const rig = Rig.stepped()
const service = new Glue(rig.account)
let glue: GlueClient

beforeAll(async () => {
  await rig.open([service.api])
  glue = new GlueClient(rig.client)
  await glue.createDatabase({ DatabaseInput: { Name: 'shop' } })
})
afterAll(async () => {
  glue.destroy()
  await rig.close()
})

const STORAGE = {
  Columns: [{ Name: 'ID', Type: 'string', Comment: 'of the order' }],
  Location: 's3://lake/orders/',
  SerdeInfo: { SerializationLibrary: 'org.openx.data.jsonserde.JsonSerDe', Parameters: { a: 'b' } },
}
const table = (Name: string, more = {}) =>
  glue.createTable({ DatabaseName: 'shop', TableInput: { Name, StorageDescriptor: STORAGE, ...more } })
const notFound = (message: string) => ({ name: 'EntityNotFoundException', message })

/**
 * @documented Glue API Reference, CreateDatabase and CreateTable, Name: "For Hive compatibility, this is
 *   folded to lowercase when it is stored"
 */
test('names of databases and tables have no case', async () => {
  await glue.createDatabase({ DatabaseInput: { Name: 'Upper', Description: 'd', Parameters: { k: 'v' } } })
  expect((await glue.getDatabase({ Name: 'UPPER' })).Database).toEqual({
    Name: 'upper',
    Description: 'd',
    Parameters: { k: 'v' },
    CatalogId: '000000000000',
    CreateTime: new Date('2026-01-01T00:00:00Z'),
  })
  await glue.createTable({ DatabaseName: 'UPPER', TableInput: { Name: 'Orders' } })
  expect((await glue.getTable({ DatabaseName: 'Upper', Name: 'ORDERS' })).Table).toMatchObject({
    Name: 'orders',
    DatabaseName: 'upper',
    VersionId: '0',
  })
})

/**
 * @documented Glue API Reference: "Creates a new database in a Data Catalog."; "Updates an existing database
 *   definition in a Data Catalog."; "Removes a specified database from a Data Catalog."
 */
test('a database is listed, changed, and deleted with its tables', async () => {
  await glue.createDatabase({ DatabaseInput: { Name: 'brief' } })
  await expect(glue.createDatabase({ DatabaseInput: { Name: 'Brief' } })).rejects.toMatchObject({
    name: 'AlreadyExistsException',
  })
  await glue.updateDatabase({ Name: 'brief', DatabaseInput: { Name: 'brief', Description: 'new' } })
  await glue.createTable({ DatabaseName: 'brief', TableInput: { Name: 't' } })
  const { DatabaseList } = await glue.getDatabases({})
  expect(DatabaseList?.find(({ Name }) => Name === 'brief')).toMatchObject({ Description: 'new' })
  await glue.deleteDatabase({ Name: 'brief' })
  await expect(glue.getDatabase({ Name: 'brief' })).rejects.toMatchObject(
    notFound('Database brief not found.'),
  )
  await expect(glue.getTable({ DatabaseName: 'brief', Name: 't' })).rejects.toMatchObject(
    notFound('Database brief not found.'),
  )
})

/**
 * @documented Glue API Reference: "Creates a new table definition in the Data Catalog."; "Updates a metadata
 *   table in the Data Catalog."; "Removes a table definition from the Data Catalog."
 */
test('a table is made, changed and deleted', async () => {
  await table('orders', {
    PartitionKeys: [{ Name: 'Hour', Type: 'string' }],
    Parameters: { EXTERNAL: 'TRUE' },
  })
  expect((await glue.getTable({ DatabaseName: 'shop', Name: 'orders' })).Table).toMatchObject({
    StorageDescriptor: { ...STORAGE, Columns: [{ Name: 'id', Type: 'string', Comment: 'of the order' }] },
    PartitionKeys: [{ Name: 'hour', Type: 'string' }],
    Parameters: { EXTERNAL: 'TRUE' },
  })
  await expect(table('ORDERS')).rejects.toMatchObject({
    name: 'AlreadyExistsException',
    message: 'Table already exists.',
  })
  await glue.updateTable({ DatabaseName: 'shop', TableInput: { Name: 'orders', Description: 'new' } })
  expect((await glue.getTable({ DatabaseName: 'shop', Name: 'orders' })).Table).toMatchObject({
    Description: 'new',
    VersionId: '1',
    PartitionKeys: [],
  })
  await glue.deleteTable({ DatabaseName: 'shop', Name: 'orders' })
  await expect(glue.getTable({ DatabaseName: 'shop', Name: 'orders' })).rejects.toMatchObject(
    notFound('Entity Not Found'),
  )
  await expect(glue.deleteTable({ DatabaseName: 'shop', Name: 'orders' })).rejects.toMatchObject(
    notFound('Table orders not found.'),
  )
})

/** @documented Glue API Reference, GetTables: Expression, MaxResults and NextToken */
test('tables are listed in pages, by pattern', async () => {
  for (const name of ['list_a', 'list_b', 'other_c']) await table(name)
  const page = await glue.getTables({ DatabaseName: 'shop', Expression: 'list_*', MaxResults: 1 })
  const next = await glue.getTables({
    DatabaseName: 'shop',
    Expression: 'list_*',
    MaxResults: 1,
    NextToken: page.NextToken,
  })
  expect([page, next].map(({ TableList }) => TableList?.map(({ Name }) => Name))).toEqual([
    ['list_a'],
    ['list_b'],
  ])
  expect(next.NextToken).toBeUndefined()
  await table('a'.repeat(200))
  const { TableList } = await glue.getTables({ DatabaseName: 'shop', Expression: `${'*a'.repeat(100)}*b` })
  expect(TableList).toEqual([])
  await expect(glue.getTables({ DatabaseName: 'shop', Expression: '(a+)+$' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  })
  await expect(glue.getTables({ DatabaseName: 'shop', NextToken: 'x' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  })
})

/**
 * @documented Glue API Reference: "Creates one or more partitions in a batch operation."; "Retrieves
 *   information about the partitions in a table."; "Deletes a specified partition."
 */
test('partitions are made, listed and deleted', async () => {
  await table('kept', { PartitionKeys: [{ Name: 'year', Type: 'int' }, { Name: 'kind' }] })
  const ids = { DatabaseName: 'shop', TableName: 'kept' }
  await glue.createPartition({
    ...ids,
    PartitionInput: { Values: ['2026', 'a'], StorageDescriptor: STORAGE },
  })
  const batch = await glue.batchCreatePartition({
    ...ids,
    PartitionInputList: [{ Values: ['2026', 'a'] }, { Values: ['2025', 'b'] }, { Values: ['2025'] }],
  })
  expect(batch.Errors?.map(({ ErrorDetail }) => ErrorDetail?.ErrorCode)).toEqual([
    'AlreadyExistsException',
    'InvalidInputException',
  ])
  const { Partitions } = await glue.getPartitions({ ...ids, ExcludeColumnSchema: true })
  expect(Partitions).toMatchObject([
    { Values: ['2025', 'b'] },
    { Values: ['2026', 'a'], StorageDescriptor: { Location: 's3://lake/orders/', Columns: [] } },
  ])
  expect((await glue.getPartition({ ...ids, PartitionValues: ['2026', 'a'] })).Partition).toMatchObject({
    TableName: 'kept',
  })
  await glue.deletePartition({ ...ids, PartitionValues: ['2026', 'a'] })
  await expect(glue.getPartition({ ...ids, PartitionValues: ['2026', 'a'] })).rejects.toMatchObject(
    notFound('Cannot find partition.'),
  )
  const deleted = await glue.batchDeletePartition({ ...ids, PartitionsToDelete: [{ Values: ['1', 'x'] }] })
  expect(deleted.Errors).toHaveLength(1)
})

/**
 * @documented Glue API Reference, DatabaseInput, Name: 1 to 255 characters, in the single-line string pattern
 */
test.each([
  ['an empty name', { Name: '' }, 'ValidationException'],
  ['a name of blanks', { Name: '  ' }, 'InvalidInputException'],
  ['a name with a line break', { Name: 'a\nb' }, 'InvalidInputException'],
  ['a name that is too long', { Name: 'a'.repeat(256) }, 'ValidationException'],
])('%s is refused', async (_, DatabaseInput, name) => {
  await expect(glue.createDatabase({ DatabaseInput })).rejects.toMatchObject({ name })
})

/** @own catalogs, members and operations, refused as not simulated */
test.each([
  [
    'another catalog',
    () => glue.getDatabases({ CatalogId: '111111111111' }),
    'Catalog 111111111111 not found.',
  ],
  [
    'a member that is not simulated',
    () => glue.getTable({ DatabaseName: 'shop', Name: 'x', TransactionId: 't' }),
    'does not simulate the member "TransactionId"',
  ],
  ['an operation that is not simulated', () => glue.getCrawlers({}), '"AWSGlue.GetCrawlers"'],
])('%s is refused by name', async (_, call, message) => {
  await expect(call()).rejects.toThrow(message)
})

const make = (type: string, properties: Record<string, unknown>) =>
  create(service.resourceTypes, `AWS::Glue::${type}`, { CatalogId: '000000000000', ...properties })

/**
 * @documented CloudFormation Template Reference, AWS::Glue::Database and AWS::Glue::Table: Ref is the name
 */
test('databases and tables are made by templates, with numbers as text', async () => {
  const database = await make('Database', { DatabaseInput: { Name: 'Made' } })
  expect(database.physicalId).toBe('made')
  const { physicalId } = await make('Table', {
    DatabaseName: 'made',
    TableInput: {
      Name: 'Events',
      TableType: 'EXTERNAL_TABLE',
      Retention: '5',
      Parameters: { 'projection.enabled': true, 'projection.n.interval': 1 },
      StorageDescriptor: { ...STORAGE, Compressed: 'true' },
    },
  })
  expect(physicalId).toBe('events')
  expect((await glue.getTable({ DatabaseName: 'made', Name: 'events' })).Table).toMatchObject({
    Retention: 5,
    Parameters: { 'projection.enabled': 'true', 'projection.n.interval': '1' },
    StorageDescriptor: { Compressed: true },
  })
})

/**
 * @documented CloudFormation Template Reference, AWS::Glue::Database: without a name CloudFormation makes one
 */
test('a database without a name gets one in lower case', async () => {
  expect((await make('Database', { DatabaseInput: {} })).physicalId).toBe('test-thing-1a2b3c')
})

/** @own members, refused as not simulated */
test.each([
  [{ CatalogId: '111111111111' }, 'must be the account 000000000000'],
  [{ DatabaseInput: { Name: 'x', TargetDatabase: {} } }, 'the member "TargetDatabase" of DatabaseInput'],
])('%j is refused by name', async (properties, message) => {
  await expect(make('Database', { DatabaseInput: { Name: 'x' }, ...properties })).rejects.toThrow(message)
})
