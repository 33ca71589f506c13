import { Printer, type PrinterOptions, type TableReference } from './printer.ts'
import { QueryError } from './query-error.ts'
import { parseParameter, parseQuery } from './query-parser.ts'
import type { Query } from './tree.ts'

export { fromDuckdb, isTypeMismatch } from './duckdb-error.ts'
export { PRELUDE } from './prelude.ts'
export { type TableReference, UNNAMED_COLUMN } from './printer.ts'
export { type ErrorName, QueryError } from './query-error.ts'

export type TranslationOptions = {
  /** What `now()` and `current_date` give. */
  readonly now: Date
  /** `ExecutionParameters` of the request: expressions of SQL, such as `'shop'` in its quotes, one for each `?`. */
  readonly parameters?: readonly string[]
}

export type TranslatedStatement = {
  /** One statement of DuckDB, to be run on a connection that ran {@link PRELUDE}. */
  readonly sql: string
  /**
   * A statement that DuckDB cannot bind if operands have types that Trino does not compare, such as a text and a number,
   * and DuckDB does. It is not to be run. Undefined for a query that is too long to be checked so.
   */
  readonly typeCheck: string | undefined
  readonly statementType: 'DML'
  /** The tables it reads, one for each time that one is named. */
  readonly tables: readonly TableReference[]
}

/**
 * Turns a query in Athena's dialect (engine version 3) into one of DuckDB's that gives what Athena would give.
 *
 * The SQL names each table by its {@link TableReference.relation}: make a view of this name before it runs.
 * A column named {@link UNNAMED_COLUMN} is called `_col` and its number.
 *
 * @throws QueryError for what Athena refuses, in its words, and for what is not simulated, by name
 * @see https://trino.io/docs/current/functions.html
 */
export function translate(statement: string, options: TranslationOptions): TranslatedStatement {
  const { query, parameters } = parseQuery(statement)
  const values = (options.parameters ?? []).map(parseParameter)
  if (values.length !== parameters) throw wrongParameters(parameters, values.length)
  const printing = { now: options.now, parameters: values }
  const printer = new Printer(printing)
  const sql = printer.query(query)
  return { sql, typeCheck: typeCheckOf(query, printing), statementType: 'DML', tables: printer.tables }
}

function typeCheckOf(query: Query, printing: PrinterOptions): string | undefined {
  try {
    return new Printer({ ...printing, checksTypes: true }).query(query)
  } catch (cause) {
    if (cause instanceof QueryError) return undefined
    throw cause
  }
}

function wrongParameters(expected: number, found: number): QueryError {
  return new QueryError(
    'INVALID_PARAMETER_USAGE',
    `Incorrect number of parameters: expected ${expected} but found ${found}`,
  )
}
