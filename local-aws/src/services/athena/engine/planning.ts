import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isTypeMismatch, type TranslatedStatement } from '../dialect/translate.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import type { PartitionFiles } from '../tables/data-file.ts'
import { duckDbType } from '../tables/duckdb-type.ts'
import { partitionPath } from '../tables/partition-path.ts'
import { columnMap, hivePartitioning, nameList, pathList } from '../tables/scan-text.ts'
import type { SourceTable } from '../tables/source-table.ts'
import { conjunctsOf } from './conjuncts.ts'
import { injectionProbes } from './injection-probes.ts'
import { type Scan, scansIn } from './scan-plan.ts'
import type { Session } from './session.ts'
import { quoteName, quoteText } from './sql-text.ts'

/** What a query reads of a table. */
export interface NeededData {
  readonly partitions: readonly PartitionFiles[]
  /** The names of the columns in the files. */
  readonly columns: ReadonlySet<string>
}

/** How many folders are made before other requests have their turn. */
const FOLDERS_AT_ONCE = 100
const EMPTY_FILE = 'empty.json'

/** The name of the table of partitions. */
const PARTITIONS = '$partitions'

/** Plans a query over empty files, to find out what it needs, before any object is read. */
export class Planning {
  readonly #session: Session
  readonly #statement: string
  readonly #typeCheck: string | undefined
  readonly #directory: string

  /** @param directory a directory of the query's, which is missing yet */
  constructor(
    session: Session,
    { sql, typeCheck }: Pick<TranslatedStatement, 'sql' | 'typeCheck'>,
    directory: string,
  ) {
    this.#session = session
    this.#statement = sql
    this.#typeCheck = typeCheck
    this.#directory = directory
  }

  /**
   * What the query needs of each table. DuckDB moves conditions to the tables that they are about, wherever in the
   * statement they are. Its plan shows them, and DuckDB evaluates those on partition columns for each partition.
   */
  async needs(tables: readonly SourceTable[]): Promise<NeededData[]> {
    await mkdir(this.#directory, { recursive: true })
    await writeFile(this.#stub, '')
    for (const table of tables) await this.#defineStub(table)
    await this.#checkTypes()
    const needs: NeededData[] = []
    for (const [index, table] of tables.entries()) {
      needs.push(await this.#needsOf(table, index))
      await this.#defineStub(table)
    }
    return needs
  }

  /** @throws DuckDB's error for operands that Athena does not compare */
  async #checkTypes(): Promise<void> {
    if (this.#typeCheck === undefined) return
    try {
      await this.#session.rows(`EXPLAIN ${this.#typeCheck}`)
    } catch (cause) {
      // Other errors are about what this statement changes, or show again.
      if (isTypeMismatch(cause)) throw cause
    }
  }

  async #needsOf(table: SourceTable, index: number): Promise<NeededData> {
    const root = join(this.#directory, String(index))
    for (const column of table.files.injected) await this.#checkInjected(table, column, root)
    const { partitions } = table.files
    const paths = await emptyFiles(
      root,
      table,
      partitions.map(({ values }) => values),
    )
    const scans = await this.#scans(table, paths)
    const columns = new Set(scans.flatMap(columnsOf))
    if (table.partitionKeys.length === 0 || partitions.length === 0) return { partitions, columns }
    await this.#definePartitions(table, partitions)
    const met = new Set<number>()
    const all = new Set(partitions.keys())
    for (const scan of scans) {
      const byFiles = (await this.#keptBy(scan, all)) ?? (await this.#halved([...all], table, paths))
      for (const kept of await this.#meeting(scan.conditions.flatMap(conjunctsOf), byFiles)) met.add(kept)
    }
    return { partitions: partitions.filter((_, kept) => met.has(kept)), columns }
  }

  /**
   * The partitions whose files a scan reads: DuckDB leaves out files by conditions itself, and says how many are left.
   * Undefined if the conditions that it shows leave others.
   */
  async #keptBy(scan: Scan, all: ReadonlySet<number>): Promise<Set<number> | undefined> {
    if (scan.files === 0) return new Set()
    const kept = await this.#meeting(scan.fileConditions, all)
    return kept.size === (scan.files ?? all.size) ? kept : undefined
  }

  /** The partitions whose files at least one scan reads, by plans of ever fewer of them. */
  async #halved(some: readonly number[], table: SourceTable, paths: readonly string[]): Promise<Set<number>> {
    const scans = await this.#scans(
      table,
      some.map(index => paths[index] as string),
    )
    if (scans.every(({ files }) => files === 0)) return new Set()
    const keepsAll = scans.some(({ files }) => files === undefined || files === some.length)
    if (keepsAll || some.length === 1) return new Set(some)
    const middle = Math.ceil(some.length / 2)
    const first = await this.#halved(some.slice(0, middle), table, paths)
    const second = await this.#halved(some.slice(middle), table, paths)
    return new Set([...first, ...second])
  }

  /** A table of the values of partitions. */
  async #definePartitions(
    { partitionKeys }: SourceTable,
    partitions: readonly PartitionFiles[],
  ): Promise<void> {
    const rows = partitions.map(({ values }, index) => `(${[index, ...values.map(quoteText)].join(', ')})`)
    const columns = partitionKeys.map(
      ({ name, type }, index) => `CAST(value${index} AS ${duckDbType(type)}) AS ${quoteName(name)}`,
    )
    const names = ['"$index"', ...partitionKeys.map((_, index) => `value${index}`)]
    await this.#session.define(
      PARTITIONS,
      `SELECT "$index", ${columns.join(', ')} FROM (VALUES ${rows.join(', ')}) AS t(${names.join(', ')})`,
    )
  }

  /** Those of the partitions where all of the conditions hold that are about nothing but partition columns. */
  async #meeting(conditions: readonly string[], partitions: ReadonlySet<number>): Promise<Set<number>> {
    let met = new Set(partitions)
    for (const condition of conditions) {
      const rows = await this.#session
        .rows(`SELECT "$index" AS met FROM ${quoteName(PARTITIONS)} WHERE TRY(${condition})`)
        // The condition is about other columns, too.
        .catch(() => undefined)
      if (!rows) continue
      const indexes = new Set(rows.map(row => Number(row.met)))
      met = new Set([...met].filter(index => indexes.has(index)))
    }
    return met
  }

  /** @throws QueryFailure for a query that does not state the value of an injected column */
  async #checkInjected(table: SourceTable, column: string, root: string): Promise<void> {
    const scans = await this.#scans(
      table,
      await emptyFiles(`${root}-${column}`, table, injectionProbes(table, column)),
    )
    if (scans.every(({ files }) => files === 0)) return
    throw new QueryFailure(
      `CONSTRAINT_VIOLATION: For the injected projected partition column ${column}, the WHERE clause must contain only static equality conditions, and at least one such condition must be present.`,
    )
  }

  /** The scans of a table that has these files alone. */
  async #scans(table: SourceTable, paths: readonly string[]): Promise<Scan[]> {
    if (paths.length === 0) return []
    await this.#session.define(
      table.relation,
      `SELECT ${nameList(table.typedColumns)} FROM read_json(${pathList(paths)}, format = 'newline_delimited', columns = ${columnMap(typed(table))}, ${hivePartitioning(table.partitionKeys)})`,
    )
    const [plan] = await this.#session.rows(`EXPLAIN (FORMAT JSON) ${this.#statement}`)
    return scansIn(String(plan?.explain_value)).filter(({ reader }) => reader === 'READ_JSON')
  }

  /** Another reader than that of the table in question, so that the plan tells them apart. */
  async #defineStub(table: SourceTable): Promise<void> {
    const columns = columnMap(table.typedColumns)
    await this.#session.define(
      table.relation,
      `SELECT * FROM read_csv(${pathList([this.#stub])}, auto_detect = false, header = false, columns = ${columns})`,
    )
  }

  get #stub(): string {
    return join(this.#directory, 'empty.csv')
  }
}

function typed({ columns }: SourceTable): { name: string; type: string }[] {
  return columns.map(({ name, type }) => ({ name, type: duckDbType(type) }))
}

/** The plan shows a field of a struct after its column and a dot. */
function columnsOf({ columns }: Scan): string[] {
  return columns.flatMap(column => [column, column.split('.', 1)[0] as string])
}

/**
 * Makes a folder with an empty file for each partition; returns the paths of the files. The folders are links to a single
 * one, because thousands of folders take seconds to be removed.
 */
async function emptyFiles(
  root: string,
  { partitionKeys }: SourceTable,
  partitions: readonly (readonly string[])[],
): Promise<string[]> {
  const empty = join(root, 'empty')
  mkdirSync(empty, { recursive: true })
  writeFileSync(join(empty, EMPTY_FILE), '')
  const paths: string[] = []
  for (const values of partitions) {
    const folder = join(root, 'partitions', partitionPath(partitionKeys, values) || 'all')
    mkdirSync(dirname(folder), { recursive: true })
    symlinkSync(empty, folder)
    if (paths.push(join(folder, EMPTY_FILE)) % FOLDERS_AT_ONCE === 0) {
      await new Promise(resolve => setImmediate(resolve))
    }
  }
  return paths
}
