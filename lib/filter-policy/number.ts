import { Token } from 'aws-cdk-lib'
import type { Refuse } from '../constructs/refusal.ts'
import { show } from './show.ts'

/**
 * "The value can range from -10^9 to 10^9, with five digits of accuracy after the decimal point" (SNS, Filter policy
 * constraints).
 */
const LARGEST = 1e9
const FRACTION_DIGITS = 5

/**
 * @throws RefusedError for a number that SNS refuses or compares inexactly, and for NaN and Infinity, which JSON lacks
 */
export function refuseUnlessNumber(value: unknown, refuse: Refuse): void {
  if (Token.isUnresolved(value)) return
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return refuse(`${show(value)} is not a number`, 'Write a number, without quotation marks.')
  }
  if (Math.abs(value) > LARGEST) {
    refuse(
      `${value} is not from -${LARGEST} to ${LARGEST}`,
      'Compare a number in a larger unit, or a string.',
    )
  }
  if (Number(value.toFixed(FRACTION_DIGITS)) !== value) {
    refuse(
      `${value} has more than ${FRACTION_DIGITS} digits after the point`,
      'Round it, or compare a number in a smaller unit.',
    )
  }
}
