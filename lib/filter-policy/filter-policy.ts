import type { Construct } from 'constructs'
import { type Refuse, refuse } from '../constructs/refusal.ts'
import { refuseAboveLimits } from './limits.ts'
import { refuseUnlessNumber } from './number.ts'
import { isReserved, refuseUnlessMatch } from './operators.ts'
import { show } from './show.ts'

/** The accepted values of a property: any of the values, or a match of an operator like `{ numeric: ['>=', 100] }`. */
export type FilterValues = readonly (string | number | boolean | null | Readonly<Record<string, unknown>>)[]

/** Selects messages by their JSON body: all properties must match, and one alternative of `$or`. */
export interface FilterPolicy {
  readonly [property: string]: FilterValues | FilterPolicy | readonly FilterPolicy[]
}

/** @throws RefusedError for a policy that SNS refuses or interprets differently */
export function refuseFilter(construct: Construct, policy: FilterPolicy): void {
  const refuseIt: Refuse = (reason, remedy) => refuse(construct, `Its filter policy ${reason}.`, remedy)
  refuseProperties(policy, '', refuseIt)
  refuseRepeatedPaths(policy, refuseIt)
  refuseAboveLimits(policy, refuseIt)
}

/** @param above the path of the properties' parent, with a dot at the end: `data.total.` */
function refuseProperties(policy: FilterPolicy, above: string, refuse: Refuse): void {
  for (const [property, value] of Object.entries(policy)) {
    const path = above + property
    if (property === '$or') {
      for (const each of alternatives(value, refuse)) refuseBelow(each, above, '$or', refuse)
    } else if (Array.isArray(value)) refuseValues(value, path, refuse)
    else if (isObject(value)) {
      refuseOperators(value, path, refuse)
      refuseBelow(value as FilterPolicy, `${path}.`, path, refuse)
    } else refuse(`has ${show(value)} for "${path}"`, `List what it may be: [${show(value)}].`)
  }
}

/** "Empty objects are not allowed" (SNS); the whole policy may be empty, and then matches everything. */
function refuseBelow(policy: FilterPolicy, above: string, name: string, refuse: Refuse): void {
  if (Object.keys(policy).length > 0) return refuseProperties(policy, above, refuse)
  refuse(`has no property in "${name}"`, 'Name a property in it, or leave it out.')
}

/** Outside a list, SNS treats an operator as a property name: the policy deploys, but nothing matches it. */
function refuseOperators(policy: Readonly<Record<string, unknown>>, path: string, refuse: Refuse): void {
  const operator = Object.keys(policy).find(isReserved)
  if (operator === undefined) return
  refuse(
    `has ${show(policy)} for "${path}", which SNS takes for a property "${path}.${operator}"`,
    `List the operator: [${show(policy)}]. Write '${path}.${operator}' for a property of that name.`,
  )
}

function refuseValues(values: readonly unknown[], path: string, refuse: Refuse): void {
  if (values.length === 0) {
    refuse(`lists no value for "${path}"`, 'List one, or leave the property out.')
  }
  for (const value of values) {
    refuseValue(value, (reason, remedy) => refuse(`has ${show(value)} for "${path}": ${reason}`, remedy))
  }
}

function refuseValue(value: unknown, refuse: Refuse): void {
  if (value === null || ['string', 'boolean'].includes(typeof value)) return
  if (typeof value === 'number') return refuseUnlessNumber(value, refuse)
  if (isObject(value)) return refuseUnlessMatch(value, refuse)
  refuse('SNS compares with strings, numbers, true, false and null', 'List one of these, or an operator.')
}

/**
 * "There are at least 2 objects in the `$or` array", "none of the objects have field names that are reserved
 * keywords", "otherwise `$or` is treated as a normal attribute name" (SNS, AND/OR logic).
 */
function alternatives(value: unknown, refuse: Refuse): readonly FilterPolicy[] {
  if (!Array.isArray(value) || !value.every(isObject)) {
    return refuse(
      `has ${show(value)} for "$or", which SNS then takes for a property's name`,
      'List two or more objects of properties.',
    )
  }
  if (value.length < 2) {
    refuse(
      `has ${value.length} alternative in "$or", which SNS then takes for a property's name`,
      'Give it two, or write the one without $or.',
    )
  }
  const reserved = value.flatMap(Object.keys).find(isReserved)
  if (reserved !== undefined) {
    refuse(
      `has a property "${reserved}" in an alternative of "$or", which SNS then takes for a property's name`,
      'An alternative holds properties, and these hold operators.',
    )
  }
  return value as FilterPolicy[]
}

/** To SNS, a dot in a name means nesting: "Path `a.b` cannot be allowed multiple times". */
function refuseRepeatedPaths(policy: FilterPolicy, refuse: Refuse): void {
  const paths = pathsOf(policy)
  const repeated = paths.find((path, position) => paths.indexOf(path) !== position)
  if (repeated === undefined) return
  refuse(`has "${repeated}" twice, with dots and nested`, 'List all values in one.')
}

function pathsOf(policy: FilterPolicy): string[] {
  return Object.entries(policy).flatMap(([property, value]) =>
    isObject(value) ? pathsOf(value as FilterPolicy).map(path => `${property}.${path}`) : property,
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
