import {
  type ErrorName,
  QueryError,
  type TranslatedStatement,
  type TranslationOptions,
  translate,
} from '../dialect/translate.ts'

/** A statement that reads data. */
export interface SelectStatement {
  readonly type: 'DML'
  readonly subtype: 'SELECT'
  /** As sent. */
  readonly text: string
  /** The statement for DuckDB, or why there is none. */
  readonly query: TranslatedStatement | QueryError
}

/** A statement that answers with what the catalog says. */
export interface CatalogStatement {
  readonly type: 'DDL'
  readonly subtype: CatalogSubtype
  /** As sent. */
  readonly text: string
}

export type Statement = SelectStatement | CatalogStatement

export type CatalogSubtype =
  | 'SHOW_DATABASES'
  | 'SHOW_TABLES'
  | 'SHOW_COLUMNS'
  | 'SHOW_PARTITIONS'
  | 'DESCRIBE_TABLE'

const CATALOG_STATEMENTS: readonly [RegExp, CatalogSubtype][] = [
  [/^show\s+(?:databases|schemas)\b/i, 'SHOW_DATABASES'],
  [/^show\s+tables\b/i, 'SHOW_TABLES'],
  [/^show\s+columns\b/i, 'SHOW_COLUMNS'],
  [/^show\s+partitions\b/i, 'SHOW_PARTITIONS'],
  [/^desc(?:ribe)?\b/i, 'DESCRIBE_TABLE'],
]

/** Errors that StartQueryExecution answers; with others, a query starts and fails. */
const REFUSED_AT_START: readonly ErrorName[] = ['SYNTAX_ERROR', 'NOT_SUPPORTED']

/** @throws QueryError for a statement that is malformed or not simulated */
export function statementOf(text: string, options: TranslationOptions): Statement {
  const bare = withoutComments(text)
  const subtype = CATALOG_STATEMENTS.find(([pattern]) => pattern.test(bare))?.[1]
  if (subtype) return { type: 'DDL', subtype, text }
  try {
    return { type: 'DML', subtype: 'SELECT', text, query: translate(text, options) }
  } catch (cause) {
    if (!(cause instanceof QueryError) || REFUSED_AT_START.includes(cause.errorName)) throw cause
    return { type: 'DML', subtype: 'SELECT', text, query: cause }
  }
}

/** The text from its first word on, without a semicolon at the end. */
export function withoutComments(text: string): string {
  const begun = text.replace(/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '')
  let end = begun.length
  while (end > 0 && /[;\s]/.test(begun.charAt(end - 1))) end--
  return begun.slice(0, end)
}
