import { AthenaRig, DATABASE, HOURLY } from './athena-rig.ts'

const rig = new AthenaRig()
beforeAll(async () => {
  await rig.open()
  await rig.glue.createDatabase({ DatabaseInput: { Name: 'Other', Description: 'another' } })
  await rig.table(
    'events',
    { id: 'string', data: 'struct<a:int>' },
    {
      partitionKeys: { hour: 'string' },
      parameters: HOURLY,
    },
  )
  await rig.table('orders', { id: 'string' }, { partitionKeys: { year: 'int', kind: 'string' } })
  await rig.glue.createPartition({
    DatabaseName: DATABASE,
    TableName: 'orders',
    PartitionInput: { Values: ['2026', 'a'] },
  })
})
afterAll(() => rig.close())

/** The lines that a statement answers; there is no header. */
async function lines(statement: string): Promise<(string | undefined)[]> {
  const { QueryExecutionId, Status } = await rig.run(statement)
  if (Status?.State !== 'SUCCEEDED') throw new Error(Status?.StateChangeReason)
  const { ResultSet } = await rig.athena.getQueryResults({ QueryExecutionId })
  return ResultSet?.Rows?.map(({ Data }) => Data?.[0]?.VarCharValue) ?? []
}

/**
 * @documented Athena User Guide, DDL statements: SHOW DATABASES, SHOW TABLES, SHOW COLUMNS and SHOW
 *   PARTITIONS
 */
test.each([
  ['SHOW DATABASES', ['other', 'shop']],
  ["show schemas like 'o*'", ['other']],
  ['SHOW TABLES;', ['events', 'orders']],
  ['SHOW TABLES IN `other`', []],
  ["-- which\nSHOW TABLES IN shop 'ev*|x'", ['events']],
  ['SHOW COLUMNS IN shop.events', ['id', 'data', 'hour']],
  ['SHOW COLUMNS FROM orders FROM shop', ['id', 'year', 'kind']],
  ['SHOW PARTITIONS orders', ['year=2026/kind=a']],
  ['SHOW PARTITIONS events', []],
])('%s', async (statement, expected) => {
  expect(await lines(statement)).toEqual(expected)
})

/** @documented Athena User Guide, DDL statements, DESCRIBE: columns and partition columns */
test('DESCRIBE shows columns and partition columns', async () => {
  const described = await lines('DESCRIBE events')
  expect(described.map(line => line?.split('\t').map(cell => cell.trim()))).toEqual([
    ['id', 'string', ''],
    ['data', 'struct<a:int>', ''],
    ['hour', 'string', ''],
    [''],
    ['# Partition Information'],
    ['# col_name', 'data_type', 'comment'],
    [''],
    ['hour', 'string', ''],
  ])
})

/** @own not documented by AWS: the words of a statement that fails */
test.each([
  ['SHOW TABLES IN nowhere', 'Database does not exist: nowhere'],
  ['DESCRIBE nothing', 'Table not found shop.nothing'],
  ['SHOW TABLES events', 'is no form of SHOW_TABLES that the local AWS simulates'],
])('%s fails', async (statement, reason) => {
  await expect(lines(statement)).rejects.toThrow(reason)
})

/**
 * @documented Athena API Reference: "Lists the data catalogs in the current Amazon Web Services account.";
 *   "Lists the databases in the specified data catalog."; "Lists the metadata for the tables in the specified
 *   data catalog database."
 */
test('the API shows the catalog', async () => {
  const CatalogName = 'AwsDataCatalog'
  expect((await rig.athena.listDataCatalogs({})).DataCatalogsSummary).toEqual([{ CatalogName, Type: 'GLUE' }])
  expect((await rig.athena.listDatabases({ CatalogName })).DatabaseList).toMatchObject([
    { Name: 'other', Description: 'another' },
    { Name: 'shop' },
  ])
  const tables = await rig.athena.listTableMetadata({ CatalogName, DatabaseName: 'shop', Expression: 'o*' })
  expect(tables.TableMetadataList).toMatchObject([{ Name: 'orders', TableType: 'EXTERNAL_TABLE' }])
  expect(
    (await rig.athena.getTableMetadata({ CatalogName, DatabaseName: 'shop', TableName: 'events' }))
      .TableMetadata,
  ).toMatchObject({
    Columns: [
      { Name: 'id', Type: 'string' },
      { Name: 'data', Type: 'struct<a:int>' },
    ],
    PartitionKeys: [{ Name: 'hour', Type: 'string' }],
    Parameters: { location: 's3://lake/events/', 'projection.enabled': 'true' },
  })
  await expect(
    rig.athena.getTableMetadata({ CatalogName, DatabaseName: 'shop', TableName: 'x' }),
  ).rejects.toMatchObject({ name: 'MetadataException' })
  await expect(rig.athena.listDatabases({ CatalogName: 'other' })).rejects.toThrow(
    'Catalog other was not found: the local AWS has AwsDataCatalog.',
  )
})
