import { AwsError } from '../../../aws-error.ts'

/** A part of a query, by offsets of its characters: from the first to the one behind the last. */
export interface Span {
  start: number
  end: number
}

/**
 * `MalformedQueryException`: "The query string is not valid. Details about this error are displayed in a
 * QueryCompileError object."
 */
export function malformedQuery(message: string, { start, end }: Span): AwsError {
  const location = { startCharOffset: start, endCharOffset: end }
  return new AwsError('MalformedQueryException', message, {
    members: { queryCompileError: { location, message } },
  })
}
