import type { Refuse } from '../constructs/refusal.ts'
import { wildcardsIn } from './wildcard.ts'

/** SNS, Filter policy constraints; for the message body, "only leaf keys are counted towards the five key limit". */
const MAXIMUM_KEYS = 5
const MAXIMUM_COMBINATIONS = 150
const MAXIMUM_BYTES = 256 * 1024
/**
 * "Total wildcard complexity across all fields must not exceed 100 points" (the same, Wildcard pattern usage
 * guidelines).
 */
const MAXIMUM_WILDCARD_POINTS = 100

/** A well-formed policy: lists of values, objects, and lists of alternatives under `$or`. */
type Policy = Readonly<Record<string, unknown>>

/** @throws RefusedError for a policy that is too large or too complex */
export function refuseAboveLimits(policy: Policy, refuse: Refuse): void {
  const keys = [...new Set(leaves(policy).map(({ path }) => path))]
  const counted = keys.length > MAXIMUM_KEYS ? keys : Object.keys(policy)
  if (counted.length > MAXIMUM_KEYS) {
    refuse(`has ${counted.length} keys: ${counted.join(', ')}`, `Use at most ${MAXIMUM_KEYS}.`)
  }
  const total = combinations(policy)
  if (total > MAXIMUM_COMBINATIONS) {
    refuse(
      `has ${total} combinations of values (their number × their depth, for each property)`,
      `Use at most ${MAXIMUM_COMBINATIONS}: list fewer values, or subscribe a second queue.`,
    )
  }
  const points = leaves(policy).reduce((sum, { values }) => sum + wildcardPoints(values), 0)
  if (points > MAXIMUM_WILDCARD_POINTS) {
    refuse(
      `has ${points} points of wildcard complexity (for each property: the points of its patterns × their number)`,
      `Use at most ${MAXIMUM_WILDCARD_POINTS}: fewer patterns, or one wildcard in each.`,
    )
  }
  const bytes = Buffer.byteLength(JSON.stringify(policy))
  if (bytes > MAXIMUM_BYTES) refuse(`has ${bytes} bytes`, `Use at most ${MAXIMUM_BYTES}.`)
}

interface Leaf {
  /** `data.total.amount` */
  readonly path: string
  readonly values: readonly unknown[]
}

function leaves(policy: Policy, above = ''): Leaf[] {
  return Object.entries(policy).flatMap(([property, value]) => {
    const path = above + property
    if (!Array.isArray(value)) return leaves(value as Policy, `${path}.`)
    return property === '$or' ? value.flatMap(each => leaves(each, above)) : { path, values: value }
  })
}

/** The product over all properties of the number of values and the depth; alternatives are added. */
function combinations(policy: Policy, depth = 1): number {
  return Object.entries(policy).reduce((product, [property, value]) => {
    if (!Array.isArray(value)) return product * combinations(value as Policy, depth + 1)
    if (property !== '$or') return product * value.length * depth
    return product * value.reduce((sum, each) => sum + combinations(each, depth), 0)
  }, 1)
}

/** "Field complexity = (sum of pattern points) × (number of patterns)". */
function wildcardPoints(values: readonly unknown[]): number {
  const points = values.map(patternPoints).filter(each => each > 0)
  return points.reduce((sum, each) => sum + each, 0) * points.length
}

/** "Single wildcard: 1 point; multiple wildcards: 3 points each; anything-but: 1 point". */
function patternPoints(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const { wildcard, 'anything-but': excluded } = value as Policy
  if (excluded !== undefined) return 1 + patternPoints(excluded)
  const count = typeof wildcard === 'string' ? wildcardsIn(wildcard) : 0
  return count > 1 ? 3 * count : count
}
