import { Athena as AthenaClient } from '@aws-sdk/client-athena'
import { denialOf, expectNeeded, grant, type NeededPermission, on } from '../../needed-permissions.ts'
import { AthenaRig, DATABASE } from './athena-rig.ts'

const role = 'analyst'
const rig = new AthenaRig()
const { account } = rig.rig
const arn = (resource: string) => account.arn('athena', resource)
const PRIMARY = arn('workgroup/primary')
const CATALOG = arn('datacatalog/AwsDataCatalog')
const glue = (action: string, ...resources: string[]) =>
  on(`glue:${action}`, ...['catalog', ...resources].map(resource => account.arn('glue', resource)))

let analyst: AthenaClient
let QueryExecutionId: string
let NamedQueryId: string

beforeAll(async () => {
  await rig.open()
  await rig.table('orders', { id: 'string' })
  await rig.put('orders/a.json', [{ id: 'a' }])
  analyst = new AthenaClient({
    ...rig.rig.client,
    credentials: rig.rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session'),
  })
  QueryExecutionId = (await rig.run('SHOW TABLES')).QueryExecutionId ?? ''
  NamedQueryId = (await rig.athena.createNamedQuery(NAMED)).NamedQueryId ?? ''
})
afterAll(async () => {
  analyst.destroy()
  await rig.close()
})

const NAMED = { Name: 'all', Database: DATABASE, QueryString: 'SELECT 1' }
const CatalogName = 'AwsDataCatalog'
const DatabaseName = DATABASE
const START = {
  QueryString: 'SELECT id FROM orders',
  QueryExecutionContext: { Database: DATABASE },
  ResultConfiguration: { OutputLocation: 's3://results/' },
}
const everything = (operation: string): NeededPermission[] => [`athena:${operation} *`]
const primary = (operation: string) => on(`athena:${operation}`, PRIMARY)
const catalog = (operation: string) => on(`athena:${operation}`, CATALOG)
const newGroup = (operation: string) => on(`athena:${operation}`, arn('workgroup/new'))

type Row = [
  operation: string,
  needed: (operation: string) => NeededPermission[],
  call: () => Promise<unknown>,
]

const TABLE: Row[] = [
  ['StartQueryExecution', primary, () => analyst.startQueryExecution({ ...START, WorkGroup: 'primary' })],
  ['StartQueryExecution', primary, () => analyst.startQueryExecution(START)],
  ['GetQueryExecution', primary, () => analyst.getQueryExecution({ QueryExecutionId })],
  [
    'BatchGetQueryExecution',
    primary,
    () => analyst.batchGetQueryExecution({ QueryExecutionIds: [QueryExecutionId] }),
  ],
  ['ListQueryExecutions', primary, () => analyst.listQueryExecutions({})],
  ['StopQueryExecution', primary, () => analyst.stopQueryExecution({ QueryExecutionId })],
  [
    'GetQueryResults',
    operation => [
      ...primary(operation),
      ...on('s3:GetObject', `arn:aws:s3:::results/${QueryExecutionId}.txt`),
    ],
    () => analyst.getQueryResults({ QueryExecutionId }),
  ],
  ['CreateNamedQuery', primary, () => analyst.createNamedQuery(NAMED)],
  ['GetNamedQuery', primary, () => analyst.getNamedQuery({ NamedQueryId })],
  ['BatchGetNamedQuery', primary, () => analyst.batchGetNamedQuery({ NamedQueryIds: [NamedQueryId] })],
  ['ListNamedQueries', primary, () => analyst.listNamedQueries({ WorkGroup: 'primary' })],
  [
    'UpdateNamedQuery',
    primary,
    () => analyst.updateNamedQuery({ NamedQueryId, Name: 'a', QueryString: 'b' }),
  ],
  ['DeleteNamedQuery', primary, () => analyst.deleteNamedQuery({ NamedQueryId })],
  ['CreateWorkGroup', newGroup, () => analyst.createWorkGroup({ Name: 'new' })],
  ['GetWorkGroup', newGroup, () => analyst.getWorkGroup({ WorkGroup: 'new' })],
  ['UpdateWorkGroup', newGroup, () => analyst.updateWorkGroup({ WorkGroup: 'new' })],
  ['DeleteWorkGroup', newGroup, () => analyst.deleteWorkGroup({ WorkGroup: 'new' })],
  ['ListWorkGroups', everything, () => analyst.listWorkGroups({})],
  ['ListEngineVersions', everything, () => analyst.listEngineVersions({})],
  ['ListDataCatalogs', everything, () => analyst.listDataCatalogs({})],
  ['GetDataCatalog', catalog, () => analyst.getDataCatalog({ Name: CatalogName })],
  [
    'ListDatabases',
    operation => [...catalog(operation), ...glue('GetDatabases', 'database/*')],
    () => analyst.listDatabases({ CatalogName }),
  ],
  [
    'GetDatabase',
    operation => [...catalog(operation), ...glue('GetDatabase', 'database/shop')],
    () => analyst.getDatabase({ CatalogName, DatabaseName }),
  ],
  [
    'ListTableMetadata',
    operation => [...catalog(operation), ...glue('GetTables', 'database/shop', 'table/shop/*')],
    () => analyst.listTableMetadata({ CatalogName, DatabaseName }),
  ],
  [
    'GetTableMetadata',
    operation => [...catalog(operation), ...glue('GetTable', 'database/shop', 'table/shop/orders')],
    () => analyst.getTableMetadata({ CatalogName, DatabaseName, TableName: 'orders' }),
  ],
  ['TagResource', primary, () => analyst.tagResource({ ResourceARN: PRIMARY, Tags: [] })],
  ['UntagResource', primary, () => analyst.untagResource({ ResourceARN: PRIMARY, TagKeys: ['a'] })],
  ['ListTagsForResource', primary, () => analyst.listTagsForResource({ ResourceARN: PRIMARY })],
]

/**
 * @documented Service Authorization Reference, Athena: workgroups and data catalogs; API Reference, GetQueryResults: the
 *   caller also gets the object with the results
 */
test.each(TABLE)('%s needs what AWS’s reference says', async (operation, needed, call) => {
  await expectNeeded({ account, role }, needed(operation), call)
})

/** @own the table above: it has every operation */
test('every operation is in the table', () => {
  const known = new Set(TABLE.map(([operation]) => operation))
  expect(rig.service.api.operations.filter(name => !known.has(name))).toEqual([])
})

/** What a query needs: Athena works with the permissions of the caller. */
const QUERYING: readonly NeededPermission[] = [
  ...on('athena:StartQueryExecution', PRIMARY),
  ...glue('GetDatabase', 'database/shop'),
  ...glue('GetTable', 'database/shop', 'table/shop/orders'),
  ...on('s3:ListBucket', 'arn:aws:s3:::lake'),
  ...on('s3:GetObject', 'arn:aws:s3:::lake/orders/a.json'),
  ...on('s3:GetBucketLocation', 'arn:aws:s3:::results'),
  ...on('s3:PutObject', 'arn:aws:s3:::results/*'),
]

async function outcome(): Promise<string> {
  try {
    const { QueryExecutionId: id = '' } = await analyst.startQueryExecution(START)
    return String((await rig.ended(id)).Status?.State)
  } catch {
    return 'REFUSED'
  }
}

/** @documented Athena User Guide, Identity and access management: permissions for Athena, the catalog and S3 */
describe('a query', () => {
  test('succeeds with the permissions that Athena’s guide lists', async () => {
    grant(account, role, QUERYING)
    expect(await outcome()).toBe('SUCCEEDED')
  })

  test.each(QUERYING)('does not without %s', async missing => {
    grant(
      account,
      role,
      QUERYING.filter(permission => permission !== missing),
    )
    const early = missing.startsWith('athena:') || missing.startsWith('s3:GetBucketLocation')
    expect(await outcome()).toBe(early ? 'REFUSED' : 'FAILED')
  })
})

/** @documented Athena User Guide, Use IAM policies to control workgroup access: policies name workgroups */
test('a query is known to those alone who may see its workgroup', async () => {
  await rig.athena.createWorkGroup({
    Name: 'closed',
    Configuration: { EnforceWorkGroupConfiguration: false },
  })
  const { QueryExecutionId: id = '' } = await rig.athena.startQueryExecution({
    ...START,
    WorkGroup: 'closed',
  })
  await rig.ended(id)
  grant(account, role, primary('GetQueryExecution'))
  const denied = `athena:GetQueryExecution ${arn('workgroup/closed')}`
  expect(await denialOf(analyst.getQueryExecution({ QueryExecutionId: id }))).toBe(denied)
})
