/** The names that Athena's engine gives to the errors of a statement. */
export type ErrorName =
  | 'SYNTAX_ERROR'
  | 'FUNCTION_NOT_FOUND'
  | 'NOT_SUPPORTED'
  | 'TYPE_MISMATCH'
  | 'TYPE_NOT_FOUND'
  | 'COLUMN_NOT_FOUND'
  | 'TABLE_NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'MISMATCHED_COLUMN_ALIASES'
  | 'INVALID_COLUMN_REFERENCE'
  | 'INVALID_ARGUMENTS'
  | 'INVALID_PARAMETER_USAGE'
  | 'MISSING_OVER'
  | 'INVALID_LITERAL'
  | 'MISSING_GROUP_BY'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_SCALAR'
  | 'DIVISION_BY_ZERO'
  | 'NUMERIC_VALUE_OUT_OF_RANGE'
  | 'INVALID_CAST_ARGUMENT'
  | 'INVALID_FUNCTION_ARGUMENT'
  | 'SUBQUERY_MULTIPLE_ROWS'
  | 'EXCEEDED_TIME_LIMIT'
  | 'GENERIC_USER_ERROR'

/** Where a token of a statement stands. Both numbers count from 1. */
export type Position = { readonly line: number; readonly column: number }

/**
 * Why a statement cannot run, in the words of Athena's engine. The message reads as the state change reason
 * of a failed query, such as `FUNCTION_NOT_FOUND: line 1:8: Function 'foo' not registered`. That of a syntax
 * error has no name in front, as Athena sends it.
 */
export class QueryError extends Error {
  readonly errorName: ErrorName
  /** What is wrong, without name and position. */
  readonly detail: string
  readonly position: Position | undefined

  constructor(errorName: ErrorName, detail: string, position?: Position) {
    const place = position ? `line ${position.line}:${position.column}: ` : ''
    super(errorName === 'SYNTAX_ERROR' ? `${place}${detail}` : `${errorName}: ${place}${detail}`)
    this.name = 'QueryError'
    this.errorName = errorName
    this.detail = detail
    this.position = position
  }
}

/** Refuses by name what Athena has and the local AWS does not simulate. */
export function notSimulated(what: string, position?: Position): QueryError {
  return new QueryError('NOT_SUPPORTED', `${what} is not simulated by the local AWS`, position)
}
