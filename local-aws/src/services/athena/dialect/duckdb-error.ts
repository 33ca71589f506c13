import { type ErrorName, QueryError } from './query-error.ts'

/** What DuckDB says of a statement, and how Athena names it. `$1` is what the first group holds. */
const RULES: readonly (readonly [RegExp, ErrorName, string])[] = [
  [/NOT_SUPPORTED: ([^'\n]*)/, 'NOT_SUPPORTED', '$1'],
  [/DIVISION_BY_ZERO: ([^'\n]*)/, 'DIVISION_BY_ZERO', '$1'],
  [/INVALID_FUNCTION_ARGUMENT: ([^\n]*?)(?:' to [A-Z0-9]+|\n|$)/, 'INVALID_FUNCTION_ARGUMENT', '$1'],
  [/INVALID_CAST_ARGUMENT: (Cannot cast '.*' to BIGINT)' to/s, 'INVALID_CAST_ARGUMENT', '$1'],
  [/INVALID_CAST_ARGUMENT: ([^"\n]*)/, 'INVALID_CAST_ARGUMENT', '$1'],
  [
    /Referenced column "([^"]*)" (?:was )?not found/,
    'COLUMN_NOT_FOUND',
    "Column '$1' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    /(?:Table|table) "([^"]*)" (?:was )?not found/,
    'COLUMN_NOT_FOUND',
    "Column '$1' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    /does not have a column named "([^"]*)"/,
    'COLUMN_NOT_FOUND',
    "Column '$1' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [
    // Of `"x" AS "x"`, as each column is written.
    /Column "([^"]*)" referenced that exists in the SELECT clause/,
    'COLUMN_NOT_FOUND',
    "Column '$1' cannot be resolved or requester is not authorized to access requested resources",
  ],
  [/Ambiguous reference to column name "([^"]*)"/, 'AMBIGUOUS_NAME', "Column '$1' is ambiguous"],
  [
    /column "([^"]*)" must appear in the GROUP BY clause/,
    'EXPRESSION_NOT_AGGREGATE',
    "'$1' must be an aggregate expression or appear in GROUP BY clause",
  ],
  [
    /WHERE clause cannot contain (aggregates|window functions)/,
    'EXPRESSION_NOT_SCALAR',
    'WHERE clause cannot contain aggregations, window functions or grouping operations',
  ],
  [
    /More than one row returned by a subquery/,
    'SUBQUERY_MULTIPLE_ROWS',
    'Scalar sub-query has returned multiple rows',
  ],
  [/(?:Overflow in|out of range|Out of Range)([^\n]*)/, 'NUMERIC_VALUE_OUT_OF_RANGE', 'Out of range$1'],
  [/Conversion Error: ([^\n]*)/, 'INVALID_CAST_ARGUMENT', '$1'],
  [/Could not parse string ([^\n]*)/, 'INVALID_FUNCTION_ARGUMENT', 'Invalid format: $1'],
  [
    /(No function matches the given name and argument types[^\n]*|Cannot compare values of type[^\n]*|Cannot mix values of type[^\n]*|Cannot concatenate types[^\n]*)/,
    'TYPE_MISMATCH',
    '$1',
  ],
]

/** A failure of DuckDB as Athena names it. Where no rule knows it, the message is DuckDB's. */
export function fromDuckdb(error: Error): QueryError {
  for (const [pattern, name, message] of RULES) {
    const match = pattern.exec(error.message)
    if (match)
      return new QueryError(
        name,
        message.replace('$1', () => match[1] ?? ''),
      )
  }
  return new QueryError('GENERIC_USER_ERROR', error.message.split('\n')[0] ?? '')
}
