import { quoteName } from '../engine/sql-text.ts'
import type { HiveField } from './hive-type.ts'
import { fieldPath, type JsonConversion, jsonType, type SpellingOf, typedValue } from './json-value.ts'
import { columnMap, hivePartitioning, pathList } from './scan-text.ts'

/** How a table's JSON lines are read. */
export interface JsonFormat extends JsonConversion {
  /** Whether a line that is no JSON object becomes a row of nulls; otherwise it fails the query. */
  readonly ignoreMalformed: boolean
}

/** The longest line, in bytes. */
export const LONGEST_LINE = 64 * 1024 * 1024

/** The rows of files with a JSON object a line. */
export function jsonScan(
  paths: readonly string[],
  columns: readonly HiveField[],
  partitionKeys: readonly HiveField[],
  format: JsonFormat,
  spellingOf: SpellingOf,
): string {
  const read = columns.map(({ name, type }) => {
    const path = fieldPath('', name)
    return { name: spellingOf(path), type: jsonType(type, path, spellingOf) }
  })
  const selected = [
    ...columns.map(({ name, type }) => `${typedValue(quoteName(name), type, format)} AS ${quoteName(name)}`),
    ...partitionKeys.map(({ name }) => quoteName(name)),
  ]
  return `SELECT ${selected.join(', ')} FROM read_json(${pathList(paths)}, format = 'newline_delimited', columns = ${columnMap(read)}, ignore_errors = ${format.ignoreMalformed}, maximum_object_size = ${LONGEST_LINE}, ${hivePartitioning(partitionKeys)})`
}
