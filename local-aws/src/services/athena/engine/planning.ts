import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

/** The name of the table of partitions. */
const PARTITIONS = '$partitions'

/** Plans a query over empty files, to find out what it needs, before any object is read. */
export class Planning {
  readonly #session: Session
  readonly #statement: string
  readonly #directory: string

  /** @param directory a directory of the query's, which is missing yet */
  constructor(session: Session, statement: string, directory: string) {
    this.#session = session
    this.#statement = statement
    this.#directory = directory
  }

  /**
   * What the query needs of each table: DuckDB evaluates the conditions on partition columns, wherever in the
   * statement they are, and says how many partitions they leave. Halving finds out which.
   */
  async needs(tables: readonly SourceTable[]): Promise<NeededData[]> {
    await mkdir(this.#directory, { recursive: true })
    await writeFile(this.#stub, '')
    for (const table of tables) await this.#defineStub(table)
    const needs: NeededData[] = []
    for (const [index, table] of tables.entries()) {
      needs.push(await this.#needsOf(table, index))
      await this.#defineStub(table)
    }
    return needs
  }

  async #needsOf(table: SourceTable, index: number): Promise<NeededData> {
    const root = join(this.#directory, String(index))
    for (const column of table.files.injected) await this.#checkInjected(table, column, root)
    const { partitions } = table.files
    const paths = new Map<PartitionFiles, string>()
    for (const partition of partitions) paths.set(partition, await emptyFile(root, table, partition.values))
    const columns = new Set<string>()
    const scansOf = async (some: readonly PartitionFiles[]) => {
      const scans = await this.#scans(
        table,
        some.map(partition => paths.get(partition) as string),
      )
      for (const scan of scans) for (const column of columnsOf(scan)) columns.add(column)
      return scans
    }
    const left = await needed(partitions, scansOf)
    if (left.length === 0 || table.partitionKeys.length === 0) return { partitions: left, columns }
    return { partitions: await this.#meeting(await scansOf(left), table, left), columns }
  }

  /**
   * The partitions that meet the conditions of at least one scan. Conditions that can fail, such as those with a cast,
   * do not leave out files by themselves.
   */
  async #meeting(
    scans: readonly Scan[],
    table: SourceTable,
    partitions: readonly PartitionFiles[],
  ): Promise<PartitionFiles[]> {
    const conditions = scans.map(scan => scan.conditions.flatMap(conjunctsOf))
    if (conditions.some(all => all.length === 0)) return [...partitions]
    await this.#definePartitions(table, partitions)
    const met = new Set<number>()
    for (const all of conditions)
      for (const index of await this.#indexesMeeting(all, partitions)) met.add(index)
    return partitions.filter((_, index) => met.has(index))
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

  /** The partitions where all of the conditions hold that are about nothing but partition columns. */
  async #indexesMeeting(conditions: readonly string[], partitions: readonly unknown[]): Promise<Set<number>> {
    let met = new Set(partitions.keys())
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
    const paths: string[] = []
    for (const values of injectionProbes(table, column)) paths.push(await emptyFile(root, table, values))
    const scans = await this.#scans(table, paths)
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

/** The partitions that at least one scan keeps. */
async function needed(
  partitions: readonly PartitionFiles[],
  scansOf: (some: readonly PartitionFiles[]) => Promise<readonly Scan[]>,
): Promise<PartitionFiles[]> {
  const scans = await scansOf(partitions)
  if (scans.every(({ files }) => files === 0)) return []
  const keepsAll = scans.some(({ files }) => files === undefined || files === partitions.length)
  if (keepsAll || partitions.length === 1) return [...partitions]
  const middle = Math.ceil(partitions.length / 2)
  return [
    ...(await needed(partitions.slice(0, middle), scansOf)),
    ...(await needed(partitions.slice(middle), scansOf)),
  ]
}

function typed({ columns }: SourceTable): { name: string; type: string }[] {
  return columns.map(({ name, type }) => ({ name, type: duckDbType(type) }))
}

/** The plan shows a field of a struct after its column and a dot. */
function columnsOf({ columns }: Scan): string[] {
  return columns.flatMap(column => [column, column.split('.', 1)[0] as string])
}

/** Makes an empty file in the folder of a partition; returns its path. */
async function emptyFile(
  root: string,
  { partitionKeys }: SourceTable,
  values: readonly string[],
): Promise<string> {
  const folder = join(root, partitionPath(partitionKeys, values))
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'empty.json')
  await writeFile(path, '')
  return path
}
