import { type ErrorName, QueryError } from './query-error.ts'

const UNRESOLVED =
  "Column '$1' cannot be resolved or requester is not authorized to access requested resources"

/** What DuckDB says of a statement, and how Athena names it. `$1` is what the first group holds. */
const RULES: readonly (readonly [RegExp, ErrorName, string])[] = [
  [/NOT_SUPPORTED: ([^'\n]*)/, 'NOT_SUPPORTED', '$1'],
  [/DIVISION_BY_ZERO: ([^'\n]*)/, 'DIVISION_BY_ZERO', '$1'],
  [
    /INVALID_FUNCTION_ARGUMENT: (.*?)(?:' to [A-Z0-9]+|", expected format|\n|$)/s,
    'INVALID_FUNCTION_ARGUMENT',
    '$1',
  ],
  [/INVALID_CAST_ARGUMENT: (Cannot cast '.*' to BIGINT)' to/s, 'INVALID_CAST_ARGUMENT', '$1'],
  [/INVALID_CAST_ARGUMENT: ([^"\n]*)/, 'INVALID_CAST_ARGUMENT', '$1'],
  [/Referenced column "([^"]*)" (?:was )?not found/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/Column "([^"]*)" referenced that exists in the SELECT clause/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/Alias with name "([^"]*)" exists, but aliases cannot be used/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/Referenced table "([^"]*)" not found/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/does not have a column named "([^"]*)"/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/Could not find key "([^"]*)" in struct/, 'COLUMN_NOT_FOUND', UNRESOLVED],
  [/Ambiguous reference to column name "([^"]*)"/, 'AMBIGUOUS_NAME', "Column '$1' is ambiguous"],
  [
    /column "?([^" ]*)"? must appear in the GROUP BY clause/,
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
  [
    /UNNEST\(\) can only be applied to lists[^\n]*not MAP/,
    'NOT_SUPPORTED',
    'UNNEST of a map without a list of columns, as in AS t(key, value), is not simulated by the local AWS',
  ],
  [
    /struct_extract with an integer key|Key index for struct_extract/,
    'NOT_SUPPORTED',
    'a subscript of a row with named fields is not simulated by the local AWS; name the field',
  ],
  [
    /invalid perl operator: ([^\n]*)/,
    'NOT_SUPPORTED',
    'the operator $1 of a regular expression is not simulated by the local AWS',
  ],
  [/Malformed JSON at byte .*Input: "(.*)"/s, 'INVALID_FUNCTION_ARGUMENT', "Cannot convert '$1' to JSON"],
  [/(?:Overflow in|out of range|Out of Range)([^\n]*)/, 'NUMERIC_VALUE_OUT_OF_RANGE', 'Out of range$1'],
  [/Conversion Error: ([^\n]*)/, 'INVALID_CAST_ARGUMENT', '$1'],
  [/Could not parse string ([^\n]*)/, 'INVALID_FUNCTION_ARGUMENT', 'Invalid format: $1'],
  [
    /(?:given name and argument types '|for the function call ")(\w+\([^\n]*\))['"]/,
    'FUNCTION_NOT_FOUND',
    'Unexpected parameters: $1',
  ],
  [
    /(?:given name and argument types '|for the function call ")([^\n]*\))['"]/,
    'TYPE_MISMATCH',
    'Cannot apply operator: $1',
  ],
  [
    /(Cannot compare values of type[^\n]*|Cannot mix values of type[^\n]*|Cannot concatenate types[^\n]*)/,
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
        message.replace('$1', () => typesOf(match[1] ?? '')),
      )
  }
  return new QueryError('GENERIC_USER_ERROR', error.message.split('\n')[0] ?? '')
}

/** DuckDB has types of its own for literals. */
function typesOf(text: string): string {
  return text.replaceAll('INTEGER_LITERAL', 'integer').replaceAll('STRING_LITERAL', 'varchar')
}

const SCALAR =
  '(?:VARCHAR|BOOLEAN|TINYINT|SMALLINT|INTEGER(?:_LITERAL)?|BIGINT|HUGEINT|FLOAT|DOUBLE|DECIMAL\\(\\d+,\\s*\\d+\\)|DATE|TIME|TIMESTAMP(?: WITH TIME ZONE)?)'
const MISMATCH = new RegExp(
  `Cannot (?:compare|mix) values of type ${SCALAR} and (?:type )?${SCALAR}(?= (?:in|-) )`,
)

/** Whether DuckDB refuses a statement because of the types of two scalars. */
export function isTypeMismatch(error: unknown): boolean {
  return MISMATCH.test(String((error as Error | undefined)?.message))
}
