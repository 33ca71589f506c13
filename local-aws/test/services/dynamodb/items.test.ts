import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { signedFetch } from '../../signed-request.ts'
import { dynamoDbRig } from './dynamodb-rig.ts'

const { rig, dynamoDb, client: newClient } = dynamoDbRig()
let client: DynamoDBClient
beforeAll(() => {
  client = newClient()
})

/** A table of purchases, with an index by customer. */
async function table(TableName: string): Promise<string> {
  await dynamoDb.makeTable(
    {
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'id', AttributeType: 'S' },
        { AttributeName: 'customer', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-customer',
          KeySchema: [{ AttributeName: 'customer', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
    undefined,
  )
  return TableName
}

/**
 * @documented DynamoDB API Reference, PutItem: "Creates a new item, or replaces an old item with a new
 *   item."; DeleteItem: "Deletes a single item in a table by primary key."
 */
test('an item that was put is got, updated, queried by an index, and deleted', async () => {
  const TableName = await table('crud')
  const Key = { id: { S: 'p1' } }
  await client.send(
    new PutItemCommand({ TableName, Item: { ...Key, customer: { S: 'ada' }, parts: { N: '1' } } }),
  )
  await client.send(
    new UpdateItemCommand({
      TableName,
      Key,
      UpdateExpression: 'ADD parts :one SET #s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':s': { S: 'shipped' } },
    }),
  )
  const item = { ...Key, customer: { S: 'ada' }, parts: { N: '2' }, status: { S: 'shipped' } }
  expect((await client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item).toEqual(item)

  const found = await client.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-customer',
      KeyConditionExpression: 'customer = :c',
      ExpressionAttributeValues: { ':c': { S: 'ada' } },
    }),
  )
  expect(found.Items).toEqual([item])

  await client.send(new DeleteItemCommand({ TableName, Key }))
  expect((await client.send(new ScanCommand({ TableName }))).Items).toEqual([])
})

/**
 * @documented DynamoDB API reference, Scan: "If ConsistentRead is true, then all of the write operations that completed
 *   before the Scan began are guaranteed to be contained in the Scan response"
 */
test('a consistent scan finds what was written before it', async () => {
  const TableName = await table('consistent-scan')
  const ids = Array.from({ length: 30 }, (_, index) => `p${index}`)
  for (const id of ids) {
    await client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }))
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }))
    expect(Items).toContainEqual({ id: { S: id } })
  }
})

describe('"If you specify ReturnValuesOnConditionCheckFailure … the item attributes for an operation that failed a condition check" (API reference, PutItem)', () => {
  const condition = { ConditionExpression: 'attribute_not_exists(id)' }

  /**
   * @documented DynamoDB Developer Guide, Condition expressions: ReturnValuesOnConditionCheckFailure with
   *   ALL_OLD returns the item that failed
   */
  test('with ALL_OLD the error carries the item that was in the way', async () => {
    const TableName = await table('condition-all-old')
    const Item = { id: { S: 'p1' }, owner: { S: 'first' } }
    await client.send(new PutItemCommand({ TableName, Item, ...condition }))

    const second = new PutItemCommand({
      TableName,
      Item: { id: { S: 'p1' }, owner: { S: 'second' } },
      ...condition,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    })
    const error = await client.send(second).catch(cause => cause)
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect(error).toMatchObject({ message: 'The conditional request failed', Item })
  })

  /** @documented DynamoDB API Reference, PutItem, ReturnValuesOnConditionCheckFailure: NONE is the default */
  test('without it the error carries none', async () => {
    const TableName = await table('condition-none')
    const put = { TableName, Item: { id: { S: 'p1' } }, ...condition }
    await client.send(new PutItemCommand(put))

    const error = await client.send(new PutItemCommand(put)).catch(cause => cause)
    expect(error).toBeInstanceOf(ConditionalCheckFailedException)
    expect(error.Item).toBeUndefined()
  })

  /**
   * @documented DynamoDB API Reference, UpdateItem and DeleteItem, ReturnValuesOnConditionCheckFailure:
   *   ALL_OLD returns the item that failed
   */
  test('an update and a delete also return the item', async () => {
    const TableName = await table('condition-others')
    const Item = { id: { S: 'p1' }, version: { N: '7' } }
    await client.send(new PutItemCommand({ TableName, Item }))
    const change = {
      TableName,
      Key: { id: { S: 'p1' } },
      ConditionExpression: 'version = :v',
      ExpressionAttributeValues: { ':v': { N: '6' } },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }
    for (const command of [
      new UpdateItemCommand({ ...change, UpdateExpression: 'SET version = :v' }),
      new DeleteItemCommand(change),
    ]) {
      await expect(client.send(command as UpdateItemCommand)).rejects.toMatchObject({ Item })
    }
  })
})

/**
 * @documented DynamoDB Developer Guide, Condition expressions: a condition is checked and the item is written
 *   as one
 */
test('of 16 conditional puts of one key at once, one wins', async () => {
  const TableName = await table('race')
  const attempts = Array.from({ length: 16 }, (_, attempt) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { id: { S: 'p1' }, attempt: { N: String(attempt) } },
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    ),
  )
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

describe('unsupported features are refused by name', () => {
  /** @own PartiQL, refused as not simulated */
  test('PartiQL', async () => {
    const statement = new ExecuteStatementCommand({ Statement: 'SELECT * FROM any' })
    await expect(client.send(statement)).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('ExecuteStatement'),
    })
  })

  /** @own parameters, refused as not simulated */
  test('a parameter that dynalite would ignore', async () => {
    const input = { TableName: 'any', Item: {}, Unheard: 'of' }
    const response = await signedFetch(rig.target, 'dynamodb', '/', {
      headers: { 'x-amz-target': 'DynamoDB_20120810.PutItem' },
      body: JSON.stringify(input),
    })
    expect(await response.text()).toContain('does not simulate the member \\"Unheard\\" of PutItem')
  })
})
