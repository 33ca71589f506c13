import { shopReview } from '../../../lambda/contracts/consumers/shop-review.ts'
import { otherVersionPrefixes } from '../../../lambda/contracts/event-list.ts'
import { verdictOn } from '../../../tools/trace/filter-verdict.ts'
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
    const type = [{ prefix: 'shop.purchase.placed.v' }]
    expect(filterOf('Review', scope)).toEqual({
      $or: [
        { type, data: { total: { currency: ['EUR'], amount: [{ numeric: ['>=', 100] }] } } },
        { type, data: { total: { currency: ['JPY'], amount: [{ numeric: ['>=', 9000] }] } } },
        { type, data: { total: { currency: [{ 'anything-but': ['EUR', 'JPY'] }] } } },
        { type: otherVersionPrefixes(shopReview).map(prefix => ({ prefix })) },
      ],
    })
  })

  test('review takes every version of a later release, whatever it says of a total', () => {
    const review = filterOf('Review') as Record<string, unknown>
    const later = [3, 9, 10, 19, 100, 999].map(version => `shop.purchase.placed.v${version}`)
    expect(later.map(type => verdictOn(review, type))).toEqual(later.map(() => 'yes'))
    expect(verdictOn(review, 'shop.purchase.placed.v1')).toBe('maybe')
    expect(verdictOn(review, 'shop.purchase.placed.v2')).toBe('maybe')
    expect(verdictOn(review, 'shop.purchase.shipped.v2')).toBe('no')
  })
})
