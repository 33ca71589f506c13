import {
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb'
import { Accounts, account, addition, keyOf } from './accounts.ts'

const accounts = new Accounts()
let TableName: string
beforeAll(async () => {
  await accounts.open()
  TableName = await accounts.table('accounts')
})
afterAll(() => accounts.close())

function send(input: Partial<TransactWriteItemsCommandInput>) {
  return accounts.client.send(new TransactWriteItemsCommand(input as TransactWriteItemsCommandInput))
}

const puts = (count: number): TransactWriteItem[] =>
  Array.from({ length: count }, (_, index) => ({ Put: { TableName, Item: account(`put-${index}`) } }))
const gets = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ Get: { TableName, Key: keyOf(`put-${index}`) } }))

const violation = (message: string | RegExp) => ({
  name: 'ValidationException',
  message: typeof message === 'string' ? message : expect.stringMatching(message),
})

/** @documented DynamoDB API Reference, TransactWriteItems: "up to 100 action requests" */
test('"up to 100 action requests"', async () => {
  await expect(send({ TransactItems: puts(100) })).resolves.toBeDefined()
  await expect(send({ TransactItems: puts(101) })).rejects.toMatchObject(
    violation(
      /at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
    ),
  )
  const { Responses } = await accounts.client.send(new TransactGetItemsCommand({ TransactItems: gets(100) }))
  expect(Responses?.every(({ Item }) => Item)).toBe(true)
  await expect(
    accounts.client.send(new TransactGetItemsCommand({ TransactItems: gets(101) })),
  ).rejects.toMatchObject(violation(/length less than or equal to 100/))
})

/**
 * @documented DynamoDB API Reference, TransactWriteItems: "The aggregate size of the items in the transaction
 *   cannot exceed 4 MB."
 */
test('"The aggregate size of the items in the transaction cannot exceed 4 MB"', async () => {
  const large = Array.from({ length: 11 }, (_, index) => ({
    TableName,
    Key: keyOf(`large-${index}`),
    Item: { ...account(`large-${index}`), text: { S: 'x'.repeat(400_000) } },
  }))
  const put = large.map(({ Item }) => ({ Put: { TableName, Item } }))
  await expect(send({ TransactItems: put })).rejects.toMatchObject(violation(/size cannot exceed 4 MB/))
  await send({ TransactItems: put.slice(0, 10) })
  await send({ TransactItems: put.slice(10) })

  const get = new TransactGetItemsCommand({
    TransactItems: large.map(({ Key }) => ({ Get: { TableName, Key } })),
  })
  await expect(accounts.client.send(get)).rejects.toMatchObject(violation(/exceeded 4 MB/))
  // It is the request that counts: this one is small.
  await send({ TransactItems: large.map(({ Key }) => ({ Delete: { TableName, Key } })) })
})

/**
 * @documented DynamoDB API Reference, TransactWriteItems: one action in each, one action an item;
 *   ConditionExpression and UpdateExpression where they are required
 */
test.each<[string, () => TransactWriteItem[], string | RegExp]>([
  ['no action', () => [], /'transactItems' failed to satisfy constraint: Member must have length greater/],
  [
    'an empty action',
    () => [{}],
    'Invalid Request: TransactWriteRequest should contain Delete or Put or Update request',
  ],
  [
    'two in one',
    () => [{ ...puts(1)[0], Delete: { TableName, Key: keyOf('other') } }],
    'TransactItems can only contain one of Check, Put, Update or Delete',
  ],
  [
    'two of one item',
    () => [...puts(1), { Delete: { TableName, Key: keyOf('put-0') } }],
    'Transaction request cannot include multiple operations on one item',
  ],
  [
    'a check without a condition',
    () => [{ ConditionCheck: { TableName, Key: keyOf('a'), ConditionExpression: undefined } }],
    /'transactItems.1.member.conditionCheck.conditionExpression' failed to satisfy constraint: Member must not be null/,
  ],
  [
    'an update without an expression',
    () => [...puts(1), { Update: { TableName, Key: keyOf('a'), UpdateExpression: undefined } }],
    /'transactItems.2.member.update.updateExpression' failed to satisfy constraint: Member must not be null/,
  ],
  [
    'a condition that does not parse',
    () => [{ Put: { TableName, Item: account('a'), ConditionExpression: 'hello!' } }],
    /^Invalid ConditionExpression: Syntax error/,
  ],
  [
    'a value that is not used',
    () => [
      {
        Put: {
          TableName,
          Item: account('a'),
          ConditionExpression: 'attribute_exists(id)',
          ExpressionAttributeValues: { ':unused': { S: 'x' } },
        },
      },
    ],
    /unused in expressions: keys: \{:unused\}/,
  ],
  [
    'an unknown choice',
    () => [
      { Put: { TableName, Item: account('a'), ReturnValuesOnConditionCheckFailure: 'all_old' as 'ALL_OLD' } },
    ],
    /enum value set: \[ALL_OLD, NONE\]/,
  ],
])('%s is refused as a whole', async (_, TransactItems, message) => {
  await expect(send({ TransactItems: TransactItems() })).rejects.toMatchObject(violation(message))
})

/** @documented DynamoDB API Reference, TransactGetItems: a transaction does not read an item twice */
test('two reads of one item are refused', async () => {
  const TransactItems = [...gets(1), ...gets(1)]
  await expect(accounts.client.send(new TransactGetItemsCommand({ TransactItems }))).rejects.toMatchObject(
    violation('Transaction request cannot include multiple operations on one item'),
  )
})

/**
 * @documented DynamoDB API Reference, TransactWriteItems, ResourceNotFoundException: "The operation tried to
 *   access a nonexistent table or index."
 */
test('a missing table is not found', async () => {
  await expect(
    send({ TransactItems: [...puts(1), { Put: { TableName: 'missing', Item: account('a') } }] }),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' })
})

/** @own parameters, refused as not simulated */
test.each<[string, object]>([
  ['ReturnConsumedCapacity', { ReturnConsumedCapacity: 'TOTAL' }],
  ['ReturnItemCollectionMetrics', { ReturnItemCollectionMetrics: 'SIZE' }],
])('%s is not simulated', async (name, parameter) => {
  await expect(send({ TransactItems: puts(1), ...parameter })).rejects.toMatchObject(
    violation(new RegExp(name)),
  )
  await send({ TransactItems: puts(1), [name]: 'NONE' })
})

describe('"Providing a ClientRequestToken makes the call … idempotent"', () => {
  const balanceOf = async (id: string) => {
    const { Responses } = await accounts.read(TableName, id)
    return Number(Responses?.[0]?.Item?.balance?.N)
  }

  /**
   * @documented DynamoDB API Reference, TransactWriteItems, ClientRequestToken: "Providing a
   *   ClientRequestToken makes the call to TransactWriteItems idempotent", for 10 minutes after the first
   *   request
   */
  test('for 10 minutes after the first request, the same has no effect', async () => {
    const request = {
      ClientRequestToken: 'ten-minutes',
      TransactItems: [{ Update: addition(TableName, 'ten-minutes', 1) }],
    }
    await send(request)
    await accounts.rig.clock.advanceBy({ minutes: 9, seconds: 59 })
    await send(request)
    // The same parameters, in another order.
    const { Key, ...rest } = request.TransactItems[0]?.Update ?? addition(TableName, 'ten-minutes', 1)
    await send({ ...request, TransactItems: [{ Update: { ...rest, Key } }] })
    expect(await balanceOf('ten-minutes')).toBe(1)

    await accounts.rig.clock.advanceBy({ seconds: 1 })
    await send(request)
    expect(await balanceOf('ten-minutes')).toBe(2)
  })

  /**
   * @documented DynamoDB API Reference, TransactWriteItems, ClientRequestToken: "Providing a
   *   ClientRequestToken makes the call to TransactWriteItems idempotent"
   */
  test('two concurrent requests have one effect', async () => {
    const request = {
      ClientRequestToken: 'at-once',
      TransactItems: [{ Update: addition(TableName, 'once', 1) }],
    }
    await Promise.all([send(request), send(request), send(request)])
    expect(await balanceOf('once')).toBe(1)
  })

  /**
   * @documented DynamoDB API Reference, TransactWriteItems, ClientRequestToken: "a change in other
   *   parameters" is an IdempotentParameterMismatch
   */
  test('"a change in other parameters" is a mismatch', async () => {
    const ClientRequestToken = 'mismatch'
    await send({ ClientRequestToken, TransactItems: puts(1) })
    await expect(send({ ClientRequestToken, TransactItems: puts(2) })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    })
  })

  /** @own not documented by AWS: the token of a transaction that was cancelled */
  test('a cancelled transaction is tried again', async () => {
    const request = {
      ClientRequestToken: 'cancelled',
      TransactItems: [{ Update: addition(TableName, 'rich', -1, 1) }],
    }
    await expect(send(request)).rejects.toMatchObject({ name: 'TransactionCanceledException' })
    await send({ TransactItems: [{ Put: { TableName, Item: account('rich', 5) } }] })
    await send(request)
    expect(await balanceOf('rich')).toBe(4)
  })

  /** @documented DynamoDB API Reference, TransactWriteItems, ClientRequestToken: 1 to 36 characters */
  test('has 1 to 36 characters', async () => {
    await send({ ClientRequestToken: 'x'.repeat(36), TransactItems: puts(1) })
    await expect(send({ ClientRequestToken: 'x'.repeat(37), TransactItems: puts(1) })).rejects.toMatchObject(
      violation(
        /'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36/,
      ),
    )
  })
})
