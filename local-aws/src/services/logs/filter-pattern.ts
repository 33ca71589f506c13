import { notSimulated } from './errors.ts'
import { parseJsonPattern } from './json-pattern.ts'
import { parseTermPattern } from './term-pattern.ts'

/** Whether a log event matches. */
export interface FilterPattern {
  (message: string): boolean
  /** Texts that every event contains which matches. */
  readonly needles?: readonly string[]
}

/**
 * CloudWatch Logs, *Filter pattern syntax*: terms or `{ $.field = value }`; the empty pattern matches everything.
 *
 * @throws AwsError `InvalidParameterException` for what does not parse, and for space-delimited patterns
 */
export function parseFilterPattern(pattern: string): FilterPattern {
  const trimmed = pattern.trim()
  if (trimmed === '') return () => true
  if (trimmed.startsWith('{')) return parseJsonPattern(trimmed)
  if (trimmed.startsWith('[')) {
    throw notSimulated(`space-delimited filter patterns, such as ${trimmed}`)
  }
  return parseTermPattern(trimmed)
}
