import { carriedFields } from '../../../../lambda/shop/rebuild/carried-fields.ts'
import { differences, verdictOn } from '../../../../lambda/shop/rebuild/comparison.ts'

const live = {
  customerId: 'customer-1',
  placedAt: '2026-01-02T10:00:00.000Z',
  totalAmount: 1990,
  totalCurrency: 'EUR',
  shippedAt: '2026-01-02T12:00:00.000Z',
  shipmentId: 's-1',
  carrier: 'Royal Mail',
}
const { shippedAt: _, shipmentId: __, carrier: ___, ...placed } = live

describe('what is carried over', () => {
  const none = { lacking: {}, later: {} }

  test('are the fields of events before the replay, and those of no event', () => {
    const times = { from: '2026-01-02T11:00:00.000Z' }
    expect(carriedFields(live, {}, times)).toEqual({ lacking: placed, later: {} })
  })

  test('are the fields of events after the replay', () => {
    const { placedAt, totalAmount, totalCurrency, ...shipped } = live
    const times = { from: '2026-01-02T09:00:00.000Z', to: '2026-01-02T11:00:00.000Z' }
    expect(carriedFields(live, {}, times)).toEqual({ lacking: shipped, later: {} })
  })

  test('are no fields that the replay has brought', () => {
    const times = { from: '2026-01-02T11:00:00.000Z' }
    const built = { customerId: 'customer-1', totalAmount: 1 }
    const { customerId, totalAmount, ...lacking } = placed
    expect(carriedFields(live, built, times)).toEqual({ lacking, later: {} })
  })

  test.each([
    ['2026-01-02T09:55:00.000Z', undefined, false],
    ['2026-01-02T09:55:00.001Z', undefined, true],
    ['2026-01-02T09:00:00.000Z', '2026-01-02T10:05:00.000Z', false],
    ['2026-01-02T09:00:00.000Z', '2026-01-02T10:04:59.999Z', true],
  ])('of a replay from %s to %s, an event of ten o’clock is: %#', (from, to, isCarried) => {
    const carried = carriedFields(placed, {}, { from, ...(to !== undefined && { to }) })
    expect(carried.lacking).toEqual(isCarried ? placed : {})
  })

  test('is nothing whose time is missing or none', () => {
    const times = { from: '2026-01-03T00:00:00.000Z' }
    expect(carriedFields({ ...placed, placedAt: 'spoiled' }, {}, times)).toEqual(none)
    expect(carriedFields({ customerId: 'customer-1', totalAmount: 1 }, {}, times)).toEqual(none)
  })

  test('is the customer alone, where the replay brought events that do not tell whose the purchase is', () => {
    const times = { from: '2026-01-02T09:00:00.000Z' }
    const { customerId, ...built } = live
    expect(carriedFields(live, built, times)).toEqual({ lacking: { customerId }, later: {} })
    expect(carriedFields(live, {}, times)).toEqual(none)
  })

  test('is the earlier of two events of a kind, where a purchase may have two', () => {
    const times = { from: '2026-01-03T00:00:00.000Z' }
    const [earlier, later] = ['2026-01-02T10:00:00.000Z', '2026-01-03T10:00:00.000Z']
    const delayed = (at: string) => ({ customerId: 'customer-1', delayedAt: at, flaggedAt: at })
    expect(carriedFields(delayed(earlier), delayed(later), times)).toEqual({
      lacking: {},
      later: { delayedAt: earlier, flaggedAt: earlier },
    })
    expect(carriedFields(delayed(earlier), delayed(earlier), times)).toEqual(none)
    expect(carriedFields({ placedAt: earlier }, { placedAt: later }, times)).toEqual(none)
  })
})

describe('a comparison', () => {
  test('of the same purchase finds nothing', () => {
    expect(differences('p', live, { ...live })).toEqual([])
  })

  test.each([
    ['another value', { ...live, totalAmount: 1 }, 'different'],
    ['more in the rebuilt one', { ...live, flaggedAt: '2026-01-02T10:00:01.000Z' }, 'fuller'],
    ['less in the rebuilt one', placed, 'missing'],
    ['less and more', { ...placed, flaggedAt: '2026-01-02T10:00:01.000Z' }, 'missing'],
    ['nothing in the rebuilt one', {}, 'missing'],
  ])('finds %s', (_, rebuilt, verdict) => {
    expect(verdictOn(differences('p', live, rebuilt))).toBe(verdict)
  })

  test('names no customer, whom somebody may forget', () => {
    const [found, lost] = [{ customerId: 'forgotten' }, {}].map(rebuilt =>
      differences('p', { customerId: 'customer-1' }, rebuilt),
    )
    expect(found).toEqual([
      { purchaseId: 'p', field: 'customerId', live: 'a customer', rebuilt: 'forgotten' },
    ])
    expect(lost).toEqual([{ purchaseId: 'p', field: 'customerId', live: 'a customer' }])
    expect(verdictOn(lost ?? [])).toBe('missing')
  })

  test('shows both values, shortened', () => {
    const long = 'x'.repeat(61)
    expect(differences('p', { carrier: long, totalAmount: 1 }, { carrier: 'b', totalAmount: 1 })).toEqual([
      { purchaseId: 'p', field: 'carrier', live: 'x'.repeat(60), rebuilt: 'b' },
    ])
  })
})
