import { shopReview } from '../../lambda/contracts/consumers/shop-review.ts'
import { eventFilter } from '../filter-policy/event-filter.ts'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'
import type { ReviewLimits } from '../settings/review-limits.ts'

/**
 * Matches purchases at or above the limit of their currency, and all purchases in a currency without a limit. It also
 * matches those without a total in this place: a later version may have it elsewhere, and waits for its release.
 */
export function reviewFilter(limits: ReviewLimits): FilterPolicy {
  const large = Object.entries(limits).map(([currency, limit]) => ({
    currency: [currency],
    amount: [{ numeric: ['>=', limit] }],
  }))
  const unlimited = { currency: [{ 'anything-but': Object.keys(limits) }] }
  const elsewhere = { currency: [{ exists: false }] }
  return { ...eventFilter(shopReview), data: { total: { $or: [...large, unlimited, elsewhere] } } }
}
