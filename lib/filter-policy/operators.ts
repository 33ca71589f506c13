import type { Refuse } from '../constructs/refusal.ts'
import { refuseUnlessAddressBlock } from './address-block.ts'
import { refuseUnlessExclusion } from './exclusion.ts'
import { refuseUnlessRange } from './numeric-range.ts'
import { show } from './show.ts'
import { refuseUnlessWildcard } from './wildcard.ts'

/** The operators of a filter policy, with the checks of their operands (SNS, Subscription filter policies). */
const OPERATORS: Readonly<Record<string, (operand: unknown, refuse: Refuse) => void>> = {
  'anything-but': refuseUnlessExclusion,
  cidr: refuseUnlessAddressBlock,
  'equals-ignore-case': refuseUnlessString,
  exists: refuseUnlessBoolean,
  numeric: refuseUnlessRange,
  prefix: refuseUnlessString,
  suffix: refuseUnlessString,
  wildcard: refuseUnlessWildcard,
}

/** Names that properties in an alternative of `$or` must not have: the operators, and Event Ruler's `exactly`. */
const RESERVED: readonly string[] = [...Object.keys(OPERATORS), 'exactly']

export function isReserved(property: string): boolean {
  return RESERVED.includes(property)
}

/** @param match `{ prefix: 'a' }` */
export function refuseUnlessMatch(match: Readonly<Record<string, unknown>>, refuse: Refuse): void {
  const [[name = '', operand] = []] = Object.entries(match)
  if (Object.keys(match).length !== 1)
    refuse('an object holds exactly one operator', 'List an object for each.')
  const refuseUnlessOperand = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (refuseUnlessOperand === undefined) {
    return refuse(`SNS has no operator "${name}"`, `Use one of ${Object.keys(OPERATORS).join(', ')}.`)
  }
  refuseUnlessOperand(operand, refuse)
}

function refuseUnlessString(operand: unknown, refuse: Refuse): void {
  if (typeof operand !== 'string') refuse(`${show(operand)} is not a string`, 'Write one string.')
}

function refuseUnlessBoolean(operand: unknown, refuse: Refuse): void {
  if (typeof operand === 'boolean') return
  refuse(`${show(operand)} is neither true nor false`, 'Write true or false, without quotation marks.')
}
