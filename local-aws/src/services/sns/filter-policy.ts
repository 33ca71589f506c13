import type { Dialect } from '../../patterns/dialect.ts'
import { InvalidPatternError } from '../../patterns/invalid-pattern.ts'
import { compile } from '../../patterns/pattern.ts'
import { isObject, type JsonObject } from '../../patterns/value.ts'
import type { Refuse } from './errors.ts'
import type { FilterPolicyScope } from './filter-policy-limits.ts'
import { checkWithinLimits } from './filter-policy-limits.ts'

/**
 * A message as filter policies see it: each document parsed, with dotted names nested, or the reason why it is missing.
 */
export interface Filterable {
  readonly attributeDocument: JsonObject | 'NoMessageAttributes' | 'InvalidAttributes'
  bodyDocument(protocol: string): JsonObject | 'InvalidMessageBody'
}

/**
 * Why a filter policy rejects a message, named as in the metrics `NumberOfNotificationsFilteredOut-…`: the message
 * lacks the document to compare, or the document (named after the scope) does not match.
 */
export type FilteredOut =
  | FilterPolicyScope
  | 'NoMessageAttributes'
  | 'InvalidAttributes'
  | 'InvalidMessageBody'

/**
 * SNS developer guide, "Amazon SNS subscription filter policies": the operators for both scopes. `anything-but` has
 * been extended over the years; here it accepts everything that Event Ruler accepts.
 */
const ATTRIBUTES: Dialect = {
  operators: new Set([
    'anything-but',
    'cidr',
    'equals-ignore-case',
    'exists',
    'numeric',
    'prefix',
    'suffix',
    'wildcard',
  ]),
  anythingBut: new Set(['equals-ignore-case', 'prefix', 'suffix', 'wildcard']),
  // "The value can range from -10^9 to 10^9" (Filter policy constraints).
  largestNumber: 1e9,
  // "For String.Array type attributes, it matches if none of the array elements are listed" (String value matching).
  anythingButHoldsFor: 'every element',
  // "The key must have a non-null and non-empty value" (Key matching).
  isPresent: value => value !== null && value !== '',
}

/** "It also matches the message body … because it contains a value that isn't …" (String value matching). */
const BODY: Dialect = { ...ATTRIBUTES, anythingButHoldsFor: 'any element' }

/** A subscription's filter policy. It is compiled once, so that publishing only evaluates it. */
export class FilterPolicy {
  /** The original JSON text. */
  readonly text: string
  readonly scope: FilterPolicyScope
  readonly #matches: (document: unknown) => boolean

  /**
   * @param text the JSON of the policy
   * @throws the error that `refuse` creates from the reason
   */
  constructor(text: string, scope: FilterPolicyScope, refuse: Refuse) {
    this.text = text
    this.scope = scope
    const policy = parse(text, refuse)
    try {
      this.#matches = compile(policy, scope === 'MessageBody' ? BODY : ATTRIBUTES)
    } catch (error) {
      if (error instanceof InvalidPatternError) throw refuse(`FilterPolicy: ${error.message}`)
      throw error
    }
    checkWithinLimits(policy, text, scope, refuse)
  }

  /** @returns why the policy rejects the message; undefined if the policy accepts it */
  rejects(message: Filterable, protocol: string): FilteredOut | undefined {
    const document = this.scope === 'MessageBody' ? message.bodyDocument(protocol) : message.attributeDocument
    if (typeof document === 'string') return document
    return this.#matches(document) ? undefined : this.scope
  }
}

function parse(text: string, refuse: Refuse): JsonObject {
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    throw refuse('FilterPolicy: failed to parse JSON.')
  }
  if (!isObject(policy)) throw refuse('FilterPolicy: Filter policy must be a JSON object')
  return policy
}
