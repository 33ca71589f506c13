import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Caller } from '../../../identity/caller.ts'
import type { DataCatalog, StoredObjects } from '../../../ports.ts'
import { makeTemporaryDirectory, removeTemporaryDirectory } from '../../../process-directory.ts'
import type { TableReference, TranslatedStatement } from '../dialect/translate.ts'
import { type LoadDuckDb, requireDuckDb } from '../engine/duckdb.ts'
import { type NeededData, Planning } from '../engine/planning.ts'
import { Session } from '../engine/session.ts'
import type { ResultSet } from '../results/result-set.ts'
import { jsonFormat } from '../tables/json-format.ts'
import { jsonTable } from '../tables/json-table.ts'
import { LocalFiles } from '../tables/local-files.ts'
import type { ObservedKeys } from '../tables/observed-keys.ts'
import { SourceTable } from '../tables/source-table.ts'
import { tableFiles } from '../tables/table-files.ts'
import { engineFailure } from './engine-failure.ts'
import type { QueryExecution } from './query-execution.ts'
import { QueryCancellation, QueryFailure } from './query-failure.ts'

/** What queries run with. */
export interface QueryEngine {
  readonly catalog: DataCatalog
  readonly objects: StoredObjects
  readonly loadDuckDb: LoadDuckDb
  readonly keys: ObservedKeys
  /** In ms since the epoch. */
  now(): number
}

const DEFAULT_DATABASE = 'default'
const DATA_CATALOG = 'awsdatacatalog'

/**
 * Runs a SELECT in a DuckDB of its own.
 *
 * @throws QueryFailure, QueryCancellation
 */
export async function runSelect(
  execution: QueryExecution,
  statement: TranslatedStatement,
  engine: QueryEngine,
): Promise<ResultSet> {
  const duckDb = await requireDuckDb(engine.loadDuckDb)
  const directory = makeTemporaryDirectory('athena')
  try {
    const session = await Session.open(duckDb, directory, execution.signal)
    try {
      return await new SelectRun(execution, engine, session, directory).run(statement)
    } finally {
      session.close()
    }
  } finally {
    // Thousands of files would hold up all other requests.
    await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    removeTemporaryDirectory(directory)
  }
}

class SelectRun {
  readonly #execution: QueryExecution
  readonly #engine: QueryEngine
  readonly #session: Session
  readonly #directory: string
  readonly #files: LocalFiles

  constructor(execution: QueryExecution, engine: QueryEngine, session: Session, directory: string) {
    this.#execution = execution
    this.#engine = engine
    this.#session = session
    this.#directory = directory
    this.#files = new LocalFiles(engine.objects, this.#caller, join(directory, 'data'))
  }

  async run(statement: TranslatedStatement): Promise<ResultSet> {
    try {
      return await this.#run(statement)
    } catch (cause) {
      if (cause instanceof QueryFailure || cause instanceof QueryCancellation) throw cause
      if (!isDuckDbError(cause)) throw cause
      throw engineFailure(cause, path => this.#files.objectOf(path))
    }
  }

  async #run(statement: TranslatedStatement): Promise<ResultSet> {
    const tables = statement.tables.map(reference => this.#sourceTable(reference))
    const needs = await new Planning(this.#session, statement, join(this.#directory, 'plan')).needs(tables)
    this.#count(needs)
    for (const [index, table] of tables.entries()) await this.#define(table, needs[index] as NeededData)
    return await this.#session.query(statement.sql)
  }

  /** @throws QueryFailure */
  #sourceTable({ catalog, database: named, table: name, relation, position }: TableReference): SourceTable {
    const { catalog: tables, objects } = this.#engine
    const database = named ?? this.#execution.request.database?.toLowerCase() ?? DEFAULT_DATABASE
    const place = `line ${position.line}:${position.column}`
    if (catalog !== undefined && catalog !== DATA_CATALOG) {
      throw new QueryFailure(`CATALOG_NOT_FOUND: ${place}: Catalog '${catalog}' not found`, { type: 1300 })
    }
    if (database === 'information_schema') {
      throw new QueryFailure(
        `NOT_SUPPORTED: ${place}: information_schema is not simulated by the local AWS; SHOW DATABASES, SHOW TABLES, SHOW COLUMNS and DESCRIBE are`,
      )
    }
    if (!tables.database(database, this.#caller)) {
      throw new QueryFailure(`SCHEMA_NOT_FOUND: ${place}: Schema '${database}' does not exist`, {
        type: 1300,
      })
    }
    const table = tables.table(database, name, this.#caller)
    if (!table) {
      throw new QueryFailure(
        `TABLE_NOT_FOUND: ${place}: Table '${DATA_CATALOG}.${database}.${name}' does not exist`,
        { type: 1300 },
      )
    }
    if (table.type === 'VIRTUAL_VIEW') {
      throw new QueryFailure(`The local AWS does not simulate views: ${database}.${name} is one.`)
    }
    return new SourceTable(relation, table, tableFiles(table, objects, this.#caller, this.#engine.now()))
  }

  /** @throws QueryCancellation beyond the workgroup's limit, before anything is read */
  #count(needs: readonly NeededData[]): void {
    const files = needs.flatMap(({ partitions }) => partitions.flatMap(({ files }) => files))
    const bytes = files.reduce((sum, { size }) => sum + size, 0)
    const cutoff = this.#execution.request.workGroup.bytesScannedCutoff ?? Number.POSITIVE_INFINITY
    this.#execution.scannedBytes = Math.min(bytes, cutoff)
    if (bytes > cutoff) throw new QueryCancellation('Bytes scanned limit was exceeded')
  }

  async #define(table: SourceTable, { partitions, columns }: NeededData): Promise<void> {
    const format = jsonFormat(table.table)
    const files = await this.#files.fetch(table.partitionKeys, partitions, this.#execution.signal)
    // The plan's empty relation stays.
    if (files.length === 0) return
    const select = await jsonTable(this.#session, table, files, format, this.#engine.keys, columns)
    await this.#session.define(table.relation, select)
  }

  get #caller(): Caller {
    return this.#execution.request.caller
  }
}

/** DuckDB's kinds of errors begin with their name: `Binder Error: …`. */
function isDuckDbError(cause: unknown): cause is Error {
  return /^[A-Z][A-Za-z ]*(?: Error|of Memory Error|INTERRUPT.*): /.test(
    String((cause as Error | undefined)?.message),
  )
}
