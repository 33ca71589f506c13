import { BatchGetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { Accounts, account, addition, failureOf, type Item, keyOf } from './accounts.ts'

const accounts = new Accounts()
beforeAll(() => accounts.open())
afterAll(() => accounts.close())

const sumOf = (items: (Item | undefined)[]) =>
  items.reduce((sum, item) => sum + Number(item?.balance?.N ?? Number.NaN), 0)

/**
 * @documented DynamoDB API Reference, TransactWriteItems: "The actions are completed atomically so that
 *   either all of them succeed, or all of them fail."
 */
describe('"The actions are completed atomically so that either all of them succeed, or all of them fail"', () => {
  test('a put, an update, a delete and a check in two tables are done together', async () => {
    const TableName = await accounts.table('together', account('updated', 1), account('deleted'))
    const other = await accounts.table('together-other', account('checked', 7))

    await accounts.write(
      { Put: { TableName, Item: account('put', 5, 'bob') } },
      { Update: addition(TableName, 'updated', 2) },
      { Delete: { TableName, Key: keyOf('deleted') } },
      {
        ConditionCheck: {
          TableName: other,
          Key: keyOf('checked'),
          ConditionExpression: 'balance = :seven',
          ExpressionAttributeValues: { ':seven': { N: '7' } },
        },
      },
    )
    expect(await accounts.items(TableName)).toEqual([account('put', 5, 'bob'), account('updated', 3)])
    expect(await accounts.ofOwner(TableName, 'bob')).toEqual([account('put', 5, 'bob')])
    expect(await accounts.ofOwner(TableName, 'ada')).toEqual([account('updated', 3)])
    expect(await accounts.items(other)).toEqual([account('checked', 7)])
  })

  test('one that fails leaves items and indexes as they were', async () => {
    const before = [account('deleted', 2), account('moved', 1)]
    const TableName = await accounts.table('untouched', ...before)

    const attempt = accounts.write(
      { Put: { TableName, Item: account('new', 1, 'eve') } },
      { Put: { TableName, Item: account('moved', 9, 'eve') } },
      { Delete: { TableName, Key: keyOf('deleted') } },
      { Update: addition(TableName, 'poor', -1, 1) },
    )
    expect((await failureOf(attempt)).name).toBe('TransactionCanceledException')
    expect(await accounts.items(TableName)).toEqual(before)
    expect(await accounts.ofOwner(TableName, 'eve')).toEqual([])
    expect(await accounts.ofOwner(TableName, 'ada')).toEqual(expect.arrayContaining(before))
  })

  /**
   * @documented DynamoDB Developer Guide, Isolation levels of transactions: TransactGetItems is serializable
   * @own queries, which see each transaction as a whole; AWS promises that for single items
   */
  test('concurrent transfers keep the sum, and no reader sees another sum', async () => {
    const ids = ['a', 'b', 'c', 'd']
    const id = fc.constantFrom(...ids)
    const transfer = fc
      .record({ from: id, to: id, amount: fc.integer({ min: 1, max: 60 }) })
      .filter(({ from, to }) => from !== to)
    let runs = 0

    async function transferring(transfers: { from: string; to: string; amount: number }[]): Promise<void> {
      const TableName = await accounts.table(`transfers-${runs++}`, ...ids.map(each => account(each, 100)))
      const seen: Promise<number>[] = []
      const attempts = transfers.map(async ({ from, to, amount }) => {
        const attempt = accounts.write(
          { Update: addition(TableName, from, -amount, amount) },
          { Update: addition(TableName, to, amount) },
        )
        seen.push(
          accounts.read(TableName, ...ids).then(({ Responses = [] }) => sumOf(Responses.map(r => r.Item))),
          accounts.items(TableName).then(sumOf),
          accounts.ofOwner(TableName, 'ada').then(sumOf),
        )
        await attempt.catch(({ name }) => expect(name).toBe('TransactionCanceledException'))
      })
      await Promise.all(attempts)
      expect(new Set(await Promise.all(seen))).toEqual(new Set([400]))
      const left = await accounts.items(TableName)
      expect(sumOf(left)).toBe(400)
      expect(left.every(({ balance }) => Number(balance?.N) >= 0)).toBe(true)
    }

    await fc.assert(fc.asyncProperty(fc.array(transfer, { minLength: 2, maxLength: 20 }), transferring), {
      numRuns: 15,
    })
  })
})

/** @own batch reads, which see all of a transaction or nothing */
test('a batch read sees all of a transaction, or nothing of it', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `item-${index}`)
  const TableName = await accounts.table('isolated', ...ids.map(id => account(id, 0)))
  const Keys = ids.map(keyOf)
  const batch = new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } })

  const writing = [1, 2, 3].map(version =>
    accounts.write(...ids.map(id => ({ Put: { TableName, Item: account(id, version) } }))),
  )
  const reading = Array.from({ length: 9 }, () => accounts.client.send(batch))
  await Promise.all(writing)
  for (const { Responses } of await Promise.all(reading)) {
    expect(Responses?.[TableName]).toHaveLength(ids.length)
    expect(new Set(Responses?.[TableName]?.map(({ balance }) => balance?.N)).size).toBe(1)
  }
})

/**
 * @documented DynamoDB Developer Guide, Isolation levels of transactions: transactions are serializable
 *   towards other writes
 */
test('an update between the check and the write of a transaction is not lost', async () => {
  const TableName = await accounts.table('not-lost', account('counter'))
  const increments = Array.from({ length: 30 }, async (_, index) => {
    const increment = addition(TableName, 'counter', 1)
    if (index % 2 === 0) await accounts.write({ Update: increment })
    else await accounts.client.send(new UpdateItemCommand(increment))
  })
  await Promise.all(increments)
  expect(await accounts.items(TableName)).toEqual([account('counter', 30)])
})

/**
 * @documented DynamoDB API Reference, TransactGetItems, Responses: "An ordered array of up to 100
 *   ItemResponse objects"
 */
test('a read returns the items in the order of the request, and nothing for a missing item', async () => {
  const TableName = await accounts.table('read', account('a', 1), account('b', 2))
  const { Responses } = await accounts.read(TableName, 'b', 'missing', 'a')
  expect(Responses).toEqual([{ Item: account('b', 2) }, {}, { Item: account('a', 1) }])
})
