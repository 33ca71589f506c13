import type { Setting } from './setting.ts'
import { isWholeNumber } from './setting-types.ts'

/** The total, in minor units by currency (ISO 4217), from which a person reviews a purchase. */
export type ReviewLimits = Readonly<Record<string, number>>

/** "For numeric matching, the value can range from -10^9 to 10^9" (SNS, Filter policy constraints). */
const SNS_NUMERIC_MAXIMUM = 1_000_000_000

/** @throws ConfigError for values that a filter policy cannot use */
export function reviewLimits(setting: Setting | undefined): ReviewLimits | undefined {
  if (setting === undefined) return undefined
  const limits = setting.parsed
  if (isReviewLimits(limits)) return limits
  return setting.refuse(
    `Use minor units by ISO 4217 code, from 1 to ${SNS_NUMERIC_MAXIMUM}: '{"EUR":50000,"USD":50000}'.`,
  )
}

function isReviewLimits(limits: unknown): limits is ReviewLimits {
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) return false
  const entries = Object.entries(limits)
  return (
    entries.length > 0 &&
    entries.every(([currency, limit]) => isCurrency(currency) && isWholeNumber(limit, 1, SNS_NUMERIC_MAXIMUM))
  )
}

function isCurrency(code: string): boolean {
  return /^[A-Z]{3}$/.test(code)
}
