import { isAlternatives } from '../../patterns/pattern.ts'
import { isObject, type JsonObject } from '../../patterns/value.ts'
import { countWildcards } from '../../patterns/wildcard.ts'
import type { Refuse } from './errors.ts'

/** The part of a message that a filter policy is compared with. */
export type FilterPolicyScope = 'MessageAttributes' | 'MessageBody'

// SNS developer guide, "Filter policy constraints in Amazon SNS".
const MAX_BYTES = 256 * 1024
const MAX_KEYS = 5
const MAX_COMBINATIONS = 150
const MAX_WILDCARDS = 3
const MAX_WILDCARD_POINTS = 100

/** @param policy a valid filter policy */
export function checkWithinLimits(
  policy: JsonObject,
  text: string,
  scope: FilterPolicyScope,
  refuse: Refuse,
): void {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw refuse(`FilterPolicy: Filter policy is longer than ${MAX_BYTES} bytes`)
  }
  if (scope === 'MessageAttributes' && isNested(policy)) {
    throw refuse('Filter policy scope MessageAttributes does not support nested filter policy')
  }
  if (Object.keys(policy).length > MAX_KEYS) {
    throw refuse(`FilterPolicy: Filter policy can not have more than ${MAX_KEYS} keys`)
  }
  if (combinations(policy) > MAX_COMBINATIONS) throw refuse('FilterPolicy: Filter policy is too complex')
  checkFewWildcards(policy, refuse)
}

function isNested(policy: JsonObject): boolean {
  return Object.entries(policy).some(([name, item]) =>
    isAlternatives(name, item) ? item.some(isNested) : isObject(item),
  )
}

/**
 * "Multiply the number of values in each array": each number is multiplied by the depth of its key, and the
 * alternatives of `$or` are added.
 */
function combinations(policy: JsonObject, depth = 1, before = 1): number {
  return Object.entries(policy).reduce((total, [name, item]) => {
    if (isAlternatives(name, item)) {
      return item.reduce((sum, alternative) => sum + combinations(alternative, depth, total), 0)
    }
    if (isObject(item)) return combinations(item, depth + 1, total)
    return Array.isArray(item) ? total * item.length * depth : total
  }, before)
}

/**
 * A single wildcard costs one point; each of several wildcards costs three; `anything-but` around a pattern costs one
 * more.
 */
function checkFewWildcards(policy: JsonObject, refuse: Refuse): void {
  let points = 0
  for (const { pattern, negated } of wildcardsIn(policy)) {
    const count = countWildcards(pattern)
    if (count > MAX_WILDCARDS) {
      throw refuse(`FilterPolicy: A wildcard pattern has at most ${MAX_WILDCARDS} wildcards: ${pattern}`)
    }
    points += (count > 1 ? count * 3 : count) + (negated ? 1 : 0)
  }
  if (points > MAX_WILDCARD_POINTS) throw refuse('FilterPolicy: Filter policy is too complex')
}

function* wildcardsIn(part: unknown, negated = false): Generator<{ pattern: string; negated: boolean }> {
  if (Array.isArray(part)) for (const item of part) yield* wildcardsIn(item, negated)
  if (!isObject(part)) return
  for (const [name, item] of Object.entries(part)) {
    const patterns = name === 'wildcard' ? [item].flat().filter(each => typeof each === 'string') : []
    for (const pattern of patterns) yield { pattern, negated }
    yield* wildcardsIn(item, name === 'anything-but')
  }
}
