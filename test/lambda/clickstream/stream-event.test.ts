import { readStreamEvent } from '../../../lambda/clickstream/stream-event.ts'
import {
  basketItemAdded,
  MAXIMUM_AHEAD_MS,
  productPurchased,
  productViewed,
} from '../../../lambda/contracts/clickstream-events.ts'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { clickstreamBaskets } from '../../../lambda/contracts/consumers/clickstream-baskets.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import { PermanentFailure } from '../../../lambda/queue/failures.ts'
import { NotThisRelease } from '../../../lambda/queue/not-this-release.ts'
import { PURCHASE_ID } from '../examples.ts'

const TIME = '2026-11-29T10:15:30.000Z'
const ARRIVED_AT = new Date(TIME)

const about = {
  id: 'e-1',
  source: 'urn:messaging:clickstream:ingest',
  subject: 'skis-3',
  time: TIME,
  correlationid: 'visit-1',
}
const view = cloudEvent(productViewed, about, { sessionId: 'visit-1', sku: 'skis-3' })

const bytes = (document: unknown) => Buffer.from(JSON.stringify(document))

function failureOf(data: Uint8Array, arrivedAt = ARRIVED_AT): Error {
  try {
    readStreamEvent(data, arrivedAt, clickstreamTrends)
  } catch (error) {
    if (error instanceof PermanentFailure || error instanceof NotThisRelease) return error
    throw error
  }
  throw new Error('The record was read.')
}

describe('a record of the stream', () => {
  test.each([
    view,
    cloudEvent(basketItemAdded, about, { sessionId: 'visit-1', sku: 'skis-3', quantity: 2 }),
    cloudEvent(
      productPurchased,
      { ...about, id: `${PURCHASE_ID}.${'s'.repeat(64)}` },
      { purchaseId: PURCHASE_ID, sku: 'skis-3', quantity: 2, amount: { amount: 5, currency: 'EUR' } },
    ),
  ])('is read as $type', event => {
    expect(readStreamEvent(bytes(event), ARRIVED_AT, clickstreamTrends)).toEqual(event)
  })

  test('is read from the bytes alone, also from a part of a larger buffer', () => {
    const around = Buffer.concat([Buffer.from('xx'), bytes(view), Buffer.from('xx')])
    const data = new Uint8Array(around.buffer, around.byteOffset + 2, around.byteLength - 4)
    expect(readStreamEvent(data, ARRIVED_AT, clickstreamTrends)).toEqual(view)
  })

  test.each(['clickstream.search.made.v1', 'shop.purchase.placed.v1', 'constructor', 'clickstream.product'])(
    'of the type %s is not for readers of clicks',
    type => {
      expect(
        readStreamEvent(bytes({ ...view, type, data: 'anything' }), ARRIVED_AT, clickstreamTrends),
      ).toBeUndefined()
    },
  )

  test.each([
    ['clickstream.product.viewed.v2', 'NotThisRelease'],
    ['clickstream.product.viewed.v1beta', 'UnknownSchema'],
    ['clickstream.product.viewed', 'UnknownSchema'],
  ])('of the type %s is not taken: its events would be missing from the figures', (type, name) => {
    expect(failureOf(bytes({ ...view, type })).name).toBe(name)
  })

  test('is passed over by the reader that ignores its type, whatever is in it', () => {
    expect(readStreamEvent(bytes({ ...view, data: {} }), ARRIVED_AT, clickstreamBaskets)).toBeUndefined()
  })

  test.each([
    ['nothing', Buffer.alloc(0), 'UnparseableMessage', 'JSON'],
    ['no UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22]), 'UnparseableMessage', 'UTF-8'],
    ['UTF-16', Buffer.from(JSON.stringify(view), 'utf16le'), 'UnparseableMessage', ''],
    ['half a document', bytes(view).subarray(0, 50), 'UnparseableMessage', 'JSON'],
    ['no CloudEvent', bytes({ sku: 'skis-3' }), 'UnparseableMessage', 'CloudEvents'],
    ['a list', bytes([view]), 'UnparseableMessage', 'CloudEvents'],
    ['a document without end', Buffer.from('['.repeat(200_000)), 'UnparseableMessage', 'JSON'],
    ['data that break the contract', bytes({ ...view, data: {} }), 'ContractViolation', '#/data/sku'],
    ['an id that would end a part of a key', bytes({ ...view, id: 'a#b' }), 'ContractViolation', '#/id'],
    ['an id that is too long', bytes({ ...view, id: 'i'.repeat(257) }), 'UnparseableMessage', '#/id'],
  ])('with %s is refused', (_, data, name, place) => {
    const failure = failureOf(data)
    expect(failure.name).toBe(name)
    expect(failure.message).toContain(place)
  })

  test('is refused without its words: they may be a person’s', () => {
    const data = { sessionId: 'ada@mail.example', sku: 'skis-3', 'Ada Byron': 1 }
    expect(failureOf(bytes({ ...view, data })).message).not.toMatch(/ada/i)
    expect(failureOf(Buffer.from('Ada Byron')).message).not.toMatch(/ada/i)
  })

  test('may be ahead of its arrival by five minutes, and no more', () => {
    const arrived = (ms: number) => new Date(ARRIVED_AT.getTime() - ms)
    expect(readStreamEvent(bytes(view), arrived(MAXIMUM_AHEAD_MS), clickstreamTrends)).toEqual(view)
    const failure = failureOf(bytes(view), arrived(MAXIMUM_AHEAD_MS + 500))
    expect(failure.name).toBe('EventAheadOfTime')
    expect(failure.message).toContain('300 s are allowed')
  })

  test('is ahead or not by the time that its producer put it there, whatever its arrival', () => {
    const recorded = (ms: number) => ({
      ...view,
      recordedtime: new Date(ARRIVED_AT.getTime() - ms).toISOString(),
    })
    const arrivals = ['2020-01-01T00:00:00Z', TIME, '2030-01-01T00:00:00Z'].map(time => new Date(time))
    for (const arrivedAt of arrivals) {
      const allowed = recorded(MAXIMUM_AHEAD_MS)
      expect(readStreamEvent(bytes(allowed), arrivedAt, clickstreamTrends)).toEqual(allowed)
      expect(failureOf(bytes(recorded(MAXIMUM_AHEAD_MS + 1)), arrivedAt).name).toBe('EventAheadOfTime')
    }
  })

  test.each([
    ['no time', 'yesterday'],
    ['no text', 1_764_411_330_000],
    ['null', null],
    ['nothing', ''],
    ['a time with an offset', '2026-11-29T10:15:30+01:00'],
    ['a day that there is not', '2026-02-30T10:15:30Z'],
  ])('breaks the contract with a recordedtime that is %s', (_, recordedtime) => {
    const failure = failureOf(bytes({ ...view, recordedtime }))
    expect(failure.name).toBe('ContractViolation')
    expect(failure.message).toContain('#/recordedtime')
  })

  test('may be as late as it is: its reader decides what that means', () => {
    expect(readStreamEvent(bytes(view), new Date('2027-01-01T00:00:00Z'), clickstreamTrends)).toEqual(view)
  })
})
