import { type DuckDBConnection, DuckDBInstance, type Json } from '@duckdb/node-api'
import { fromDuckdb, PRELUDE, translate } from '../../../../src/services/athena/dialect/translate.ts'

/** What `now()` gives in these tests. */
export const NOW = new Date('2026-11-29T12:34:56.789Z')

/** Runs statements of Athena in DuckDB, without tables. */
export class DialectRig {
  #instance: DuckDBInstance | undefined
  #connection: DuckDBConnection | undefined

  async open(): Promise<void> {
    this.#instance = await DuckDBInstance.create(':memory:')
    this.#connection = await this.#instance.connect()
    for (const statement of PRELUDE) await this.#connection.run(statement)
  }

  close(): void {
    this.#connection?.closeSync()
    this.#instance?.closeSync()
  }

  /** Rows in DuckDB's JSON, in which a BIGINT and a DECIMAL are text. */
  async rows(statement: string, parameters: readonly string[] = []): Promise<Json[][]> {
    return (await this.#read(statement, parameters)).getRowsJson()
  }

  /** The row of a statement that gives one. */
  async row(statement: string): Promise<Json[]> {
    const rows = await this.rows(statement)
    expect(rows).toHaveLength(1)
    return rows[0] ?? []
  }

  /** The value of an expression. */
  async value(expression: string): Promise<Json> {
    const [value] = await this.row(`SELECT ${expression}`)
    return value as Json
  }

  async columns(statement: string): Promise<string[]> {
    return (await this.#read(statement, [])).columnNames()
  }

  async types(statement: string): Promise<string[]> {
    return (await this.#read(statement, [])).columnTypes().map(String)
  }

  /** Makes a view for each table that a statement reads, all of the same rows. */
  async withTable(statement: string, rows: string): Promise<Json[][]> {
    const { tables } = translate(statement, { now: NOW })
    for (const { relation } of tables)
      await this.#connection?.run(`CREATE OR REPLACE TEMP VIEW "${relation}" AS ${rows}`)
    return this.rows(statement)
  }

  /** The message of the failure of a statement. */
  async failure(statement: string): Promise<string> {
    try {
      return `no failure, but ${JSON.stringify(await this.rows(statement))}`
    } catch (error) {
      return (error as Error).message
    }
  }

  async #read(statement: string, parameters: readonly string[]) {
    const { sql } = translate(statement, { now: NOW, parameters })
    try {
      if (!this.#connection) throw new Error('the rig is not open')
      return await this.#connection.runAndReadAll(sql)
    } catch (error) {
      throw fromDuckdb(error as Error)
    }
  }
}
