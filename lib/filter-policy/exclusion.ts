import type { Refuse } from '../constructs/refusal.ts'
import { refuseUnlessNumber } from './number.ts'
import { show } from './show.ts'
import { refuseUnlessWildcard } from './wildcard.ts'

const FORMS = "Write a string, a number, several of one type, { prefix: 'a' } or { wildcard: '*a' }."

/** The operands of `anything-but` (SNS, String value matching, Anything-but matching; Numeric value matching). */
export function refuseUnlessExclusion(operand: unknown, refuse: Refuse): void {
  if (typeof operand === 'string') return
  if (typeof operand === 'number') return refuseUnlessNumber(operand, refuse)
  if (Array.isArray(operand)) return refuseUnlessOneType(operand, refuse)
  if (typeof operand !== 'object' || operand === null) {
    return refuse(`${show(operand)} cannot be excluded`, FORMS)
  }
  refuseUnlessPattern(operand as Readonly<Record<string, unknown>>, refuse)
}

function refuseUnlessOneType(values: readonly unknown[], refuse: Refuse): void {
  const types = new Set(values.map(value => typeof value))
  if (types.size !== 1) refuse(`${show(values)} is not a list of values of one type`, FORMS)
  for (const value of values) {
    if (typeof value === 'number') refuseUnlessNumber(value, refuse)
    else if (typeof value !== 'string') refuse(`${show(value)} is neither a string nor a number`, FORMS)
  }
}

/**
 * The documentation allows a prefix and a wildcard here, and no other operator. For a suffix, SNS returned "Unsupported
 * anything-but pattern: suffix" when LocalStack recorded it (May 2024); a wildcard at the start is equivalent.
 */
function refuseUnlessPattern(pattern: Readonly<Record<string, unknown>>, refuse: Refuse): void {
  const { prefix, wildcard, ...others } = pattern
  if (Object.keys(pattern).length !== 1 || Object.keys(others).length > 0) {
    refuse(`${show(pattern)} is neither a prefix nor a wildcard`, `${FORMS} '*a' stands for the suffix 'a'.`)
  }
  if ('wildcard' in pattern) return refuseUnlessWildcard(wildcard, refuse)
  if (typeof prefix !== 'string' || prefix === '') {
    refuse(
      `the prefix ${show(prefix)} is not a string with at least one character`,
      "Write it like { prefix: 'a' }.",
    )
  }
}
