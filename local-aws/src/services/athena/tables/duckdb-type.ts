import { quoteName } from '../engine/sql-text.ts'
import type { HiveType } from './hive-type.ts'

const SCALARS = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  string: 'VARCHAR',
  varchar: 'VARCHAR',
  char: 'VARCHAR',
  binary: 'BLOB',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
} as const

/** "decimal(precision, scale) … the maximum value for precision is 38"; without parameters it is Hive's (10,0). */
const DEFAULT_DECIMAL = [10, 0] as const

/** The type that DuckDB has for a column of the catalog. */
export function duckDbType(type: HiveType): string {
  switch (type.kind) {
    case 'array':
      return `${duckDbType(type.element)}[]`
    case 'map':
      return `MAP(${duckDbType(type.key)}, ${duckDbType(type.value)})`
    case 'struct': {
      const fields = type.fields.map(field => `${quoteName(field.name)} ${duckDbType(field.type)}`)
      return `STRUCT(${fields.join(', ')})`
    }
    case 'scalar': {
      if (type.name !== 'decimal') return SCALARS[type.name]
      const [precision = DEFAULT_DECIMAL[0], scale = DEFAULT_DECIMAL[1]] = type.parameters
      return `DECIMAL(${precision}, ${scale})`
    }
  }
}
