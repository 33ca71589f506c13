import { purchasePlaced } from '../../lambda/contracts/purchase-events.ts'
import type { FilterPolicy } from '../filter-policy/filter-policy.ts'
import type { ReviewLimits } from '../settings/review-limits.ts'

/** Matches purchases at or above the limit of their currency, and all purchases in a currency without a limit. */
export function reviewFilter(limits: ReviewLimits): FilterPolicy {
  const large = Object.entries(limits).map(([currency, limit]) => ({
    currency: [currency],
    amount: [{ numeric: ['>=', limit] }],
  }))
  const unknown = { currency: [{ 'anything-but': Object.keys(limits) }] }
  return { type: [purchasePlaced.type], data: { total: { $or: [...large, unknown] } } }
}
