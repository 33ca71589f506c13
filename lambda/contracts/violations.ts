import type { core } from 'zod/mini'
import type { Violation } from './problem.ts'

/** The error of zod for a value that breaks its schema. */
export type Invalid = core.$ZodError

/** All violations that zod found, one for each place and rule, without the values themselves. */
export function violationsOf(error: Invalid): Violation[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({
          pointer: pointerTo([...issue.path, key]),
          detail: 'is not a known member',
        }))
      : [{ pointer: pointerTo(issue.path), detail: detailOf(issue) }],
  )
}

/** The first `most` violations, one for each place, without the names of unknown members. For logs. */
export function namelessViolations(error: Invalid, most: number): Violation[] {
  return error.issues
    .flatMap(unfolded)
    .slice(0, most)
    .map(issue => ({
      pointer: pointerTo(issue.path),
      detail:
        issue.code === 'unrecognized_keys' ? `has ${issue.keys.length} unknown members` : detailOf(issue),
    }))
}

/** For a value that fits no schema of a union, returns the issues of the schema that it breaks least. */
function unfolded(issue: core.$ZodIssue): core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue]
  const [fewest] = issue.errors.toSorted((a, b) => a.length - b.length)
  if (fewest === undefined) return [issue]
  return fewest.map(inner => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

const LONGEST_NAME = 200

/** A client's member names can have any length, and lone surrogates, which a URI cannot contain. */
function named(key: PropertyKey): string {
  return String(key).slice(0, LONGEST_NAME).toWellFormed()
}

/** A JSON Pointer as a URI fragment (RFC 6901, section 6). */
function pointerTo(path: readonly PropertyKey[]): string {
  const tokens = path.map(key => encodeURIComponent(named(key).replaceAll('~', '~0').replaceAll('/', '~1')))
  return `#${tokens.map(token => `/${token}`).join('')}`
}

/** The message of zod/mini, which has no texts of its own, if the contract gives none. */
const WITHOUT_WORDS = 'Invalid input'

function detailOf(issue: core.$ZodIssue): string {
  if (issue.message !== WITHOUT_WORDS) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'must be a whole number' : `must be of type ${issue.expected}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unitOf(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unitOf(issue.origin)}`
    case 'invalid_format':
      return issue.format === 'regex'
        ? `must match ${issue.pattern}`
        : `must be in the format ${issue.format}`
    case 'invalid_value':
      return issue.values.length > 10 ? 'is not a known code' : `must be one of ${issue.values.join(', ')}`
    default:
      return 'is not valid'
  }
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters long'
  return origin === 'array' ? ' items long' : ''
}
