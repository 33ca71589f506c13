import { Glue as GlueClient } from '@aws-sdk/client-glue'
import { Glue } from '../../../src/services/glue/glue.ts'
import { expectNeeded, on } from '../../needed-permissions.ts'
import { Rig } from '../../rig.ts'

const role = 'worker'
const rig = Rig.stepped()
const { account } = rig
const service = new Glue(account)
let glue: GlueClient

beforeAll(async () => {
  await rig.open([service.api])
  const credentials = rig.credentials.assumeRole(`arn:aws:iam::000000000000:role/${role}`, 'session')
  glue = new GlueClient({ ...rig.client, credentials })
})
afterAll(async () => {
  glue.destroy()
  await rig.close()
})

const arn = (resource: string) => account.arn('glue', resource)
const CATALOG = arn('catalog')
const ofDatabase = [CATALOG, arn('database/shop')]
const ofTable = [...ofDatabase, arn('table/shop/orders')]
const ofTables = [...ofDatabase, arn('table/shop/*')]
const DatabaseName = 'Shop'
const TableName = 'Orders'
const inTable = { DatabaseName, TableName }
const PartitionInput = { Values: ['a'] }
const PartitionValues = ['a']

const TABLE: [operation: string, resources: string[], call: () => Promise<unknown>][] = [
  ['GetDatabases', [CATALOG, arn('database/*')], () => glue.getDatabases({})],
  ['GetDatabase', ofDatabase, () => glue.getDatabase({ Name: DatabaseName })],
  ['CreateDatabase', ofDatabase, () => glue.createDatabase({ DatabaseInput: { Name: DatabaseName } })],
  [
    'UpdateDatabase',
    ofDatabase,
    () => glue.updateDatabase({ Name: DatabaseName, DatabaseInput: { Name: DatabaseName } }),
  ],
  [
    'DeleteDatabase',
    [...ofTables, arn('userDefinedFunction/shop/*')],
    () => glue.deleteDatabase({ Name: DatabaseName }),
  ],
  ['GetTables', ofTables, () => glue.getTables({ DatabaseName })],
  ['GetTable', ofTable, () => glue.getTable({ DatabaseName, Name: TableName })],
  ['CreateTable', ofTable, () => glue.createTable({ DatabaseName, TableInput: { Name: TableName } })],
  ['UpdateTable', ofTable, () => glue.updateTable({ DatabaseName, TableInput: { Name: TableName } })],
  ['DeleteTable', ofTable, () => glue.deleteTable({ DatabaseName, Name: TableName })],
  ['CreatePartition', ofTable, () => glue.createPartition({ ...inTable, PartitionInput })],
  [
    'BatchCreatePartition',
    ofTable,
    () => glue.batchCreatePartition({ ...inTable, PartitionInputList: [PartitionInput] }),
  ],
  ['GetPartition', ofTable, () => glue.getPartition({ ...inTable, PartitionValues })],
  ['GetPartitions', ofTable, () => glue.getPartitions(inTable)],
  [
    'BatchGetPartition',
    ofTable,
    () => glue.batchGetPartition({ ...inTable, PartitionsToGet: [PartitionInput] }),
  ],
  ['DeletePartition', ofTable, () => glue.deletePartition({ ...inTable, PartitionValues })],
  [
    'BatchDeletePartition',
    ofTable,
    () => glue.batchDeletePartition({ ...inTable, PartitionsToDelete: [PartitionInput] }),
  ],
]

/**
 * @documented Service Authorization Reference, Glue, and Glue Developer Guide, Specifying Glue resource ARNs: the resource
 *   and all above it; for a deletion, all below it too
 */
test.each(TABLE)('%s needs what AWS’s reference says', async (operation, resources, call) => {
  await expectNeeded({ account, role }, on(`glue:${operation}`, ...resources), call)
})

/** @own the table above: it has every operation */
test('every operation is in the table', () => {
  const known = new Set(TABLE.map(([operation]) => operation))
  expect(service.api.operations.filter(name => !known.has(name))).toEqual([])
})
