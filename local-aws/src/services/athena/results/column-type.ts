import type { DuckDBType } from '@duckdb/node-api'
import type { DuckDb } from '../engine/duckdb.ts'

/** The type of a column or of a part of it, in Athena's names. */
export type ColumnType =
  | { readonly name: ScalarName; readonly precision: number; readonly scale: number }
  | { readonly name: 'array'; readonly element: ColumnType }
  | { readonly name: 'map'; readonly key: ColumnType; readonly value: ColumnType }
  | { readonly name: 'row'; readonly fields: readonly { name: string; type: ColumnType }[] }

export type ScalarName =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'float'
  | 'double'
  | 'decimal'
  | 'varchar'
  | 'json'
  | 'varbinary'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'timestamp with time zone'
  | 'interval day to second'
  | 'uuid'
  | 'unknown'

/** As many characters as Java's strings can have: the precision of a `varchar` without a length. */
const UNBOUNDED = 2_147_483_647

const scalar = (name: ScalarName, precision = 0, scale = 0): ColumnType => ({ name, precision, scale })

export const VARCHAR = scalar('varchar', UNBOUNDED)

/** The Athena type for a type of DuckDB's. Integers that Athena lacks become `bigint`. */
export function columnType(duckDb: DuckDb, type: DuckDBType): ColumnType {
  const { DuckDBTypeId: Id } = duckDb
  switch (type.typeId) {
    case Id.BOOLEAN:
      return scalar('boolean')
    case Id.TINYINT:
      return scalar('tinyint', 3)
    case Id.SMALLINT:
    case Id.UTINYINT:
      return scalar('smallint', 5)
    case Id.INTEGER:
    case Id.USMALLINT:
      return scalar('integer', 10)
    case Id.BIGINT:
    case Id.UINTEGER:
    case Id.UBIGINT:
    case Id.HUGEINT:
    case Id.UHUGEINT:
      return scalar('bigint', 19)
    case Id.FLOAT:
      return scalar('float', 17)
    case Id.DOUBLE:
      return scalar('double', 17)
    case Id.DECIMAL:
      return scalar('decimal', type.width, type.scale)
    case Id.BLOB:
      return scalar('varbinary', 1_073_741_824)
    case Id.DATE:
      return scalar('date')
    case Id.TIME:
      return scalar('time', 3)
    case Id.TIMESTAMP:
    case Id.TIMESTAMP_MS:
    case Id.TIMESTAMP_NS:
    case Id.TIMESTAMP_S:
      return scalar('timestamp', 3)
    case Id.TIMESTAMP_TZ:
      return scalar('timestamp with time zone', 3)
    case Id.INTERVAL:
      return scalar('interval day to second')
    case Id.UUID:
      return scalar('uuid')
    case Id.SQLNULL:
      return scalar('unknown')
    case Id.LIST:
    case Id.ARRAY:
      return { name: 'array', element: columnType(duckDb, type.valueType) }
    case Id.MAP:
      return {
        name: 'map',
        key: columnType(duckDb, type.keyType),
        value: columnType(duckDb, type.valueType),
      }
    case Id.STRUCT:
      return {
        name: 'row',
        fields: type.entryNames.map((name, index) => ({
          name: name.toLowerCase(),
          type: columnType(duckDb, type.entryTypes[index] as DuckDBType),
        })),
      }
    default:
      return type.alias === 'JSON' ? scalar('json') : VARCHAR
  }
}
