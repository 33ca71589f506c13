import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'

/** What one property of a message may be: any of the values, or what an operator like `{ numeric: ['>=', 100] }` matches. */
export type FilterValues = readonly (string | number | boolean | null | Readonly<Record<string, unknown>>)[]

/** Which messages a subscription takes, by their JSON body: all properties must match, of `$or` one alternative. */
export interface FilterPolicy {
  readonly [property: string]: FilterValues | FilterPolicy | readonly FilterPolicy[]
}

/** "A filter policy can have a maximum of five keys", "the total combination of values must not exceed 150" (SNS, Filter policy constraints). */
const MAXIMUM_KEYS = 5
const MAXIMUM_COMBINATIONS = 150

/** @throws RefusedError for a policy that SNS refuses, or takes for something else */
export function refuseFilter(construct: Construct, policy: FilterPolicy): void {
  const keys = Object.keys(policy)
  if (keys.length > MAXIMUM_KEYS) {
    refuse(
      construct,
      `Its filter policy has ${keys.length} keys: ${keys.join(', ')}.`,
      `Use at most ${MAXIMUM_KEYS}.`,
    )
  }
  const total = combinations(construct, policy)
  if (total > MAXIMUM_COMBINATIONS) {
    refuse(
      construct,
      `Its filter policy has ${total} combinations of values (their number × their depth, for each property).`,
      `Use at most ${MAXIMUM_COMBINATIONS}: list fewer values, or subscribe a second queue.`,
    )
  }
}

/** Each property multiplies by its number of values and its depth; alternatives add up. */
function combinations(construct: Construct, policy: FilterPolicy, depth = 1): number {
  return Object.entries(policy).reduce((product, [property, value]) => {
    if (!Array.isArray(value)) return product * combinations(construct, value as FilterPolicy, depth + 1)
    if (property !== '$or') return product * valuesOf(construct, property, value).length * depth
    const alternatives = alternativesOf(construct, value)
    return product * alternatives.reduce((sum, each) => sum + combinations(construct, each, depth), 0)
  }, 1)
}

function valuesOf(construct: Construct, property: string, values: FilterValues): FilterValues {
  if (values.length > 0) return values
  return refuse(
    construct,
    `Its filter policy lists no value for "${property}".`,
    'List one, or leave the property out.',
  )
}

/** "There are at least 2 objects in the `$or` array … otherwise `$or` is treated as a normal attribute name" (SNS, AND/OR logic). */
function alternativesOf(
  construct: Construct,
  alternatives: readonly FilterPolicy[],
): readonly FilterPolicy[] {
  if (alternatives.length >= 2) return alternatives
  return refuse(
    construct,
    `Its filter policy has ${alternatives.length} alternative in "$or", which SNS then takes for a property's name.`,
    'Give it two, or write the one without $or.',
  )
}
