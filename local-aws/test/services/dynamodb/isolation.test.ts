import { setImmediate } from 'node:timers/promises'
import { Account } from '../../../src/account.ts'
import { SteppedClock } from '../../../src/clock.ts'
import { Random } from '../../../src/random.ts'
import { Dynalite, type Transaction } from '../../../src/services/dynamodb/dynalite.ts'

const TableName = 'accounts'
const Key = { id: { S: 'a' } }

let dynalite: Dynalite
beforeAll(async () => {
  dynalite = new Dynalite(new Account('us-east-1', new SteppedClock(), new Random(1)))
  await dynalite.run('CreateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  })
  for (;;) {
    const { Table } = (await dynalite.run('DescribeTable', { TableName })) as {
      Table: { TableStatus: string }
    }
    if (Table.TableStatus === 'ACTIVE') break
    await setImmediate()
  }
})
afterAll(() => dynalite.close())

const put = (balance: number) =>
  dynalite.run('PutItem', { TableName, Item: { ...Key, balance: { N: String(balance) } } })

async function balanceIn(transaction: Transaction): Promise<number> {
  const { Item } = (await transaction.run('GetItem', { TableName, Key })) as {
    Item: { balance: { N: string } }
  }
  return Number(Item.balance.N)
}

/** Far more turns than any request takes. */
async function longEnough(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await setImmediate()
}

/**
 * @documented DynamoDB Developer Guide, Isolation levels of transactions: transactions are serializable
 *   towards other writes
 */
test('a transaction begins when every request before it has ended', async () => {
  const writing = put(1)
  expect(await dynalite.transact(balanceIn)).toBe(1)
  await writing
})

/**
 * @documented DynamoDB Developer Guide, Isolation levels of transactions: transactions are serializable
 *   towards other writes
 */
test('requests during a transaction wait for its end', async () => {
  await put(1)
  const ended: string[] = []
  let writing: Promise<unknown> | undefined
  const seen = await dynalite.transact(async transaction => {
    writing = put(2).then(() => ended.push('write'))
    await longEnough()
    ended.push('transaction')
    return balanceIn(transaction)
  })
  expect(seen).toBe(1)
  await writing
  expect(ended).toEqual(['transaction', 'write'])
  expect(await dynalite.transact(balanceIn)).toBe(2)
})

/**
 * @documented DynamoDB Developer Guide, Isolation levels of transactions: transactions are serializable
 *   towards each other
 */
test('one transaction waits for the other, whether that succeeds or fails', async () => {
  const order: string[] = []
  const first = dynalite.transact(async () => {
    await longEnough()
    order.push('first')
    throw new Error('It fails.')
  })
  const second = dynalite.transact(async () => {
    order.push('second')
  })
  await expect(first).rejects.toThrow('It fails.')
  await second
  expect(order).toEqual(['first', 'second'])
})

/** @own the order of requests */
test('requests run side by side', async () => {
  const order: string[] = []
  const slow = Promise.all([put(1), put(2), put(3)]).then(() => order.push('three writes'))
  const fast = dynalite.run('ListTables', {}).then(() => order.push('one read'))
  await Promise.all([slow, fast])
  expect(order).toEqual(['one read', 'three writes'])
})
