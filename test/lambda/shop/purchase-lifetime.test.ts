import type * as Lifetime from '../../../lambda/shop/purchase-lifetime.ts'

const DAY_MS = 86_400_000
const PLACED_AT = Date.parse('2026-11-02T03:04:05.678Z')
const TIME = new Date(PLACED_AT + 5_000).toISOString()
const hex = PLACED_AT.toString(16).padStart(12, '0')
/** It says itself when it was made. */
const ID = `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000001`
/** It does not. */
const RANDOM_ID = `${hex.slice(0, 8)}-${hex.slice(8)}-4000-8000-000000000001`

let lifetime: typeof Lifetime
beforeAll(async () => {
  process.env.PURCHASE_RETENTION_DAYS = '60'
  lifetime = await import('../../../lambda/shop/purchase-lifetime.ts')
})

test('every event of a purchase gives the same expiry: so many days after it was placed', () => {
  const expiry = Math.floor((PLACED_AT + 60 * DAY_MS) / 1_000)
  expect(lifetime.expiryOf(ID, TIME)).toBe(expiry)
  expect(lifetime.expiryOf(ID, new Date(PLACED_AT + 40 * DAY_MS).toISOString())).toBe(expiry)
})

test('where the id holds no time, the time of the event counts', () => {
  expect(lifetime.expiryOf(RANDOM_ID, TIME)).toBe(Math.floor((PLACED_AT + 5_000 + 60 * DAY_MS) / 1_000))
})

test('a purchase is refused a day before its decision may be deleted, to the millisecond', () => {
  const after = (ms: number) => () => lifetime.refuseForgotten(ID, TIME, new Date(PLACED_AT + ms))
  expect(after(59 * DAY_MS - 1)).not.toThrow()
  expect(after(59 * DAY_MS)).toThrow(lifetime.PurchaseForgotten)
  expect(after(75 * DAY_MS)).toThrow(
    'the purchase is 75 days old, and what was decided of one is kept for 60: it may have been shipped. Ask the carrier; if it was not, it has to be placed again',
  )
})
