import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  purchaseShipped,
} from '../../../lambda/contracts/purchase-events.ts'
import { PERSONAL_DATA, PURCHASE_ID, purchasePlacedExample } from '../examples.ts'
import { FunctionRig } from '../function-rig.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'

const rig = new FunctionRig()
let log: Log
let dynamoDb: DynamoDBClient
let history: typeof import('../../../lambda/shop/functions/history.ts').handler
let status: typeof import('../../../lambda/shop/functions/status.ts').handler

beforeAll(async () => {
  await rig.open('shop-history')
  dynamoDb = new DynamoDBClient(rig.client)
  rig.environment({
    PURCHASES_TABLE: await rig.table('purchases', 'purchaseId'),
    DEAD_LETTER_QUEUE_URL: await rig.queue('dead-letters.fifo'),
    // Longer than the purchases of the tests are old.
    PURCHASE_RETENTION_DAYS: '36500',
  })
  ;({ handler: history } = await import('../../../lambda/shop/functions/history.ts'))
  ;({ handler: status } = await import('../../../lambda/shop/functions/status.ts'))
})
afterAll(() => {
  dynamoDb.destroy()
  return rig.close()
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

const time = '2026-01-02T03:04:06.000Z'

function eventsOf(purchaseId: string) {
  const placed = purchasePlacedExample({}, purchaseId)
  const about = {
    id: purchaseId,
    source: 'urn:messaging:test',
    subject: purchaseId,
    time,
    correlationid: purchaseId,
  }
  const ids = { purchaseId, customerId: 'customer-1' }
  const shipment = { shipmentId: purchaseId, carrier: 'Royal Mail', shippedAt: time }
  const cancellation = {
    code: 'no-carrier' as const,
    reason: 'No carrier delivers there.',
    cancelledAt: time,
  }
  const { customerEmail } = placed.data
  return {
    placed,
    shipped: cloudEvent(purchaseShipped, about, { ...ids, ...shipment }),
    flagged: cloudEvent(purchaseFlagged, about, { ...ids, total: placed.data.total, flaggedAt: time }),
    cancelled: cloudEvent(purchaseCancelled, about, { ...ids, ...cancellation, customerEmail }),
    delayed: cloudEvent(purchaseDelayed, about, { ...ids, delayedAt: time }),
    shipment,
    cancellation,
  }
}

function arrive(...events: unknown[]) {
  const records = events.map((event, index) =>
    sqsRecord(event, { queue: 'history.fifo', group: 'customer-1', messageId: `m${index}` }),
  )
  return history(sqsEvent(...records), context)
}

async function ask(id: string) {
  const { statusCode, headers, body } = await status(apiRequest({ pathParameters: { id } }), context)
  return { statusCode, headers, body: JSON.parse(body ?? '') }
}

describe('GET /purchases/{id}', () => {
  test('follows the purchase from event to event', async () => {
    const { placed, shipped, flagged, shipment } = eventsOf(PURCHASE_ID)
    const known = {
      purchaseId: PURCHASE_ID,
      customerId: 'customer-1',
      total: { amount: 4048, currency: 'GBP' },
      placedAt: '2026-01-02T03:04:05.678Z',
    }
    expect(await arrive(placed)).toEqual({ batchItemFailures: [] })
    expect(await ask(PURCHASE_ID)).toMatchObject({ statusCode: 200, body: { ...known, status: 'placed' } })
    await arrive(flagged, shipped)
    expect((await ask(PURCHASE_ID)).body).toEqual({ ...known, status: 'shipped', shipment, flaggedAt: time })
  })

  test('says the same whatever the order and the number of the events', async () => {
    const id = '01920000-0000-7000-8000-000000000002'
    const { placed, shipped, flagged, shipment } = eventsOf(id)
    await arrive(shipped, flagged, shipped, placed, placed, flagged)
    expect((await ask(id)).body).toEqual({
      purchaseId: id,
      customerId: 'customer-1',
      status: 'shipped',
      total: { amount: 4048, currency: 'GBP' },
      placedAt: '2026-01-02T03:04:05.678Z',
      shipment,
      flaggedAt: time,
    })
  })

  test('keeps what was said first', async () => {
    const id = '01920000-0000-7000-8000-000000000003'
    const { flagged } = eventsOf(id)
    const later = { ...flagged, data: { ...flagged.data, flaggedAt: '2026-02-01T00:00:00.000Z' } }
    await arrive(flagged, later)
    expect((await ask(id)).body).toMatchObject({ flaggedAt: time })
  })

  test('says why a purchase is cancelled, in words for the customer', async () => {
    const id = '01920000-0000-7000-8000-000000000004'
    const { placed, cancelled, cancellation } = eventsOf(id)
    await arrive(placed, cancelled)
    expect((await ask(id)).body).toMatchObject({ status: 'cancelled', cancellation })
  })

  test('says that a purchase is delayed, until it ships', async () => {
    const id = '01920000-0000-7000-8000-000000000005'
    const { placed, delayed, shipped, shipment } = eventsOf(id)
    await arrive(placed, delayed)
    expect((await ask(id)).body).toMatchObject({ status: 'delayed', delayedAt: time })
    await arrive(shipped, delayed)
    expect((await ask(id)).body).toMatchObject({ status: 'shipped', shipment, delayedAt: time })
  })

  test('forgets it when its time is over: the same for each event, in any order and number', async () => {
    const id = '01920000-0000-7000-8000-000000000006'
    const { placed, shipped, delayed } = eventsOf(id)
    const expiresAt = { N: String(Math.floor((0x019200000000 + 36_500 * 86_400_000) / 1_000)) }
    for (const event of [delayed, shipped, placed, shipped]) {
      await arrive(event)
      const [item] = (await rig.items('purchases')).filter(({ purchaseId }) => purchaseId?.S === id)
      expect(item?.expiresAt).toEqual(expiresAt)
    }
  })

  test('answers 404 to what has expired, which DynamoDB deletes some time later', async () => {
    const id = '01920000-0000-7000-8000-000000000007'
    await arrive(eventsOf(id).placed)
    const [item] = (await rig.items('purchases')).filter(({ purchaseId }) => purchaseId?.S === id)
    const put = (seconds: number) => {
      const expiresAt = { N: String(Math.floor(Date.now() / 1_000) + seconds) }
      return dynamoDb.send(new PutItemCommand({ TableName: 'purchases', Item: { ...item, expiresAt } }))
    }
    await put(60)
    expect(await ask(id)).toMatchObject({ statusCode: 200 })
    await put(0)
    expect(await ask(id)).toMatchObject({ statusCode: 404 })
  })

  test('finds an id in capital letters', async () => {
    expect(await ask(PURCHASE_ID.toUpperCase())).toMatchObject({ statusCode: 200 })
  })

  test('answers 404 to an id that it does not know, which may be a matter of moments', async () => {
    expect(await ask('01920000-0000-7000-8000-00000000ffff')).toMatchObject({
      statusCode: 404,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
      body: {
        type: 'urn:messaging:problem:not-found',
        detail: expect.stringContaining('not be visible yet'),
      },
    })
  })

  test('answers 400 to an invalid id', async () => {
    expect(await ask('purchase-1')).toMatchObject({
      statusCode: 400,
      body: { errors: [{ pointer: 'id', detail: 'must be a UUID' }] },
    })
  })
})

test('the read model and the log contain no personal data', async () => {
  const { placed, cancelled } = eventsOf(PURCHASE_ID)
  await arrive(placed, cancelled)
  expect(log.hops).toEqual([
    expect.objectContaining({ purchaseId: PURCHASE_ID, outcome: 'done' }),
    expect.objectContaining({ purchaseId: PURCHASE_ID, outcome: 'done' }),
  ])
  const seen = log.text + JSON.stringify(await rig.items('purchases'))
  for (const datum of PERSONAL_DATA) expect(seen).not.toContain(datum)
})
