import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBInstance, DuckDBType } from '@duckdb/node-api'
import { PRELUDE, UNNAMED_COLUMN } from '../dialect/translate.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import { columnType } from '../results/column-type.ts'
import type { ResultColumn, ResultRow, ResultSet } from '../results/result-set.ts'
import { valueText } from '../results/value-text.ts'
import type { DuckDb } from './duckdb.ts'
import { withFieldNames } from './row-fields.ts'
import { quoteName, quoteText } from './sql-text.ts'

const THREADS = 2
const MEMORY_LIMIT = '2GB'
const SPILL_LIMIT = '4GB'
/** In characters. Results are kept in memory. */
const MAX_RESULT_SIZE = 256 * 1024 * 1024
/** What a cell takes beside its text. */
const CELL_SIZE = 16

/**
 * A DuckDB of one query. It reads the files of its directory and nothing else of the machine: no other path, no
 * network, no extension, no environment; and no statement can change that.
 */
export class Session {
  readonly #duckDb: DuckDb
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #signal: AbortSignal

  private constructor(
    duckDb: DuckDb,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal: AbortSignal,
  ) {
    this.#duckDb = duckDb
    this.#instance = instance
    this.#connection = connection
    this.#signal = signal
  }

  /**
   * @param directory the directory of the query's files
   * @param signal makes the statement that runs and all others fail
   */
  static async open(duckDb: DuckDb, directory: string, signal: AbortSignal): Promise<Session> {
    const spill = join(directory, 'spill')
    await mkdir(spill, { recursive: true })
    const instance = await duckDb.DuckDBInstance.create(':memory:', {
      threads: String(THREADS),
      memory_limit: MEMORY_LIMIT,
      temp_directory: spill,
      max_temp_directory_size: SPILL_LIMIT,
      autoload_known_extensions: 'false',
      autoinstall_known_extensions: 'false',
    })
    const session = new Session(duckDb, instance, await instance.connect(), signal)
    await session.#lock(directory)
    return session
  }

  async #lock(directory: string): Promise<void> {
    const isSetting = (statement: string) => statement.startsWith('SET ')
    // Settings change how DuckDB reads what comes after them, so they are not part of one script.
    for (const setting of PRELUDE.filter(isSetting)) await this.run(setting)
    await this.run(PRELUDE.filter(statement => !isSetting(statement)).join(';\n'))
    await this.run(`SET allowed_directories = [${quoteText(`${directory}/`)}]`)
    await this.run('SET enable_external_access = false')
    await this.run('SET lock_configuration = true')
  }

  /** Makes a relation for a table, or replaces it. */
  async define(relation: string, select: string): Promise<void> {
    await this.run(`CREATE OR REPLACE VIEW ${quoteName(relation)} AS ${select}`)
  }

  async run(statement: string): Promise<void> {
    await this.#interruptible(() => this.#connection.run(statement))
  }

  /** The rows of a statement, as JSON has them. */
  async rows(statement: string): Promise<Record<string, unknown>[]> {
    const reader = await this.#interruptible(() => this.#connection.runAndReadAll(statement))
    return reader.getRowObjectsJson()
  }

  /** The names and types of a statement's columns, and its rows as Athena prints them. */
  async query(statement: string): Promise<ResultSet> {
    return await this.#interruptible(async () => {
      const written = await this.#connection.stream(statement)
      const named = withFieldNames(this.#duckDb, statement, written.columnTypes())
      const result = named === undefined ? written : await this.#connection.stream(named)
      const columns = result
        .columnTypes()
        .map((type, index) => this.#column(type, written.columnName(index), index))
      const rows: ResultRow[] = []
      let size = 0
      for await (const chunk of result.yieldRows()) {
        for (const row of chunk) {
          const texts = columns.map(({ type }, index) => valueText(type, row[index] ?? null))
          size += texts.reduce((sum, text) => sum + CELL_SIZE + (text?.length ?? 0), 0)
          if (size > MAX_RESULT_SIZE) throw tooLarge()
          rows.push(texts)
        }
      }
      return { columns, rows }
    })
  }

  #column(type: DuckDBType, name: string, index: number): ResultColumn {
    return { name: name === UNNAMED_COLUMN ? `_col${index}` : name, type: columnType(this.#duckDb, type) }
  }

  /** @throws the signal's reason, once it is aborted */
  async #interruptible<T>(action: () => Promise<T>): Promise<T> {
    this.#signal.throwIfAborted()
    const running = action()
    const interrupt = () => void this.#interruptUntil(running)
    this.#signal.addEventListener('abort', interrupt, { once: true })
    try {
      const result = await running
      // A stream of rows that is interrupted ends as if it were whole.
      this.#signal.throwIfAborted()
      return result
    } catch (cause) {
      this.#signal.throwIfAborted()
      throw cause
    } finally {
      this.#signal.removeEventListener('abort', interrupt)
    }
  }

  /** DuckDB forgets an interrupt that comes between the steps of a statement. */
  async #interruptUntil(running: Promise<unknown>): Promise<void> {
    let ended = false
    const end = () => {
      ended = true
    }
    running.then(end, end)
    while (!ended) {
      this.#connection.interrupt()
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }
}

function tooLarge(): QueryFailure {
  return new QueryFailure(
    'The local AWS keeps results in memory, and those of this query are larger than 256 MB: add a LIMIT, or select fewer columns.',
  )
}
