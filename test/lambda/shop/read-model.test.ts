import fc from 'fast-check'
import type { PurchaseEvent } from '../../../lambda/contracts/purchase-events.ts'
import { purchaseStatus } from '../../../lambda/contracts/purchases-api.ts'
import { fieldsOf, type PurchaseRecord, statusOf } from '../../../lambda/shop/read-model.ts'
import { PURCHASE_ID, purchasePlacedExample } from '../examples.ts'

const placed = purchasePlacedExample()
const about = { ...placed, source: 'urn:messaging:test' }
const ids = { purchaseId: PURCHASE_ID, customerId: 'customer-1' }
const shipment = { shipmentId: PURCHASE_ID, carrier: 'Royal Mail', shippedAt: '2026-01-02T03:04:06.000Z' }
const shipped: PurchaseEvent = { ...about, type: 'shop.purchase.shipped.v1', data: { ...ids, ...shipment } }
const flagged: PurchaseEvent = {
  ...about,
  type: 'shop.purchase.flagged.v1',
  data: { ...ids, total: placed.data.total, flaggedAt: '2026-01-02T03:04:07.000Z' },
}
const cancellation = {
  code: 'no-carrier',
  reason: 'Nobody ships there.',
  cancelledAt: '2026-01-02T03:04:08.000Z',
} as const
const cancelled: PurchaseEvent = {
  ...about,
  type: 'shop.purchase.cancelled.v1',
  data: { ...ids, ...cancellation, customerEmail: 'ada.byron@mail.example' },
}
const delayedAt = '2026-01-02T03:04:09.000Z'
const delayed: PurchaseEvent = {
  ...about,
  type: 'shop.purchase.delayed.v1',
  data: { ...ids, delayedAt },
}

/** What the table holds after these events: each sets its fields where nothing was set before. */
function fold(events: readonly PurchaseEvent[]): PurchaseRecord {
  const set = events.map(fieldsOf).toReversed()
  return Object.assign({}, ...set)
}

describe('the read model of a purchase', () => {
  test('is the same for every order and number of the same events', () => {
    const all = [placed, shipped, flagged, delayed]
    const deliveries = fc
      .array(fc.constantFrom(...all), { maxLength: 12 })
      .chain(again => fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }))
    fc.assert(fc.property(deliveries, events => expect(fold(events)).toEqual(fold(all))))
  })

  test.each([
    ['placed, when it was placed', [placed], { status: 'placed', total: placed.data.total }],
    ['shipped, when it was shipped', [placed, shipped], { status: 'shipped', shipment }],
    ['shipped, though the event of its placing is late', [shipped], { status: 'shipped', shipment }],
    ['cancelled, when it was cancelled', [placed, cancelled], { status: 'cancelled', cancellation }],
    ['delayed, when it was only delayed', [placed, delayed], { status: 'delayed', delayedAt }],
    ['shipped, though it was delayed before', [placed, delayed, shipped], { status: 'shipped', delayedAt }],
    [
      'cancelled, though it was delayed before',
      [placed, delayed, cancelled],
      { status: 'cancelled', delayedAt },
    ],
    [
      'placed, when it was only flagged',
      [placed, flagged],
      { status: 'placed', flaggedAt: '2026-01-02T03:04:07.000Z' },
    ],
  ])('is %s', (_, events, expected) => {
    const status = statusOf(fold(events))
    expect(status).toMatchObject({ ...ids, ...expected })
    expect(purchaseStatus.safeParse(status).success).toBe(true)
  })

  test('keeps of a placed purchase its ids, its time and its total, and no personal data of any', () => {
    const { total, placedAt } = placed.data
    expect(fold([placed])).toEqual({
      ...ids,
      placedAt,
      totalAmount: total.amount,
      totalCurrency: total.currency,
    })
    expect(JSON.stringify(fold([placed, cancelled]))).not.toMatch(/Ada|mail\.example|Square/)
  })
})
