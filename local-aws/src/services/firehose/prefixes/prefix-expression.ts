import { invalidArgument, unsatisfiedPrefix } from '../errors.ts'
import { dateTimeFormat } from './date-time-format.ts'
import type { LocalTime } from './local-time.ts'

/** What an expression may refer to when an object is written. */
export interface PrefixContext {
  readonly time: LocalTime
  /** `processing-failed`, …; undefined for records that are delivered. */
  readonly errorOutputType: string | undefined
  /** A new string of 11 characters at each call. */
  randomString(): string
}

type Part = (context: PrefixContext) => string

/** A prefix with `!{namespace:value}` expressions. */
export interface PrefixExpression {
  readonly hasExpressions: boolean
  readonly hasTimestamp: boolean
  readonly hasErrorOutputType: boolean
  evaluate(context: PrefixContext): string
}

/**
 * Compiles `Prefix` or `ErrorOutputPrefix`.
 *
 * @throws AwsError `InvalidArgumentException` for an unknown namespace or value, for namespaces of dynamic partitioning,
 * which is not simulated, and where `!{` begins no expression
 */
export function prefixExpression(prefix: string): PrefixExpression {
  const expressions: string[] = []
  const parts: Part[] = []
  for (const [token, expression] of prefix.matchAll(/!\{([^}]*)\}|!\{.*|(?:(?!!\{).)+/gs)) {
    if (expression !== undefined) {
      expressions.push(expression)
      parts.push(compiled(expression))
    } else if (token.startsWith('!{')) {
      throw unsatisfiedPrefix(
        `The sequence !{ can only appear in !{namespace:value} expressions, not as in ${JSON.stringify(token)}`,
      )
    } else parts.push(() => token)
  }
  return {
    hasExpressions: expressions.length > 0,
    hasTimestamp: expressions.some(expression => expression.startsWith('timestamp:')),
    hasErrorOutputType: expressions.includes('firehose:error-output-type'),
    evaluate: context => parts.map(part => part(context)).join(''),
  }
}

function compiled(expression: string): Part {
  const colon = expression.indexOf(':')
  const namespace = expression.slice(0, Math.max(colon, 0))
  const value = expression.slice(colon + 1)
  switch (namespace) {
    case 'timestamp': {
      if (value === '') throw unsatisfiedPrefix(`!{${expression}} needs a pattern after the colon`)
      const format = dateTimeFormat(value)
      return ({ time }) => format(time)
    }
    case 'firehose':
      return ofFirehose(value)
    case 'partitionKeyFromQuery':
    case 'partitionKeyFromLambda':
      throw invalidArgument(
        `The local AWS does not simulate dynamic partitioning, which !{${expression}} needs: partition by !{timestamp:…}.`,
      )
    default:
      throw unsatisfiedPrefix(
        `Invalid namespace in !{${expression}}: valid namespaces are timestamp and firehose`,
      )
  }
}

function ofFirehose(value: string): Part {
  switch (value) {
    case 'random-string':
      return ({ randomString }) => randomString()
    case 'error-output-type':
      return ({ errorOutputType = '' }) => errorOutputType
    default:
      throw unsatisfiedPrefix(
        `Invalid value in !{firehose:${value}}: valid values are random-string and error-output-type`,
      )
  }
}
