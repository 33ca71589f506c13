import { shopReview } from '../../lambda/contracts/consumers/shop-review.ts'
import { otherVersionPrefixes } from '../../lambda/contracts/event-list.ts'
import { eventFilter } from '../filter-policy/event-filter.ts'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'
import type { ReviewLimits } from '../settings/review-limits.ts'

/**
 * Matches purchases at or above the limit of their currency, and all purchases in a currency without a limit. It also
 * matches every version that this release does not know, whatever it says of a total: it waits for its release.
 */
export function reviewFilter(limits: ReviewLimits): FilterPolicy {
  const large = Object.entries(limits).map(([currency, limit]) => ({
    currency: [currency],
    amount: [{ numeric: ['>=', limit] }],
  }))
  const unlimited = { currency: [{ 'anything-but': Object.keys(limits) }] }
  const byTotal = [...large, unlimited].map(total => ({ ...eventFilter(shopReview), data: { total } }))
  const later = { type: otherVersionPrefixes(shopReview).map(prefix => ({ prefix })) }
  return { $or: [...byTotal, later] }
}
