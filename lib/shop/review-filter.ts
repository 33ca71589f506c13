import { purchasePlaced } from '../../lambda/contracts/purchase-events.ts'
import type { Config } from '../config.ts'
import type { FilterPolicy } from '../constructs/filter-policy.ts'

/** Matches purchases whose total is at or above the limit of its currency. */
export function reviewFilter(limits: Config['reviewLimits']): FilterPolicy {
  const alternatives = Object.entries(limits).map(([currency, limit]) => ({
    currency: [currency],
    amount: [{ numeric: ['>=', limit] }],
  }))
  const [only, ...others] = alternatives
  // SNS reads "$or" as an operator from two alternatives on.
  const total = only !== undefined && others.length === 0 ? only : { $or: alternatives }
  return { type: [purchasePlaced.type], data: { total } }
}
