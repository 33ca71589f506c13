import { PutRecordsCommand } from '@aws-sdk/client-kinesis'
import fc from 'fast-check'
import { purchasedProducts } from '../../../lambda/clickstream/purchased-products.ts'
import { readStreamEvent } from '../../../lambda/clickstream/stream-event.ts'
import { type ProductPurchased, productPurchased } from '../../../lambda/contracts/clickstream-events.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import { MAXIMUM_TOTAL } from '../../../lambda/contracts/money.ts'
import { MAXIMUM_QUANTITY } from '../../../lambda/contracts/order-line.ts'
import { MAXIMUM_ITEMS } from '../../../lambda/contracts/purchases-api.ts'
import { totalOf } from '../../../lambda/shop/purchase.ts'
import { PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let deadLetters: string
let handler: typeof import('../../../lambda/clickstream/functions/purchases.ts').handler

beforeAll(async () => {
  await rig.open('clickstream-purchases')
  deadLetters = await rig.queue('dead-letters')
  rig.environment({ STREAM_NAME: 'clickstream', DEAD_LETTER_QUEUE_URL: deadLetters })
  ;({ handler } = await import('../../../lambda/clickstream/functions/purchases.ts'))
})
afterAll(() => rig.close())
beforeEach(async () => {
  await rig.stream('clickstream')
  log = new Log()
})
afterEach(async () => {
  jest.restoreAllMocks()
  await rig.deleteStream('clickstream')
})

const price = (amount: number) => ({ amount, currency: 'GBP' })

async function consume(...bodies: unknown[]): Promise<string[]> {
  const records = bodies.map((body, index) => sqsRecord(body, { messageId: `m-${index}` }))
  const { batchItemFailures } = await handler(sqsEvent(...records), context)
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
}

async function events(): Promise<ProductPurchased[]> {
  const records = await rig.records('clickstream')
  return records.map(
    ({ Data }) =>
      readStreamEvent(
        Data as Uint8Array,
        new Date('2026-01-02T03:04:06Z'),
        clickstreamTrends,
      ) as ProductPurchased,
  )
}

describe('a purchase', () => {
  test('is one event for each product, with what was bought of it in all lines', async () => {
    const items = [
      { sku: 'skis-3', quantity: 1, unitPrice: price(24_900) },
      { sku: 'lamp-7', quantity: 2, unitPrice: price(4_500) },
      { sku: 'skis-3', quantity: 2, unitPrice: price(19_900) },
    ]
    expect(await consume(purchasePlacedExample({ items, sessionId: 'visit-1' }))).toEqual([])
    const about = {
      specversion: '1.0',
      type: 'clickstream.product.purchased.v1',
      source: 'urn:messaging:clickstream:purchases',
      time: '2026-01-02T03:04:05.678Z',
      datacontenttype: 'application/json',
      correlationid: PURCHASE_ID,
      recordedtime: expect.stringMatching(/^20\d\d-.*\.\d{3}Z$/),
      traceparent: expect.stringContaining(String(log.hops[0]?.traceId)),
    }
    const purchase = { sessionId: 'visit-1', customerId: 'customer-1', purchaseId: PURCHASE_ID }
    expect(await events()).toEqual([
      {
        ...about,
        id: `${PURCHASE_ID}.skis-3`,
        subject: 'skis-3',
        data: { ...purchase, sku: 'skis-3', quantity: 3, amount: price(64_700) },
      },
      {
        ...about,
        id: `${PURCHASE_ID}.lamp-7`,
        subject: 'lamp-7',
        data: { ...purchase, sku: 'lamp-7', quantity: 2, amount: price(9_000) },
      },
    ])
  })

  test.each([
    ['among the clicks of its session', 'visit-1', 'visit-1'],
    ['by itself where it has no session', undefined, PURCHASE_ID],
  ])('is %s', async (_, sessionId, partitionKey) => {
    await consume(purchasePlacedExample({ sessionId }))
    const records = await rig.records('clickstream')
    expect(records.map(({ PartitionKey }) => PartitionKey)).toEqual([partitionKey, partitionKey])
    const [event] = await events()
    expect(event?.data.sessionId).toBe(sessionId)
  })

  test('that comes again gives the same records, byte for byte but for when they were put there', async () => {
    await consume(purchasePlacedExample(), purchasePlacedExample())
    const data = (await rig.records('clickstream')).map(({ Data }) =>
      Buffer.from(Data as Uint8Array)
        .toString()
        .replace(/"recordedtime":"[^"]+"/, ''),
    )
    expect(data).toHaveLength(4)
    expect(new Set(data).size).toBe(2)
  })

  test('is one hop of its trail', async () => {
    await consume(purchasePlacedExample())
    expect(log.hops).toEqual([
      expect.objectContaining({
        correlationId: PURCHASE_ID,
        purchaseId: PURCHASE_ID,
        event: 'shop.purchase.placed.v1',
        messageId: 'm-0',
        products: '2',
        outcome: 'done',
      }),
    ])
  })
})

// Each of these is in the message, and none of them in the name of another.
const PERSON = {
  customerId: 'customer-of-xylophones',
  customerEmail: 'zebedee.quux@mail.example',
  shipTo: {
    name: 'Zebedee Quux',
    street: '77 Jabberwock Lane',
    city: 'Slithy Toves',
    postalCode: 'QX7 9ZZ',
    country: 'GB',
  },
}

test('of the customer, the stream has the id alone, and the log nothing', async () => {
  const { country: _, ...words } = PERSON.shipTo
  const personal = [PERSON.customerEmail, ...Object.values(words)].flatMap(text =>
    [text, ...text.split(/[\s@]/)].filter(part => part.length > 2),
  )
  const placed = purchasePlacedExample({ ...PERSON, sessionId: 'visit-1' })
  for (const word of personal) expect(JSON.stringify(placed)).toContain(word)

  await consume(placed, purchasePlacedExample(PERSON, '01920000-0000-7000-8000-000000000002'))
  const records = await rig.records('clickstream')
  expect(records).toHaveLength(4)
  const bytes = Buffer.concat(
    records.flatMap(({ Data, PartitionKey = '' }) => [Data as Uint8Array, Buffer.from(PartitionKey)]),
  )
  for (const word of personal) {
    expect(bytes.includes(word)).toBe(false)
    expect(log.text).not.toContain(word)
  }
  expect((await events()).map(({ data }) => data.customerId)).toEqual(Array(4).fill(PERSON.customerId))
  expect(log.text).not.toContain(PERSON.customerId)
})

describe('the products of a purchase', () => {
  const items = fc.array(
    fc.record({
      sku: fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__'),
      quantity: fc.integer({ min: 1, max: MAXIMUM_QUANTITY }),
      unitPrice: fc.record({
        amount: fc.integer({ min: 0, max: MAXIMUM_TOTAL }),
        currency: fc.constant('GBP'),
      }),
    }),
    { minLength: 1, maxLength: MAXIMUM_ITEMS },
  )

  test('keep to their contract, and are together what the purchase is', () => {
    fc.assert(
      fc.property(items, lines => {
        const products = purchasedProducts(purchasePlacedExample({ items: lines }))
        for (const product of products) expect(productPurchased.schema.parse(product)).toEqual(product)
        expect(products.map(({ data }) => data.sku)).toEqual([...new Set(lines.map(({ sku }) => sku))])
        const sum = (of: (product: ProductPurchased) => number) =>
          products.reduce((total, product) => total + of(product), 0)
        expect(sum(({ data }) => data.amount.amount)).toBe(totalOf(lines).amount)
        expect(sum(({ data }) => data.quantity)).toBe(
          lines.reduce((total, { quantity }) => total + quantity, 0),
        )
      }),
    )
  })
})

/** Uses up all that the one shard takes in this second, save `room` records. */
async function fillShard(room: number): Promise<void> {
  const Records = Array.from({ length: 500 }, () => ({ Data: Buffer.from('{}'), PartitionKey: 'others' }))
  for (const batch of [Records, Records.slice(room)]) {
    await rig.kinesis.send(new PutRecordsCommand({ StreamName: 'clickstream', Records: batch }))
  }
}

describe('a stream that refuses them', () => {
  test('makes the purchase wait where it is gone, and uses up no try', async () => {
    await rig.deleteStream('clickstream')
    expect(await consume(purchasePlacedExample())).toEqual(['m-0'])
    expect(log.hops).toEqual([
      expect.objectContaining({
        outcome: 'retry',
        waitsFor: 'kinesis',
        correlationId: PURCHASE_ID,
        reason: expect.stringContaining('ResourceNotFoundException'),
      }),
    ])
    expect(await rig.arrived(deadLetters)).toEqual([])
  })

  test('makes it wait where its shard stays full', async () => {
    await fillShard(0)
    const timeout = AbortSignal.timeout
    jest.spyOn(AbortSignal, 'timeout').mockImplementation(ms => {
      expect(ms).toBe(5_000)
      return timeout.call(AbortSignal, 600)
    })
    // Pauses of 100, 200 and 400 ms, the last of which ends early.
    jest.spyOn(Math, 'random').mockReturnValue(1)
    expect(await consume(purchasePlacedExample())).toEqual(['m-0'])
    expect(log.hops).toEqual([
      expect.objectContaining({
        outcome: 'retry',
        waitsFor: 'kinesis',
        reason: expect.stringContaining('ProvisionedThroughputExceededException'),
      }),
    ])
  })

  test('gets the rest of a purchase once it has room', async () => {
    await fillShard(1)
    jest.spyOn(Math, 'random').mockImplementation(() => {
      void rig.clock.advanceBy({ seconds: 1 })
      return 0.1
    })
    expect(await consume(purchasePlacedExample())).toEqual([])
    const ids = (await rig.records('clickstream'))
      .slice(-2)
      .map(({ Data }) => JSON.parse(Buffer.from(Data as Uint8Array).toString()).id)
    expect(ids).toEqual([`${PURCHASE_ID}.engine-1`, `${PURCHASE_ID}.punch-card`])
  })
})

test('purchases that arrive together are all in the stream, in their order', async () => {
  const ids = Array.from({ length: 10 }, (_, index) => `01920000-0000-7000-8000-00000000000${index}`)
  expect(await consume(...ids.map(id => purchasePlacedExample({}, id)))).toEqual([])
  expect((await events()).map(({ id }) => id)).toEqual(
    ids.flatMap(id => [`${id}.engine-1`, `${id}.punch-card`]),
  )
  expect(log.hops.map(({ purchaseId, products, outcome }) => [purchaseId, products, outcome])).toEqual(
    ids.map(id => [id, '2', 'done']),
  )
})

test('where the stream takes some records of a request, the purchases whose records it took are done', async () => {
  await fillShard(2)
  const timeout = AbortSignal.timeout
  jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 600))
  jest.spyOn(Math, 'random').mockReturnValue(1)
  const other = '01920000-0000-7000-8000-000000000002'
  expect(await consume(purchasePlacedExample(), purchasePlacedExample({}, other))).toEqual(['m-1'])
  const taken = (await rig.records('clickstream')).slice(-2)
  expect(taken.map(({ PartitionKey }) => PartitionKey)).toEqual([PURCHASE_ID, PURCHASE_ID])
})

test('a message that is not a purchase becomes a dead letter, and delays no other', async () => {
  expect(await consume({ ...purchasePlacedExample(), data: {} }, 'no JSON', purchasePlacedExample())).toEqual(
    [],
  )
  expect(await rig.arrived(deadLetters)).toHaveLength(2)
  expect(await events()).toHaveLength(2)
})
