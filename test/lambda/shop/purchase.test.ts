import fc from 'fast-check'
import { MAXIMUM_TOTAL } from '../../../lambda/contracts/money.ts'
import { MAXIMUM_QUANTITY } from '../../../lambda/contracts/order-line.ts'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { MAXIMUM_ITEMS } from '../../../lambda/contracts/purchases-api.ts'
import { readPlacePurchase } from '../../../lambda/shop/place-purchase.ts'
import { placedEvent, totalOf } from '../../../lambda/shop/purchase.ts'
import { PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'

const items = fc.array(
  fc.record({
    sku: fc.constant('thing'),
    quantity: fc.integer({ min: 1, max: MAXIMUM_QUANTITY }),
    unitPrice: fc.record({
      amount: fc.integer({ min: 0, max: MAXIMUM_TOTAL }),
      currency: fc.constant('EUR'),
    }),
  }),
  { minLength: 1, maxLength: MAXIMUM_ITEMS },
)

describe('the total of a purchase', () => {
  test('is the sum of quantity times price', () => {
    expect(totalOf(purchaseRequest().items)).toEqual({ amount: 2 * 1999 + 10 * 5, currency: 'GBP' })
  })

  test('is exact for everything that the contract allows', () => {
    fc.assert(
      fc.property(items, lines => {
        const exact = lines.reduce(
          (sum, line) => sum + BigInt(line.quantity) * BigInt(line.unitPrice.amount),
          0n,
        )
        expect(BigInt(totalOf(lines).amount)).toBe(exact)
      }),
    )
    expect(MAXIMUM_ITEMS * MAXIMUM_QUANTITY * MAXIMUM_TOTAL).toBeLessThan(Number.MAX_SAFE_INTEGER)
  })

  test('does not depend on the order of the lines', () => {
    fc.assert(fc.property(items, lines => expect(totalOf(lines.toReversed())).toEqual(totalOf(lines))))
  })
})

describe('the event of a placed purchase', () => {
  test('keeps to its contract and is about the purchase', () => {
    const event = purchasePlacedExample()
    expect(purchasePlaced.schema.parse(event)).toEqual(event)
    expect(event).toMatchObject({
      id: PURCHASE_ID,
      subject: PURCHASE_ID,
      correlationid: PURCHASE_ID,
      source: 'urn:messaging:shop:buying',
      data: { total: { amount: 4048, currency: 'GBP' } },
    })
  })

  test('is the same, byte for byte, for the same request and identity', () => {
    const identity = { purchaseId: PURCHASE_ID, placedAt: '2026-01-02T03:04:05.678Z' }
    const shuffled = Object.fromEntries(Object.entries(purchaseRequest()).toReversed())
    const again = placedEvent(readPlacePurchase(shuffled, []), identity)
    expect(JSON.stringify(again)).toBe(
      JSON.stringify(placedEvent(readPlacePurchase(purchaseRequest(), []), identity)),
    )
  })
})
