import { compileAddressBlock } from '../../patterns/address-block.ts'
import { compileLike } from '../../patterns/like.ts'
import { PolicyError, shown } from './policy-error.ts'

/** Whether a value of the request matches one that a policy names. */
export type ValueTest = (actual: string) => boolean

/** An operator without its prefix (`ForAnyValue:`) and suffix (`IfExists`). */
export interface Operator {
  /**
   * @param wanted a value in the policy
   * @throws PolicyError if the operator does not take such a value
   */
  readonly compile: (wanted: string) => ValueTest
  /** Negated operators hold for a missing key, and if none of the values matches. */
  readonly negated: boolean
  /** Wildcards in values of variables must not act as such. */
  readonly pattern: boolean
}

const equals = (wanted: string) => (actual: string) => actual === wanted

function equalsIgnoreCase(wanted: string): ValueTest {
  const lower = wanted.toLowerCase()
  return actual => actual.toLowerCase() === lower
}

/** Compares the six components between the colons one by one; each may have wildcards. */
function arnLike(wanted: string): ValueTest {
  if (wanted === '*') return () => true
  const patterns = componentsOf(wanted).map(compileLike)
  if (patterns.length !== ARN_COMPONENTS) {
    throw new PolicyError(`${shown(wanted)} is no ARN: it needs six parts with colons between them.`)
  }
  if (!/[*?]/.test(wanted)) return equals(wanted)
  return actual => {
    const components = componentsOf(actual)
    return (
      components.length === ARN_COMPONENTS &&
      patterns.every((matches, index) => matches(components[index] as string))
    )
  }
}

const ARN_COMPONENTS = 6

/** The last component has the rest, colons included. */
function componentsOf(arn: string): string[] {
  const parts = arn.split(':')
  if (parts.length <= ARN_COMPONENTS) return parts
  return [...parts.slice(0, ARN_COMPONENTS - 1), parts.slice(ARN_COMPONENTS - 1).join(':')]
}

type Comparison = (actual: number, wanted: number) => boolean

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  Equals: (actual, wanted) => actual === wanted,
  LessThan: (actual, wanted) => actual < wanted,
  LessThanEquals: (actual, wanted) => actual <= wanted,
  GreaterThan: (actual, wanted) => actual > wanted,
  GreaterThanEquals: (actual, wanted) => actual >= wanted,
}

function compared(read: (text: string) => number, compare: Comparison, kind: string) {
  return (wanted: string): ValueTest => {
    const limit = read(wanted)
    if (Number.isNaN(limit)) throw new PolicyError(`${shown(wanted)} is no ${kind}.`)
    return actual => compare(read(actual), limit)
  }
}

function numberOf(text: string): number {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}

/** A day, or a time with its zone: without one, the zone of this machine would decide. */
const DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/

/** ISO 8601, or seconds since the epoch; in milliseconds. */
function dateOf(text: string): number {
  const seconds = numberOf(text)
  if (!Number.isNaN(seconds)) return seconds * 1000
  return DATE.test(text) ? Date.parse(text) : Number.NaN
}

function bool(wanted: string): ValueTest {
  const lower = wanted.toLowerCase()
  if (lower !== 'true' && lower !== 'false') {
    throw new PolicyError(`Bool takes true or false, not ${shown(wanted)}.`)
  }
  return actual => actual.toLowerCase() === lower
}

function ipAddress(wanted: string): ValueTest {
  const bits = wanted.includes(':') ? 128 : 32
  try {
    return compileAddressBlock(wanted.includes('/') ? wanted : `${wanted}/${bits}`)
  } catch {
    throw new PolicyError(`${shown(wanted)} is no IP address, nor a range of them such as 10.0.0.0/8.`)
  }
}

const POSITIVE: Readonly<Record<string, Omit<Operator, 'negated'>>> = {
  StringEquals: { compile: equals, pattern: false },
  StringEqualsIgnoreCase: { compile: equalsIgnoreCase, pattern: false },
  StringLike: { compile: compileLike, pattern: true },
  // The two behave alike.
  ArnEquals: { compile: arnLike, pattern: true },
  ArnLike: { compile: arnLike, pattern: true },
  Bool: { compile: bool, pattern: false },
  BinaryEquals: { compile: equals, pattern: false },
  IpAddress: { compile: ipAddress, pattern: false },
  ...comparisons('Numeric', numberOf, 'number'),
  ...comparisons('Date', dateOf, 'date in ISO 8601 with a time zone, such as 2026-01-01T00:00:00Z'),
}

function comparisons(prefix: string, read: (text: string) => number, kind: string) {
  const operators = Object.entries(COMPARISONS).map(([name, compare]) => [
    `${prefix}${name}`,
    { compile: compared(read, compare, kind), pattern: false },
  ])
  return Object.fromEntries(operators) as Record<string, Omit<Operator, 'negated'>>
}

const NEGATIONS: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NotIpAddress: 'IpAddress',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
}

/**
 * The operator with this name; undefined for a name that IAM does not have, and for `Null`, which asks for no value.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function conditionOperator(name: string): Operator | undefined {
  const negated = Object.hasOwn(NEGATIONS, name)
  const positive = negated ? (NEGATIONS[name] as string) : name
  const operator = Object.hasOwn(POSITIVE, positive) ? POSITIVE[positive] : undefined
  return operator && { ...operator, negated }
}
