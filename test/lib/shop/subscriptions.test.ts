import { allResources, appWith } from '../app-of-stage.ts'
import { everything, named } from '../stage.ts'

describe('subscriptions', () => {
  function filterOf(queue: string, scope = everything): unknown {
    const [subscription] = scope.filter(
      one => one.Type === 'AWS::SNS::Subscription' && named(one, 'Endpoint') === `${queue}Queue`,
    )
    return subscription?.Properties.FilterPolicy
  }

  test('shipping receives placed purchases, receipts what customers are told, history everything', () => {
    expect(filterOf('Shipping')).toEqual({ type: [{ prefix: 'shop.purchase.placed.v' }] })
    expect(filterOf('Receipts')).toEqual({
      type: [{ prefix: 'shop.purchase.placed.v' }, { prefix: 'shop.purchase.cancelled.v' }],
    })
    expect(filterOf('History')).toBeUndefined()
  })

  test("review takes what was placed at or above its currency's limit, and what has no limit", () => {
    const scope = allResources(appWith({ reviewLimits: { EUR: 100, JPY: 9000 } }))
    expect(filterOf('Review', scope)).toEqual({
      type: [{ prefix: 'shop.purchase.placed.v' }],
      data: {
        total: {
          $or: [
            { currency: ['EUR'], amount: [{ numeric: ['>=', 100] }] },
            { currency: ['JPY'], amount: [{ numeric: ['>=', 9000] }] },
            { currency: [{ 'anything-but': ['EUR', 'JPY'] }] },
            { currency: [{ exists: false }] },
          ],
        },
      },
    })
  })
})
