import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { dynamoDbRig } from './dynamodb-rig.ts'

const { dynamoDb, client: newClient } = dynamoDbRig()
const TableName = 'readings'
let client: DynamoDBClient
beforeAll(async () => {
  client = newClient()
  await dynamoDb.makeTable(
    {
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'sensor', AttributeType: 'S' },
        { AttributeName: 'taken', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'sensor', KeyType: 'HASH' },
        { AttributeName: 'taken', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    },
    undefined,
  )
  for (const sensor of ['door', 'roof'])
    for (const taken of ['1', '2', '3'])
      await client.send(
        new PutItemCommand({ TableName, Item: { sensor: { S: sensor }, taken: { N: taken } } }),
      )
})

async function update(
  UpdateExpression: string,
  ExpressionAttributeValues: Record<string, AttributeValue>,
  ExpressionAttributeNames?: Record<string, string>,
) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { sensor: { S: 'cellar' }, taken: { N: '1' } },
      UpdateExpression,
      ExpressionAttributeValues,
      ExpressionAttributeNames,
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  return Attributes
}

async function query(
  KeyConditionExpression: string,
  ExpressionAttributeValues: Record<string, AttributeValue>,
): Promise<string[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues }),
  )
  return Items.map(({ sensor, taken }) => `${sensor?.S} ${taken?.N}`)
}

/** @own expressions that are kept, in place of those that are parsed again */
test('the same text uses the values and names of each request', async () => {
  const text = 'SET #n = :v'
  expect(await update(text, { ':v': { S: 'a' } }, { '#n': 'first' })).toEqual({ first: { S: 'a' } })
  expect(await update(text, { ':v': { S: 'b' } }, { '#n': 'first' })).toEqual({ first: { S: 'b' } })
  expect(await update(text, { ':v': { S: 'c' } }, { '#n': 'second' })).toEqual({ second: { S: 'c' } })
})

/** @own expressions that are kept, in place of those that are parsed again */
test('a key condition with swapped operands applies to each request', async () => {
  const text = ':sensor = sensor AND :after < taken'
  expect(await query(text, { ':sensor': { S: 'door' }, ':after': { N: '1' } })).toEqual(['door 2', 'door 3'])
  expect(await query(text, { ':sensor': { S: 'roof' }, ':after': { N: '2' } })).toEqual(['roof 3'])
})

/** @own expressions that are kept, in place of those that are parsed again */
test('a value of a wrong type is refused after one of the right type', async () => {
  const text = 'SET amount = :a + :b'
  expect(await update(text, { ':a': { N: '1' }, ':b': { N: '2' } })).toEqual({ amount: { N: '3' } })
  await expect(update(text, { ':a': { N: '1' }, ':b': { S: '2' } })).rejects.toThrow(
    'Incorrect operand type for operator or function; operator or function: +, operand type: S',
  )
})

/** @own expressions that are kept, in place of those that are parsed again */
test('bounds in the wrong order are refused after bounds in order', async () => {
  const text = 'sensor = :sensor AND taken BETWEEN :from AND :to'
  const sensor = { ':sensor': { S: 'door' } }
  expect(await query(text, { ...sensor, ':from': { N: '2' }, ':to': { N: '3' } })).toEqual([
    'door 2',
    'door 3',
  ])
  await expect(query(text, { ...sensor, ':from': { N: '3' }, ':to': { N: '2' } })).rejects.toThrow(
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
  )
})

/** @own expressions that are kept, in place of those that are parsed again */
test('an unused name and an unused value are refused each time', async () => {
  const text = 'SET light = :v'
  const spare = { ':v': { N: '1' }, ':spare': { N: '2' } }
  for (let time = 0; time < 2; time++) {
    await expect(update(text, spare)).rejects.toThrow(
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:spare}',
    )
    await expect(update(text, { ':v': { N: '1' } }, { '#spare': 'x' })).rejects.toThrow(
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#spare}',
    )
  }
})

/** @own what is refused as not simulated */
test.each([
  ['groups', `${'(a = :v AND '.repeat(40)}a = :v${')'.repeat(40)}`],
  ['negations', `${'NOT ('.repeat(40)}a = :v${')'.repeat(40)}`],
  ['operands', `${'('.repeat(40)}a${')'.repeat(40)} = :v`],
  ['groups that do not end', '('.repeat(4000)],
  [
    'many groups',
    Array(60)
      .fill(`${'NOT ('.repeat(6)}a = :v${')'.repeat(6)}`)
      .join(' OR '),
  ],
])('%s within each other are refused before they stop the server', async (_, ConditionExpression) => {
  const Item = { sensor: { S: 'attic' }, taken: { N: '1' } }
  const ExpressionAttributeValues = { ':v': { S: 'x' } }
  const put = new PutItemCommand({ TableName, Item, ConditionExpression, ExpressionAttributeValues })
  await expect(client.send(put)).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('nest fewer'),
  })
})

/** @documented DynamoDB Developer Guide, Condition and filter expressions: conditions combine by AND, OR and NOT */
test('five conditions within each other are parsed', async () => {
  const Item = { sensor: { S: 'attic' }, taken: { N: '1' } }
  const ConditionExpression = `${'attribute_not_exists(a) AND NOT (attribute_exists(b) OR '.repeat(5)}size(a) IN (:v)${')'.repeat(5)}`
  const put = new PutItemCommand({
    TableName,
    Item,
    ConditionExpression,
    ExpressionAttributeValues: { ':v': { N: '1' } },
  })
  await expect(client.send(put)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } })
})
