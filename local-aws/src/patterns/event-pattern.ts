import type { Dialect } from './dialect.ts'
import { nestDottedNames } from './dotted-names.ts'
import { InvalidPatternError } from './invalid-pattern.ts'
import { compile } from './pattern.ts'
import { isObject } from './value.ts'

/** The operators in the table "Filter rule syntax" (Lambda developer guide, Control which events Lambda sends). */
const LAMBDA: Dialect = {
  operators: new Set(['anything-but', 'equals-ignore-case', 'exists', 'numeric', 'prefix', 'suffix']),
  anythingBut: new Set(),
  largestNumber: 5e9,
  anythingButHoldsFor: 'any element',
  isPresent: () => true,
}

/**
 * Compiles a pattern of Lambda's filter criteria: EventBridge's syntax, with the operators that Lambda
 * documents.
 *
 * @param pattern the JSON text of one filter's `Pattern`, or what it parses to
 * @returns whether a record matches; a message body that is JSON is to be parsed by the caller, as Lambda does
 * @throws InvalidPatternError when the pattern is not valid
 *
 * @example
 * const matches = compilePattern({ body: { type: ['shop.purchase.placed.v1'], total: [{ numeric: ['>', 0] }] } })
 * matches({ messageId: '1', body: { type: 'shop.purchase.placed.v1', total: 12 } }) // true
 */
export function compilePattern(pattern: unknown): (record: unknown) => boolean {
  const document = typeof pattern === 'string' ? parse(pattern) : pattern
  if (!isObject(document)) throw new InvalidPatternError('Filter is not an object')
  const matches = compile(document, LAMBDA)
  return record => matches(nestDottedNames(record))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new InvalidPatternError(`The pattern is not valid JSON: ${text}`)
  }
}
