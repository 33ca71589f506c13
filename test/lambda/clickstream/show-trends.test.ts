import type { Context } from 'aws-lambda'
import { begun, FIRST_STATE, swapped } from '../../../lambda/clickstream/generations-state.ts'
import { apiRequest, context } from '../invocation.ts'
import { Log } from '../log.ts'
import { added, arrival, purchased, viewed } from './stream-events.ts'
import { TrendsRig } from './trends-rig.ts'

const rig = new TrendsRig()
let log: Log
let handler: typeof import('../../../lambda/clickstream/functions/show-trends.ts').handler
let countEvents: typeof import('../../../lambda/clickstream/counting.ts').countEvents
let generations: typeof import('../../../lambda/clickstream/generations.ts')

beforeAll(async () => {
  await rig.openTables('clickstream-show-trends')
  ;({ handler } = await import('../../../lambda/clickstream/functions/show-trends.ts'))
  ;({ countEvents } = await import('../../../lambda/clickstream/counting.ts'))
  generations = await import('../../../lambda/clickstream/generations.ts')
  const events = [
    viewed({ id: 'v1', sku: 'lamp' }),
    viewed({ id: 'v2', sku: 'lamp' }),
    added({ id: 'a1', sku: 'lamp' }),
    purchased({ id: 'p1', sku: 'lamp', quantity: 2, amount: 3998 }),
    purchased({ id: 'p2', sku: 'lamp', amount: 900, currency: 'USD' }),
    viewed({ id: 'v3', sku: 'book' }),
    viewed({ id: 'v4', sku: 'book' }),
    viewed({ id: 'v5', sku: 'book' }),
    purchased({ id: 'p3', sku: 'tent' }),
    viewed({ id: 'v6', sku: 'lamp', time: '2026-11-29T10:16:00.000Z' }),
  ]
  // Of several shards, so that the figures of a product are in several stripes.
  const arrivals = events.map((event, index) =>
    arrival(event, { sequenceNumber: index, shardId: `shardId-${String(index).padStart(12, '0')}` }),
  )
  await countEvents(arrivals, '0')
  const late = { sequenceNumber: 99, arrivedAt: '2026-11-29T12:15:31.000Z' }
  await countEvents([arrival(viewed({ id: 'late', sku: 'lamp' }), late)], '0')
})
afterAll(() => rig.close())
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

async function get(query: Record<string, string>, pathParameters?: Record<string, string>) {
  const { statusCode, body } = await handler(
    apiRequest({ method: 'GET', query, pathParameters, body: '' }),
    context as Context,
  )
  return { statusCode, body: JSON.parse(String(body)) }
}

const none = { views: 0, baskets: 0, purchases: 0, units: 0, revenue: [], late: 0 }

test('the products of a minute: by purchases, then views; figures of all stripes, revenue by currency', async () => {
  expect(await get({ minute: '2026-11-29T10:15Z' })).toEqual({
    statusCode: 200,
    body: {
      minute: '2026-11-29T10:15Z',
      late: 1,
      products: [
        {
          sku: 'lamp',
          ...{ views: 2, baskets: 1, purchases: 2, units: 3, late: 1, conversion: 1 },
          revenue: [
            { amount: 3998, currency: 'EUR' },
            { amount: 900, currency: 'USD' },
          ],
        },
        {
          ...{ ...none, sku: 'tent', purchases: 1, units: 1, conversion: null },
          revenue: [{ amount: 1999, currency: 'EUR' }],
        },
        { ...none, sku: 'book', views: 3, conversion: 0 },
      ],
    },
  })
})

test('a request logs one hop, which belongs to no trail', async () => {
  await get({ minute: '2026-11-29T10:15Z' })
  expect(log.hops).toEqual([expect.objectContaining({ event: 'GET /', outcome: 'done' })])
  expect(log.hops[0]).not.toHaveProperty('correlationId')
})

test('top cuts the list, not the sums', async () => {
  const { body } = await get({ minute: '2026-11-29T10:15Z', top: '1' })
  expect(body).toMatchObject({ late: 1, products: [{ sku: 'lamp' }] })
  expect(body.products).toHaveLength(1)
})

test('a product, minute by minute: from the first to before the last', async () => {
  const range = { from: '2026-11-29T10:15Z', to: '2026-11-29T10:16Z' }
  const { body } = await get(range, { sku: 'lamp' })
  expect(body).toMatchObject({ sku: 'lamp', ...range, minutes: [{ minute: '2026-11-29T10:15Z', views: 2 }] })
  const longer = await get({ ...range, to: '2026-11-29T10:17Z' }, { sku: 'lamp' })
  expect(longer.body.minutes.map(({ views }: { views: number }) => views)).toEqual([2, 1])
})

test.each([
  [{ minute: 'yesterday' }, undefined],
  [{ minute: '2026-13-29T10:15Z' }, undefined],
  [{ top: '0' }, undefined],
  [{ top: '101' }, undefined],
  [{ limit: '5' }, undefined],
  [{ from: '2026-11-29T10:15Z', to: '2026-11-29T10:15Z' }, { sku: 'lamp' }],
  [{ from: '2026-11-27T10:15Z', to: '2026-11-29T10:15Z' }, { sku: 'lamp' }],
  [{}, { sku: 'a lamp' }],
])('%j of %j is refused as a problem', async (query, path) => {
  expect(await get(query, path)).toMatchObject({ statusCode: 400, body: { status: 400 } })
})

test('after a swap the minutes of the range are read from the new generation, the others from the old', async () => {
  const building = begun(FIRST_STATE, { from: '2026-11-29T10:16Z', to: '2026-11-29T10:17Z' }, new Date())
  await generations.replaceState(FIRST_STATE, building)
  await countEvents(
    [arrival(viewed({ id: 'v7', sku: 'globe', time: '2026-11-29T10:16:30.000Z' }))],
    building.building.generation,
  )
  expect((await get({ minute: '2026-11-29T10:16Z' })).body.products).toMatchObject([{ sku: 'lamp' }])

  await generations.replaceState(building, swapped(building, new Date()))
  expect((await get({ minute: '2026-11-29T10:16Z' })).body.products).toMatchObject([{ sku: 'globe' }])
  expect((await get({ minute: '2026-11-29T10:15Z' })).body.products).toHaveLength(3)
})
