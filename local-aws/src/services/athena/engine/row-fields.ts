import type { DuckDBStructType, DuckDBType } from '@duckdb/node-api'
import type { DuckDb } from './duckdb.ts'
import { quoteName } from './sql-text.ts'

/**
 * A statement with the same rows, whose rows within columns have names for all fields: those of `row(1, 2)` have none
 * in DuckDB, and its client gives one value for all fields of a name. Undefined for a statement without such columns.
 */
export function withFieldNames(
  duckDb: DuckDb,
  statement: string,
  types: readonly DuckDBType[],
): string | undefined {
  if (!types.some(type => hasUnnamedField(duckDb, type))) return undefined
  const columns = types.map((_, index) => quoteName(`column${index}`))
  const casts = types.map((type, index) => `CAST(${columns[index]} AS ${namedType(duckDb, type)})`)
  return `SELECT ${casts.join(', ')} FROM (${statement}) AS rows_of(${columns.join(', ')})`
}

/** What Athena calls a field without a name. */
export function fieldName(name: string, index: number): string {
  return name === '' ? `field${index}` : name
}

function hasUnnamedField(duckDb: DuckDb, type: DuckDBType): boolean {
  const { DuckDBTypeId: Id } = duckDb
  switch (type.typeId) {
    case Id.LIST:
      return hasUnnamedField(duckDb, type.valueType)
    case Id.MAP:
      return [type.keyType, type.valueType].some(each => hasUnnamedField(duckDb, each))
    case Id.STRUCT:
      return type.entryNames.includes('') || type.entryTypes.some(each => hasUnnamedField(duckDb, each))
    default:
      return false
  }
}

function namedType(duckDb: DuckDb, type: DuckDBType): string {
  const { DuckDBTypeId: Id } = duckDb
  switch (type.typeId) {
    case Id.LIST:
      return `${namedType(duckDb, type.valueType)}[]`
    case Id.MAP:
      return `MAP(${namedType(duckDb, type.keyType)}, ${namedType(duckDb, type.valueType)})`
    case Id.STRUCT:
      return `STRUCT(${fieldsOf(duckDb, type).join(', ')})`
    default:
      return String(type)
  }
}

function fieldsOf(duckDb: DuckDb, { entryNames, entryTypes }: DuckDBStructType): string[] {
  return entryTypes.map(
    (type, index) => `${quoteName(fieldName(entryNames[index] ?? '', index))} ${namedType(duckDb, type)}`,
  )
}
