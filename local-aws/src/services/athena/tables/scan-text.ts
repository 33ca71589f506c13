import { quoteName, quoteText } from '../engine/sql-text.ts'
import { duckDbType } from './duckdb-type.ts'
import type { HiveField } from './hive-type.ts'

/** The arguments of a reader of DuckDB's that make the folders of files partition columns. */
export function hivePartitioning(keys: readonly HiveField[]): string {
  if (keys.length === 0) return 'hive_partitioning = false'
  const types = keys.map(({ name, type }) => `${quoteName(name)}: ${duckDbType(type)}`)
  return `hive_partitioning = true, hive_types = {${types.join(', ')}}`
}

/** `['a.json', 'b.json']` */
export function pathList(paths: readonly string[]): string {
  return `[${paths.map(quoteText).join(', ')}]`
}

/** `{"id": 'VARCHAR'}` */
export function columnMap(columns: readonly { name: string; type: string }[]): string {
  return `{${columns.map(({ name, type }) => `${quoteName(name)}: ${quoteText(type)}`).join(', ')}}`
}

/** `"id", "hour"` */
export function nameList(columns: readonly { name: string }[]): string {
  return columns.map(({ name }) => quoteName(name)).join(', ')
}
