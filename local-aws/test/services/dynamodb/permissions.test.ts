import { DynamoDB, type TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { DynamoDb } from '../../../src/services/dynamodb/dynamodb.ts'
import { Kms } from '../../../src/services/kms/kms.ts'
import { outcomeOf } from '../../needed-permissions.ts'
import { Rig } from '../../rig.ts'
import { setRolePolicies } from '../../role-policies.ts'

const rig = Rig.stepped()
const service = new DynamoDb(rig.account, new Kms(rig.account))
const TABLE = rig.account.arn('dynamodb', 'table/stock')
let developer: DynamoDB
let worker: DynamoDB

beforeAll(async () => {
  await rig.open([service.api])
  developer = new DynamoDB(rig.client)
  const credentials = rig.credentials.assumeRole('arn:aws:iam::000000000000:role/worker', 's')
  worker = new DynamoDB({ ...rig.client, credentials })
  for (const TableName of ['stock', 'orders']) {
    await service.makeTable(
      {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        AttributeDefinitions: [
          { AttributeName: 'id', AttributeType: 'S' },
          { AttributeName: 'day', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'by-day',
            KeySchema: [{ AttributeName: 'day', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      },
      undefined,
    )
  }
})
afterAll(async () => {
  developer.destroy()
  worker.destroy()
  await rig.close()
  await service.close()
})

function allow(Action: string | string[], Resource: string | string[], Condition?: object): void {
  const Statement = { Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }
  setRolePolicies(rig.account, 'worker', [{ Statement }])
}

const named = { TableName: 'stock', Key: { id: { S: 'a' } } }
const WRITES: Record<string, TransactWriteItem> = {
  ConditionCheckItem: { ConditionCheck: { ...named, ConditionExpression: 'attribute_not_exists(x)' } },
  DeleteItem: { Delete: named },
  PutItem: { Put: { TableName: 'stock', Item: { id: { S: 'a' } } } },
  UpdateItem: {
    Update: {
      ...named,
      UpdateExpression: 'SET #d = :d',
      ExpressionAttributeNames: { '#d': 'day' },
      ExpressionAttributeValues: { ':d': { S: 'x' } },
    },
  },
}

/**
 * @documented DynamoDB Developer Guide, Using IAM with DynamoDB transactions: a transaction needs the permissions of the
 *   operations that it is made of
 */
test.each(Object.entries(WRITES))(
  'a transaction with a %s needs that of its table',
  async (action, write) => {
    const other = { Put: { TableName: 'orders', Item: { id: { S: 'b' } } } }
    const call = () => outcomeOf(worker.transactWriteItems({ TransactItems: [other, write] }))
    allow('dynamodb:*', rig.account.arn('dynamodb', 'table/orders'))
    expect(await call()).toBe(`dynamodb:${action} on resource: ${TABLE}`)
    allow(['dynamodb:PutItem', `dynamodb:${action}`], '*')
    expect(await call()).toBe('OK')
    allow('dynamodb:TransactWriteItems', '*')
    expect(await call()).toContain('dynamodb:PutItem on resource')
  },
)

/** @documented DynamoDB Developer Guide, Using IAM with DynamoDB transactions: reading needs GetItem */
test('a transaction that reads needs GetItem of each table', async () => {
  const items = ['orders', 'stock'].map(TableName => ({ Get: { ...named, TableName } }))
  const call = () => outcomeOf(worker.transactGetItems({ TransactItems: items }))
  allow('dynamodb:GetItem', rig.account.arn('dynamodb', 'table/orders'))
  expect(await call()).toBe(`dynamodb:GetItem on resource: ${TABLE}`)
  allow('dynamodb:GetItem', '*')
  expect(await call()).toBe('OK')
})

/** @documented Service Authorization Reference, DynamoDB: BatchGetItem and BatchWriteItem are actions on each table */
test('a batch needs its action of each of its tables', async () => {
  const Keys = [named.Key]
  const call = () => outcomeOf(worker.batchGetItem({ RequestItems: { orders: { Keys }, stock: { Keys } } }))
  allow('dynamodb:BatchGetItem', rig.account.arn('dynamodb', 'table/orders'))
  expect(await call()).toBe(`dynamodb:BatchGetItem on resource: ${TABLE}`)
  allow('dynamodb:BatchGetItem', rig.account.arn('dynamodb', 'table/*'))
  expect(await call()).toBe('OK')
})

/** @documented Service Authorization Reference, DynamoDB: Query is an action on the table or on the index */
test('a query of an index needs the index, not its table', async () => {
  const query = {
    TableName: 'stock',
    IndexName: 'by-day',
    KeyConditionExpression: '#d = :d',
    ExpressionAttributeNames: { '#d': 'day' },
    ExpressionAttributeValues: { ':d': { S: 'x' } },
  }
  allow('dynamodb:Query', TABLE)
  expect(await outcomeOf(worker.query(query))).toBe(`dynamodb:Query on resource: ${TABLE}/index/by-day`)
  allow('dynamodb:Query', `${TABLE}/index/*`)
  expect(await outcomeOf(worker.query(query))).toBe('OK')
})

/** @documented DynamoDB Developer Guide, Using IAM policy conditions: dynamodb:Select and dynamodb:ReturnValues */
test('a policy may ask for what is returned', async () => {
  allow('dynamodb:*', TABLE, { StringEqualsIfExists: { 'dynamodb:Select': 'COUNT' } })
  expect(await outcomeOf(worker.scan({ TableName: 'stock', Select: 'COUNT' }))).toBe('OK')
  expect(await outcomeOf(worker.scan({ TableName: 'stock', Select: 'ALL_ATTRIBUTES' }))).toContain('Scan')
  allow('dynamodb:*', TABLE, { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } })
  expect(await outcomeOf(worker.deleteItem({ ...named, ReturnValues: 'NONE' }))).toBe('OK')
  expect(await outcomeOf(worker.deleteItem({ ...named, ReturnValues: 'ALL_OLD' }))).toContain('DeleteItem')
})
