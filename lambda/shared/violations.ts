import type { core } from 'zod/mini'
import type { Violation } from '../contracts/problem.ts'

/** What zod says of a value that breaks its schema. */
export type Invalid = core.$ZodError

/** Everything that zod found wrong, one violation for each place and rule. The values themselves are not repeated. */
export function violationsOf(error: Invalid): Violation[] {
  return [...violations(error)]
}

/** The same one by one, for whoever does not want them all. */
export function* violations(error: Invalid): Generator<Violation, undefined> {
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') {
      yield { pointer: pointerTo(issue.path), detail: detailOf(issue) }
      continue
    }
    for (const key of issue.keys) {
      yield { pointer: pointerTo([...issue.path, key]), detail: 'is not a member known here' }
    }
  }
}

const LONGEST_NAME = 200

/** A member's name as a client wrote it: of any length, and maybe with lone surrogates, which no URI can have. */
function named(key: PropertyKey): string {
  return String(key).slice(0, LONGEST_NAME).toWellFormed()
}

/** RFC 6901, section 6: a JSON Pointer as a URI fragment. */
function pointerTo(path: readonly PropertyKey[]): string {
  const tokens = path.map(key => encodeURIComponent(named(key).replaceAll('~', '~0').replaceAll('/', '~1')))
  return `#${tokens.map(token => `/${token}`).join('')}`
}

/** What zod/mini, which has no words of its own, says where the contract gives none. */
const WITHOUT_WORDS = 'Invalid input'

function detailOf(issue: core.$ZodIssue): string {
  if (issue.message !== WITHOUT_WORDS) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be a whole number' : `must be of the type ${issue.expected}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'regex'
        ? `must match ${issue.pattern}`
        : `must be in the format ${issue.format}`
    case 'invalid_value':
      return issue.values.length > 10
        ? 'is not one of the codes known'
        : `must be one of ${issue.values.join(', ')}`
    default:
      return 'is not valid'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' items long' : ''
}
