import type { core } from 'zod/mini'
import type { Violation } from '../contracts/problem.ts'

/** Everything that zod found wrong, one violation for each place and rule. The values themselves are not repeated. */
export function violationsOf(error: core.$ZodError): Violation[] {
  return error.issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => ({
          pointer: pointerTo([...issue.path, key]),
          detail: 'is not a member known here',
        }))
      : [{ pointer: pointerTo(issue.path), detail: detailOf(issue) }],
  )
}

/** RFC 6901, section 6: a JSON Pointer as a URI fragment. */
function pointerTo(path: readonly PropertyKey[]): string {
  const tokens = path.map(key => encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1')))
  return `#${tokens.map(token => `/${token}`).join('')}`
}

function detailOf(issue: core.$ZodIssue): string {
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
