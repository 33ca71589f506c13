import { type TranslatedStatement, type TranslationOptions, translate } from '../dialect/translate.ts'

/** A statement that reads data. */
export interface SelectStatement {
  readonly type: 'DML'
  readonly subtype: 'SELECT'
  /** As sent. */
  readonly text: string
  readonly query: TranslatedStatement
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

/** Statements that Athena has and the local AWS refuses. */
const REFUSED =
  /^(show\s+create\s+\w+|show\s+\w+|create\s+(?:or\s+replace\s+)?(?:external\s+)?\w+|insert\s+into|alter\s+\w+|drop\s+\w+|msck\s+repair|unload|update|delete|merge|optimize|vacuum|prepare|execute|deallocate|explain|analyze|grant|revoke|use|set|call|copy|attach|install|load|pragma|export|import)\b/i

/** A statement that is refused by name. */
export class StatementRefused extends Error {
  override readonly name = 'StatementRefused'
}

/**
 * @throws StatementRefused for a statement that is not simulated, QueryError for one that is malformed
 */
export function statementOf(text: string, options: TranslationOptions): Statement {
  const bare = withoutComments(text)
  const subtype = CATALOG_STATEMENTS.find(([pattern]) => pattern.test(bare))?.[1]
  if (subtype) return { type: 'DDL', subtype, text }
  const refused = REFUSED.exec(bare)?.[1]
  if (refused !== undefined) {
    throw new StatementRefused(
      `The local AWS does not simulate ${refused.replace(/\s+/g, ' ').toUpperCase()}: it runs SELECT, SHOW DATABASES, SHOW TABLES, SHOW COLUMNS, SHOW PARTITIONS and DESCRIBE.`,
    )
  }
  return { type: 'DML', subtype: 'SELECT', text, query: translate(text, options) }
}

/** The text from its first word on, without a semicolon at the end. */
export function withoutComments(text: string): string {
  return text.replace(/^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '').replace(/(?:;|\s+)+$/, '')
}
