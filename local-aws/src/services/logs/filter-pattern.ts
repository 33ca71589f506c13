import { invalidParameter, notSimulated } from './errors.ts'
import { parseJsonPattern } from './json-pattern.ts'
import type { Regex } from './regex/regex.ts'
import { parseTermPattern } from './term-pattern.ts'

/** Whether a log event matches. */
export interface FilterPattern {
  (message: string): boolean
  /** Texts that every event contains which matches. */
  readonly needles?: readonly string[]
  /** The regular expressions that it has. */
  readonly regexes?: readonly Regex[]
}

const MAX_LENGTH = 1024

/**
 * CloudWatch Logs, *Filter pattern syntax*: terms or `{ $.field = value }`; the empty pattern matches everything.
 *
 * @throws AwsError `InvalidParameterException` for what does not parse or is too long, and for space-delimited patterns
 */
export function parseFilterPattern(pattern: string): FilterPattern {
  if (pattern.length > MAX_LENGTH) {
    throw invalidParameter(`A filter pattern has at most ${MAX_LENGTH} characters, not ${pattern.length}.`)
  }
  const trimmed = pattern.trim()
  if (trimmed === '') return () => true
  if (trimmed.startsWith('{')) return parseJsonPattern(trimmed)
  if (trimmed.startsWith('[')) {
    throw notSimulated(`space-delimited filter patterns, such as ${trimmed}`)
  }
  return parseTermPattern(trimmed)
}
