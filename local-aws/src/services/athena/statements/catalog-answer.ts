import type { Caller } from '../../../identity/caller.ts'
import { compileNamePattern } from '../../../patterns/name-pattern.ts'
import type { CatalogTable, DataCatalog } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import { isProjected } from '../projection/projection.ts'
import { type ResultSet, textResult } from '../results/result-set.ts'
import { type CatalogStatement, withoutComments } from './statement.ts'

const NAME = '(?:`[^`]+`|"[^"]+"|[\\w$]+)'
const PATH = `(${NAME}(?:\\.${NAME}){0,2})`
const PATTERN = `(?:\\s+(?:like\\s+)?'([^']*)')?`
const SYNTAX = {
  SHOW_DATABASES: new RegExp(`^show\\s+(?:databases|schemas)${PATTERN}$`, 'i'),
  SHOW_TABLES: new RegExp(`^show\\s+tables(?:\\s+(?:in|from)\\s+${PATH})?${PATTERN}$`, 'i'),
  SHOW_COLUMNS: new RegExp(`^show\\s+columns\\s+(?:in|from)\\s+${PATH}(?:\\s+(?:in|from)\\s+${PATH})?$`, 'i'),
  SHOW_PARTITIONS: new RegExp(`^show\\s+partitions\\s+${PATH}$`, 'i'),
  DESCRIBE_TABLE: new RegExp(`^desc(?:ribe)?\\s+(?:(?:extended|formatted)\\s+)?${PATH}$`, 'i'),
} as const

/** The answers of statements that show the catalog, as text like Hive's. */
export class CatalogAnswers {
  readonly #catalog: DataCatalog
  readonly #caller: Caller
  readonly #database: string

  /** @param database that of names without one */
  constructor(catalog: DataCatalog, caller: Caller, database: string) {
    this.#catalog = catalog
    this.#caller = caller
    this.#database = database
  }

  /** @throws QueryFailure */
  answer({ subtype, text }: CatalogStatement): ResultSet {
    const match = SYNTAX[subtype].exec(withoutComments(text))
    if (!match) {
      throw new QueryFailure(
        `FAILED: ParseException ${text.trim().slice(0, 200)} is no form of ${subtype} that the local AWS simulates`,
      )
    }
    const [, first, second] = match
    switch (subtype) {
      case 'SHOW_DATABASES':
        return lines('database_name', matching(this.#catalog.databases(this.#caller), first))
      case 'SHOW_TABLES':
        return lines(
          'tab_name',
          matching(this.#catalog.tables(this.#databaseOf(first), this.#caller), second),
        )
      case 'SHOW_COLUMNS': {
        const table = this.#table(second === undefined ? (first as string) : `${second}.${first}`)
        return lines(
          'field',
          [...table.storage.columns, ...table.partitionKeys].map(({ name }) => name),
        )
      }
      case 'SHOW_PARTITIONS':
        return lines('partition', partitionsOf(this.#table(first as string)))
      case 'DESCRIBE_TABLE':
        return described(this.#table(first as string))
    }
  }

  #databaseOf(path: string | undefined): string {
    const database = path === undefined ? this.#database : (namesIn(path).at(-1) as string)
    if (this.#catalog.database(database, this.#caller)) return database
    throw new QueryFailure(`FAILED: SemanticException [Error 10072]: Database does not exist: ${database}`, {
      type: 1300,
    })
  }

  #table(path: string): CatalogTable {
    const [name = '', database = this.#database] = namesIn(path).reverse()
    const table = this.#catalog.table(database, name, this.#caller)
    if (table) return table
    throw new QueryFailure(`FAILED: SemanticException [Error 10001]: Table not found ${database}.${name}`, {
      type: 1300,
    })
  }
}

function lines(name: string, texts: readonly string[]): ResultSet {
  return textResult(
    [name],
    texts.map(text => [text]),
  )
}

function namesIn(path: string): string[] {
  return (path.match(new RegExp(NAME, 'g')) ?? []).map(name => name.replace(/^[`"]|[`"]$/g, '').toLowerCase())
}

function matching(named: readonly { name: string }[], pattern = '*'): string[] {
  const matches = compileNamePattern(pattern)
  return named.map(({ name }) => name).filter(matches)
}

/** @throws QueryFailure for a table whose partitions are not in the catalog */
function partitionsOf(table: CatalogTable): string[] {
  if (table.partitionKeys.length === 0) {
    throw new QueryFailure(
      `FAILED: SemanticException [Error 10241]: Table ${table.name} is not a partitioned table`,
    )
  }
  // "SHOW PARTITIONS … does not list partitions that are projected by Athena but not registered in the catalog".
  if (isProjected(table)) return []
  return table.partitions.map(({ values }) =>
    table.partitionKeys.map(({ name }, index) => `${name}=${values[index]}`).join('/'),
  )
}

/** The columns, and the partition columns again, as Hive lays them out. */
function described({ storage, partitionKeys }: CatalogTable): ResultSet {
  const rows = [...storage.columns, ...partitionKeys].map(({ name, type, comment = '' }) =>
    [name.padEnd(20), type.padEnd(20), comment.padEnd(20)].join('\t'),
  )
  const partitions = partitionKeys.map(({ name, type, comment = '' }) =>
    [name.padEnd(20), type.padEnd(20), comment.padEnd(20)].join('\t'),
  )
  const heading = [
    '',
    '# Partition Information',
    `${'# col_name'.padEnd(20)}\t${'data_type'.padEnd(20)}\tcomment`,
    '',
  ]
  return lines('col_name', partitions.length === 0 ? rows : [...rows, ...heading, ...partitions])
}
