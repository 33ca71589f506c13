import type { CatalogTable } from '../../../ports.ts'
import { QueryFailure } from '../executions/query-failure.ts'
import { duckDbType } from './duckdb-type.ts'
import { type HiveField, HiveTypeError, parseHiveType } from './hive-type.ts'
import type { TableFiles } from './table-files.ts'

/** A table of the catalog at one place of a query. */
export class SourceTable {
  /** Its name in DuckDB. */
  readonly relation: string
  readonly table: CatalogTable
  /** The columns in the files. */
  readonly columns: readonly HiveField[]
  readonly partitionKeys: readonly HiveField[]
  readonly files: TableFiles

  /** @throws QueryFailure for a type that is unknown, and for a column that is also a partition key */
  constructor(relation: string, table: CatalogTable, files: TableFiles) {
    this.relation = relation
    this.table = table
    this.files = files
    this.columns = table.storage.columns.map(fieldOf)
    this.partitionKeys = table.partitionKeys.map(fieldOf)
    const names = new Set(this.partitionKeys.map(({ name }) => name))
    const twice = this.columns.find(({ name }) => names.has(name))
    if (twice) {
      throw new QueryFailure(
        `HIVE_INVALID_METADATA: Hive metadata for table ${table.name} is invalid: Table descriptor contains duplicate columns: ${twice.name}`,
      )
    }
    if (this.columns.length === 0) {
      throw new QueryFailure(`HIVE_INVALID_METADATA: Table ${table.database}.${table.name} has no columns.`)
    }
  }

  /** All columns in the order of `SELECT *`, with the names of DuckDB's types. */
  get typedColumns(): { name: string; type: string }[] {
    return [...this.columns, ...this.partitionKeys].map(({ name, type }) => ({
      name,
      type: duckDbType(type),
    }))
  }
}

function fieldOf({ name, type }: { name: string; type: string }): HiveField {
  try {
    return { name, type: parseHiveType(type) }
  } catch (cause) {
    if (!(cause instanceof HiveTypeError)) throw cause
    throw new QueryFailure(`HIVE_INVALID_METADATA: column ${JSON.stringify(name)}: ${cause.message}`)
  }
}
