import {
  TransactGetItemsCommand,
  type TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import { Accounts, account, addition, failureOf, keyOf } from './accounts.ts'

const accounts = new Accounts()
let TableName: string
beforeAll(async () => {
  await accounts.open()
  TableName = await accounts.table('accounts', account('a', 1), account('b', 2))
})
afterAll(() => accounts.close())

const FAILED = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }
const NONE = { Code: 'None' }

async function cancelled(...items: TransactWriteItem[]): Promise<TransactionCanceledException> {
  const error = await failureOf(accounts.write(...items))
  expect(error.name).toBe('TransactionCanceledException')
  return error as TransactionCanceledException
}

const putNew = (id: string, shown?: 'ALL_OLD' | 'NONE'): TransactWriteItem => ({
  Put: {
    TableName,
    Item: account(id, 9),
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: shown,
  },
})

/**
 * @documented DynamoDB API Reference, TransactionCanceledException: "Transaction cancellation reasons are
 *   ordered in the order of requested items"
 */
test('"Transaction cancellation reasons are ordered in the order of requested items", and all that fail are listed', async () => {
  const error = await cancelled(putNew('a'), putNew('new'), { Update: addition(TableName, 'b', -9, 9) })
  expect(error.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None, ConditionalCheckFailed]',
  )
  expect(error.CancellationReasons).toEqual([FAILED, NONE, FAILED])
})

/**
 * @documented DynamoDB API Reference, TransactWriteItems, ReturnValuesOnConditionCheckFailure: ALL_OLD
 *   returns the item that failed its condition
 */
test.each<[string, (shown: 'ALL_OLD' | 'NONE') => TransactWriteItem]>([
  ['Put', shown => putNew('a', shown)],
  [
    'Update',
    shown => ({ Update: { ...addition(TableName, 'a', 1, 2), ReturnValuesOnConditionCheckFailure: shown } }),
  ],
  [
    'Delete',
    shown => ({
      Delete: {
        TableName,
        Key: keyOf('a'),
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: shown,
      },
    }),
  ],
  [
    'ConditionCheck',
    shown => ({
      ConditionCheck: {
        TableName,
        Key: keyOf('a'),
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: shown,
      },
    }),
  ],
])('with ALL_OLD, the reason of a %s shows the item that failed its condition', async (_, action) => {
  const other = { Put: { TableName, Item: account('new') } }
  expect((await cancelled(other, action('ALL_OLD'))).CancellationReasons).toEqual([
    NONE,
    { ...FAILED, Item: account('a', 1) },
  ])
  expect((await cancelled(other, action('NONE'))).CancellationReasons).toEqual([NONE, FAILED])
})

/** @documented DynamoDB API Reference, CancellationReason, Item: only of an item that exists */
test('there is no item to return if none existed', async () => {
  const check = { TableName, Key: keyOf('missing'), ConditionExpression: 'attribute_exists(id)' }
  const error = await cancelled({
    ConditionCheck: { ...check, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  })
  expect(error.CancellationReasons).toEqual([FAILED])
})

/**
 * @documented DynamoDB API Reference, TransactionCanceledException: ValidationError among the cancellation
 *   reasons
 */
test('an update that its item does not match cancels with a validation error, in addition to a failed condition', async () => {
  const Update = { ...addition(TableName, 'b', 1), UpdateExpression: 'SET balance = id + :amount' }
  const error = await cancelled(putNew('a'), { Update })
  expect(error.CancellationReasons).toEqual([
    FAILED,
    {
      Code: 'ValidationError',
      Message: 'An operand in the update expression has an incorrect data type',
    },
  ])
})

/**
 * @documented DynamoDB API Reference, TransactionCanceledException: ValidationError among the cancellation
 *   reasons
 */
test('an update of a missing item cancels with a validation error', async () => {
  const update = { ...addition(TableName, 'missing', 1), UpdateExpression: 'SET balance = balance + :amount' }
  const error = await cancelled(putNew('new'), { Update: update })
  expect(error.message).toContain('[None, ValidationError]')
  expect(error.CancellationReasons).toEqual([
    NONE,
    {
      Code: 'ValidationError',
      Message: 'The provided expression refers to an attribute that does not exist in the item',
    },
  ])
})

/**
 * @documented DynamoDB API Reference, TransactionCanceledException: ValidationError among the cancellation
 *   reasons
 */
test('only the first item that does not match its table cancels: no condition is checked', async () => {
  const wrong = { Put: { TableName, Item: { id: { N: '7' } } } }
  const error = await cancelled(putNew('a'), wrong, wrong)
  expect(error.CancellationReasons).toEqual([
    NONE,
    { Code: 'ValidationError', Message: expect.stringContaining('Type mismatch for key id expected: S') },
    NONE,
  ])
})

/**
 * @documented DynamoDB API Reference, TransactGetItems, TransactionCanceledException: a key that does not fit
 */
test('a read is cancelled by a key that does not fit its table', async () => {
  const Get = { TableName, Key: { other: { S: 'a' } } }
  const TransactItems = [{ Get: { TableName, Key: keyOf('a') } }, { Get }]
  const error = await failureOf(accounts.client.send(new TransactGetItemsCommand({ TransactItems })))
  expect(error).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [NONE, { Code: 'ValidationError' }],
  })
})
