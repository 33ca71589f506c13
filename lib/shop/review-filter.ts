import { purchasePlaced } from '../../lambda/contracts/purchase-events.ts'
import type { Config } from '../config.ts'
import type { FilterPolicy } from '../constructs/filter-policy.ts'

/** Matches purchases at or above the limit of their currency, and every purchase in a currency that has none. */
export function reviewFilter(limits: Config['reviewLimits']): FilterPolicy {
  const large = Object.entries(limits).map(([currency, limit]) => ({
    currency: [currency],
    amount: [{ numeric: ['>=', limit] }],
  }))
  const unknown = { currency: [{ 'anything-but': Object.keys(limits) }] }
  return { type: [purchasePlaced.type], data: { total: { $or: [...large, unknown] } } }
}
