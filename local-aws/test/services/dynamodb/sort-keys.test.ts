import {
  BatchWriteItemCommand,
  DynamoDBClient,
  paginateQuery,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { LocalAws } from '../../../src/local-aws.ts'
import { Assembly } from '../../template/assembly.ts'

const TableName = 'subscribers'
const SUBSCRIBERS = 100

let aws: LocalAws
let client: DynamoDBClient

const subscriber = (author: string, number: number) => ({
  authorId: { S: author },
  subscriberId: { S: String(number).padStart(6, '0') },
})

beforeAll(async () => {
  const Table = {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'authorId', KeyType: 'HASH' },
        { AttributeName: 'subscriberId', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'authorId', AttributeType: 'S' },
        { AttributeName: 'subscriberId', AttributeType: 'S' },
      ],
      Replicas: [{ Region: 'us-east-1' }],
    },
  }
  const assembly = await Assembly.of({ Posts: { Resources: { Table } } })
  aws = await LocalAws.start({ assembly: assembly.directory })
  await assembly.remove()
  client = new DynamoDBClient({ endpoint: aws.endpoint, region: 'us-east-1', credentials: aws.developer })
  for (let start = 0; start < SUBSCRIBERS; start += 25) await write('ada', start, 25)
  await write('bob', 0, 5)
})
afterAll(async () => {
  client.destroy()
  await aws.stop()
})

function write(author: string, start: number, count: number) {
  const puts = Array.from({ length: count }, (_, index) => ({
    PutRequest: { Item: subscriber(author, start + index) },
  }))
  return client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }))
}

const OF_ADA = {
  TableName,
  KeyConditionExpression: 'authorId = :author',
  ExpressionAttributeValues: { ':author': { S: 'ada' } },
  ConsistentRead: true,
}

/**
 * @documented DynamoDB API Reference, Scan: "If ConsistentRead is true, then all of the write operations that completed
 *   before the Scan began are guaranteed to be contained in the Scan response."
 */
test('a scan may ask for a consistent read', async () => {
  const scan = new ScanCommand({ TableName, ConsistentRead: true, Select: 'COUNT' })
  await expect(client.send(scan)).resolves.toMatchObject({ ScannedCount: SUBSCRIBERS + 5 })
})

/** @documented DynamoDB API Reference, BatchWriteItem: up to 25 put and delete operations in a call */
test('BatchWriteItem takes up to 25 operations', async () => {
  await expect(write('eve', 0, 25)).resolves.toMatchObject({ UnprocessedItems: {} })
  await expect(write('eve', 0, 26)).rejects.toMatchObject({ name: 'ValidationException' })
})

/**
 * @documented DynamoDB API Reference, Query: results in the order of the sort key, by pages with
 *   LastEvaluatedKey
 */
test('a paged query returns every item of the partition once, in order of the sort key', async () => {
  const numbers: string[] = []
  let pages = 0
  for await (const { Items = [] } of paginateQuery({ client, pageSize: 30 }, { ...OF_ADA })) {
    numbers.push(...Items.map(({ subscriberId }) => subscriberId?.S as string))
    pages++
  }
  expect(numbers).toEqual(
    Array.from({ length: SUBSCRIBERS }, (_, index) => subscriber('ada', index).subscriberId.S),
  )
  expect(pages).toBe(4)
})

/**
 * @documented DynamoDB API Reference, Query, ExclusiveStartKey: "The primary key of the first item that this
 *   operation will evaluate."
 */
test('a page starts after its ExclusiveStartKey, even if that item no longer exists or never existed', async () => {
  const from = async (subscriberId: string) => {
    const ExclusiveStartKey = { authorId: { S: 'ada' }, subscriberId: { S: subscriberId } }
    const page = await client.send(new QueryCommand({ ...OF_ADA, Limit: 2, ExclusiveStartKey }))
    expect(page.LastEvaluatedKey).toEqual(page.Items?.at(-1))
    return page.Items?.map(item => item.subscriberId?.S)
  }
  expect(await from('000041')).toEqual(['000042', '000043'])
  expect(await from('000041-no-more')).toEqual(['000042', '000043'])
})

/**
 * @documented DynamoDB API Reference, Query, LastEvaluatedKey: "the only way to know … is when
 *   LastEvaluatedKey is empty"
 */
test('the last page has no LastEvaluatedKey, unless it is full: "the only way to know … is when LastEvaluatedKey is empty"', async () => {
  const page = (Limit: number) =>
    client.send(
      new QueryCommand({ ...OF_ADA, ExpressionAttributeValues: { ':author': { S: 'bob' } }, Limit }),
    )
  expect((await page(6)).LastEvaluatedKey).toBeUndefined()
  expect((await page(5)).LastEvaluatedKey).toEqual(subscriber('bob', 4))
})

/**
 * @documented DynamoDB Developer Guide, Condition expressions: attribute_not_exists, comparisons, AND and OR
 */
test('an update may have several conditions, on the existing item or on its absence', async () => {
  const take = (owner: string, now: number) =>
    client.send(
      new UpdateItemCommand({
        TableName,
        Key: subscriber('lease', 1),
        UpdateExpression: 'SET #owner = :owner, #until = :until',
        ConditionExpression:
          '(attribute_not_exists(#done) OR #done = :false) AND (attribute_not_exists(#owner) OR #owner = :owner OR #until < :now)',
        ExpressionAttributeNames: { '#owner': 'owner', '#until': 'until', '#done': 'done' },
        ExpressionAttributeValues: {
          ':owner': { S: owner },
          ':now': { N: String(now) },
          ':until': { N: String(now + 10) },
          ':false': { BOOL: false },
        },
      }),
    )
  const failed = { name: 'ConditionalCheckFailedException' }
  await take('first', 100)
  await expect(take('second', 109)).rejects.toMatchObject(failed)
  await take('first', 105)
  await expect(take('second', 115)).rejects.toMatchObject(failed)
  await take('second', 116)
})
