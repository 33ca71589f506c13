import {
  clientEvent,
  eventList,
  eventsPartlyAccepted,
  postEvents,
  productTrendsQuery,
  trends,
  trendsQuery,
} from '../../../lambda/contracts/clickstream-api.ts'
import { violationsOf } from '../../../lambda/contracts/violations.ts'

const view = {
  id: 'e-1',
  type: 'product-viewed',
  sessionId: 'visit-1',
  time: '2026-11-29T10:15:30.123Z',
  sku: 'skis-3',
}
const added = { ...view, type: 'basket-item-added', quantity: 2 }

describe('an event as clients send it', () => {
  test.each([
    ['a view', view],
    ['a thing in the basket', added],
    ["a thing in a customer's basket", { ...added, customerId: 'customer-1' }],
    ['a time in whole seconds', { ...view, time: '2026-11-29T10:15:30Z' }],
    ['the longest id', { ...view, id: 'i'.repeat(64) }],
    ['the longest session', { ...view, sessionId: 's'.repeat(128) }],
  ])('may be %s', (_, event) => {
    expect(clientEvent.parse(event)).toEqual(event)
  })

  test.each([
    ['null', null],
    ['a list', [view]],
    ['a view of several', { ...view, quantity: 2 }],
    ['a view by a customer', { ...view, customerId: 'customer-1' }],
    ['an e-mail address as customer', { ...added, customerId: 'ada@mail.example' }],
    ['no quantity for the basket', { ...added, quantity: undefined }],
    ['half a thing', { ...added, quantity: 0.5 }],
    ['a quantity as text', { ...added, quantity: '2' }],
    ['a type of the stream', { ...view, type: 'clickstream.product.viewed.v1' }],
    ['a purchase: the shop alone tells of those', { ...view, type: 'product-purchased' }],
    ['an inherited name as type', { ...view, type: 'constructor' }],
    ['no id', { ...view, id: '' }],
    ['an id that would end a part of a key', { ...view, id: 'a#b' }],
    ['an id that is too long', { ...view, id: 'i'.repeat(65) }],
    ['an id as number', { ...view, id: 1 }],
    ['an e-mail address as session', { ...view, sessionId: 'ada@mail.example' }],
    ['a session of two lines', { ...view, sessionId: 'visit\n' }],
    ['a session that is too long', { ...view, sessionId: 's'.repeat(129) }],
    ['a product that no purchase can have', { ...view, sku: 'skis 3' }],
    ['a time that is not UTC', { ...view, time: '2026-11-29T10:15:30+01:00' }],
    ['a time as number', { ...view, time: 1_795_947_330_000 }],
    ['an invalid day', { ...view, time: '2026-02-30T10:15:30Z' }],
    ['a member that is not known', { ...view, customerEmail: 'ada@mail.example' }],
  ])('may not be or have %s', (_, event) => {
    expect(clientEvent.safeParse(event).success).toBe(false)
  })
})

test('an event of an unknown type is told which there are', () => {
  const { error } = clientEvent.safeParse({ ...view, type: 'product-purchased' })
  expect(error && violationsOf(error)).toEqual([
    { pointer: '#/type', detail: 'must be one of product-viewed, basket-item-added' },
  ])
})

describe.each([
  ['POST /events', postEvents],
  ['POST /events before its events are read', eventList],
])('%s', (_, contract) => {
  test.each([1, 500])('takes %i events', count => {
    const body = { events: Array(count).fill(view) }
    expect(contract.parse(body)).toEqual(body)
  })

  test.each([
    ['none', { events: [] }],
    ['501 events', { events: Array(501).fill(view) }],
    ['an event alone', view],
    ['a list', [view]],
    ['a member beside the events', { events: [view], sessionId: 'visit-1' }],
    ['an object for a list', { events: { 0: view, length: 1 } }],
  ])('does not take %s', (_, body) => {
    expect(contract.safeParse(body).success).toBe(false)
  })
})

test.each([202, 404, '429'])('an event is never refused with %p', status => {
  const answer = (each: unknown) => ({
    accepted: 0,
    refused: 1,
    events: [{ index: 0, status: each, reason: 'x' }],
  })
  expect(eventsPartlyAccepted.safeParse(answer(429)).success).toBe(true)
  expect(eventsPartlyAccepted.safeParse(answer(status)).success).toBe(false)
})

describe('the query of trends', () => {
  test.each([{}, { minute: '2026-11-29T10:15Z' }, { top: '1' }, { top: '99' }, { top: '100' }])(
    'may be %j',
    query => {
      expect(trendsQuery.parse(query)).toEqual(query)
    },
  )

  test.each([
    { minute: '2026-11-29T10:15:00Z' },
    { minute: '2026-11-29T10:15' },
    { minute: '2026-02-30T10:15Z' },
    { top: '0' },
    { top: '101' },
    { top: '1e1' },
    { top: '' },
    { top: ' 5' },
  ])('may not be %j', query => {
    expect(trendsQuery.safeParse(query).success).toBe(false)
  })

  test('takes a range of minutes for a product', () => {
    const query = { from: '2026-11-29T10:15Z', to: '2026-11-29T10:16Z' }
    expect(productTrendsQuery.parse(query)).toEqual(query)
    expect(productTrendsQuery.safeParse({ from: 'yesterday' }).success).toBe(false)
  })
})

test('a product without views has no conversion', () => {
  const figures = { sku: 'skis-3', views: 0, baskets: 0, purchases: 1, units: 1, revenue: [], late: 0 }
  const answer = (conversion: unknown) => ({
    minute: '2026-11-29T10:15Z',
    products: [{ ...figures, conversion }],
    late: 0,
  })
  expect(trends.safeParse(answer(null)).success).toBe(true)
  expect(trends.safeParse(answer(Number.POSITIVE_INFINITY)).success).toBe(false)
})

test.each([
  [400, true],
  [429, true],
  [503, true],
  [500, false],
])('an event may be refused with the status %i: %s', (status, isKnown) => {
  const answer = { accepted: 0, refused: 1, events: [{ index: 0, id: 'e', status, reason: 'no' }] }
  expect(eventsPartlyAccepted.safeParse(answer).success).toBe(isKnown)
})
