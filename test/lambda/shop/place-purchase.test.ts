import { RequestProblem } from '../../../lambda/http/problems.ts'
import { readPlacePurchase } from '../../../lambda/shop/place-purchase.ts'
import { purchaseRequest } from '../examples.ts'

function violationsIn(body: unknown) {
  try {
    readPlacePurchase(body, [])
  } catch (error) {
    if (error instanceof RequestProblem) return error.problem.errors
    throw error
  }
  throw new Error('The body was taken.')
}

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
      {
        pointer: '#/customerEmail',
        detail: 'must be an e-mail address, such as ada@mail.example, without a name and without spaces',
      },
      { pointer: '#/shipTo', detail: 'must be of type object' },
      { pointer: '#/items/0/quantity', detail: 'must be at least 1' },
      { pointer: '#/items/1/unitPrice/amount', detail: 'must be a whole number' },
      { pointer: '#/tot~1al~0', detail: 'is not a known member' },
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
    const violations = violationsIn({ customerId: 'ada.byron@mail.example', items: 'Ada Byron' })
    expect(violations?.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['#/customerId', '#/items']),
    )
    expect(JSON.stringify(violations)).not.toMatch(/ada/i)
  })

  test.each([null, 5, 'text', [], [[]], { items: [null, 5, { unitPrice: null }] }])('survives %j', body => {
    expect(violationsIn(body)).not.toHaveLength(0)
  })
})
