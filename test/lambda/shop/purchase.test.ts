import fc from 'fast-check'
import { MAXIMUM_TOTAL } from '../../../lambda/contracts/money.ts'
import { MAXIMUM_ITEMS, MAXIMUM_QUANTITY } from '../../../lambda/contracts/purchase.ts'
import { purchasePlaced } from '../../../lambda/contracts/purchase-events.ts'
import { RequestProblem } from '../../../lambda/http/problems.ts'
import { placedEvent, readPlacePurchase, totalOf } from '../../../lambda/shop/purchase.ts'
import { PURCHASE_ID, purchasePlacedExample, purchaseRequest } from '../examples.ts'

function violationsIn(body: unknown) {
  try {
    readPlacePurchase(body, [])
  } catch (error) {
    if (error instanceof RequestProblem) return error.problem.errors
    throw error
  }
  throw new Error('The body was taken.')
}

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

describe('a request that breaks rules', () => {
  test('is told every one of them at once, by JSON Pointer', () => {
    const [first, second] = purchaseRequest().items
    const body = {
      ...purchaseRequest(),
      customerEmail: 'nobody',
      items: [
        { ...first, quantity: 0 },
        { ...second, unitPrice: { amount: 1.5, currency: 'USD' } },
      ],
      'tot/al~': 5,
      shipTo: undefined,
    }
    expect(violationsIn(body)).toEqual([
      { pointer: '#/customerEmail', detail: 'must be in the format email' },
      { pointer: '#/shipTo', detail: 'must be of the type object' },
      { pointer: '#/items/0/quantity', detail: 'must be at least 1' },
      { pointer: '#/items/1/unitPrice/amount', detail: 'must be a whole number' },
      { pointer: '#/tot~1al~0', detail: 'is not a member known here' },
      { pointer: '#/items/1/unitPrice/currency', detail: 'must be the currency of the first price' },
    ])
  })

  test('is told when it costs more than a subscription filter can compare', () => {
    const [item] = purchaseRequest().items
    const priced = (amount: number, quantity: number) => ({
      ...purchaseRequest(),
      items: [{ ...item, quantity, unitPrice: { amount, currency: 'EUR' } }],
    })
    expect(() => readPlacePurchase(priced(500_000_000, 2), [])).not.toThrow()
    expect(violationsIn(priced(500_000_001, 2))).toEqual([
      { pointer: '#/items', detail: 'must cost at most 1000000000 minor units together, not 1000000002' },
    ])
  })

  test('is told of prices in several currencies though all else is right', () => {
    const [first, second] = purchaseRequest().items
    const body = purchaseRequest({
      items: [first, { ...second, unitPrice: { amount: 5, currency: 'USD' } }] as never,
    })
    expect(violationsIn(body)).toEqual([
      { pointer: '#/items/1/unitPrice/currency', detail: 'must be the currency of the first price' },
    ])
  })

  test('never hears its own values again', () => {
    const text = JSON.stringify(violationsIn({ customerId: 'ada.byron@mail.example', items: 'Ada Byron' }))
    expect(text).not.toMatch(/ada/i)
  })

  test.each([null, 5, 'text', [], [[]], { items: [null, 5, { unitPrice: null }] }])('survives %j', body => {
    expect(violationsIn(body)).not.toHaveLength(0)
  })
})
