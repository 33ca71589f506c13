import { Token } from 'aws-cdk-lib'
import type { Refuse } from '../constructs/refusal.ts'
import { refuseUnlessNumber } from './number.ts'
import { show } from './show.ts'

const COMPARISONS: readonly unknown[] = ['=', '<', '<=', '>', '>=']
const FROM: readonly unknown[] = ['>', '>=']
const TO: readonly unknown[] = ['<', '<=']

/** `['>=', 100]`, or with both ends, the lower one first, `['>', 0, '<=', 150]` (SNS, Numeric value matching). */
export function refuseUnlessRange(range: unknown, refuse: Refuse): void {
  if (!Array.isArray(range) || (range.length !== 2 && range.length !== 4)) {
    return refuse(
      `${show(range)} is not one or two pairs of a comparison and a number`,
      "Write it like ['>=', 100] or ['>', 0, '<=', 150].",
    )
  }
  const [comparison, bound, upper, top] = range
  if (!COMPARISONS.includes(comparison)) {
    refuse(`${show(comparison)} is not a comparison`, `Use one of ${COMPARISONS.join(', ')}.`)
  }
  refuseUnlessNumber(bound, refuse)
  if (range.length === 2) return
  if (!FROM.includes(comparison) || !TO.includes(upper)) {
    refuse(
      `${show(range)} does not go from a lower end (>, >=) to an upper one (<, <=)`,
      "Write it like ['>', 0, '<=', 150].",
    )
  }
  refuseUnlessNumber(top, refuse)
  if (bound < top || Token.isUnresolved(bound) || Token.isUnresolved(top)) return
  refuse(`its lower end ${bound} is not below its upper end ${top}`, 'Swap them, or use = for one number.')
}
