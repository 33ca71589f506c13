import { identifier, quoted } from './duckdb-text.ts'
import { notSimulated } from './query-error.ts'
import type { TypeName } from './tree.ts'
import { isOtherType } from './type-parser.ts'

const DUCKDB_TYPES: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  double: 'DOUBLE',
  int: 'INTEGER',
  integer: 'INTEGER',
  json: 'JSON',
  real: 'REAL',
  smallint: 'SMALLINT',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMPTZ',
  tinyint: 'TINYINT',
  uuid: 'UUID',
  varbinary: 'BLOB',
  varchar: 'VARCHAR',
}

/** A type of Athena as DuckDB names it. */
export function duckdbType(type: TypeName): string {
  switch (type.kind) {
    case 'array':
      return `${duckdbType(type.element)}[]`
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`
    case 'row':
      return `STRUCT(${type.fields.map((field, index) => `${identifier(field.name ?? `field${index}`)} ${duckdbType(field.type)}`).join(', ')})`
    case 'simple':
      return simpleType(type)
  }
}

function simpleType(type: TypeName & { kind: 'simple' }): string {
  if (type.name === 'decimal') {
    const [precision = 38, scale = 0] = type.parameters
    return `DECIMAL(${precision}, ${scale})`
  }
  const written = DUCKDB_TYPES[type.name]
  if (!written || isOtherType(type.name)) throw notSimulated(`the type ${type.name}`, type.at)
  return written
}

/** DuckDB's SQL for a cast of Athena. */
export function castTo(type: TypeName, value: string): string {
  if (type.kind !== 'simple') return `CAST(${value} AS ${duckdbType(type)})`
  switch (type.name) {
    case 'varchar':
      return type.parameters[0] === undefined
        ? `trino_to_varchar(${value})`
        : `substr(trino_to_varchar(${value}), 1, ${type.parameters[0]})`
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'int':
    case 'bigint':
      return `CAST(${wholeNumber(value)} AS ${duckdbType(type)})`
    case 'json':
      return `to_json(${value})`
    case 'date':
      return `CAST(${value} AS DATE)`
    case 'timestamp':
      return `trino_to_timestamp(${value})`
    case 'timestamp with time zone':
      return `CAST(${value} AS TIMESTAMPTZ)`
    case 'varbinary':
      return `encode(${value})`
    default:
      return `CAST(${value} AS ${duckdbType(type)})`
  }
}

const ZONE = /(?:UTC|Z|[+-]\d{1,2}:?\d{2}|[A-Za-z]+\/[A-Za-z_/]+)$/
/** No name of a zone is as long. */
const MAX_ZONE_LENGTH = 100

/** DuckDB's SQL for a literal with its type, such as `TIMESTAMP '2026-01-01 00:00 UTC'`, which has a time zone. */
export function typedLiteral(type: TypeName, text: string): string {
  if (type.kind !== 'simple') return castTo(type, quoted(text))
  if (type.name === 'json') return `json(${quoted(text)})`
  if (type.name === 'decimal') return text.trim()
  if (type.name === 'timestamp' && ZONE.test(text.trimEnd().slice(-MAX_ZONE_LENGTH)))
    return `CAST(${quoted(text.replace(/^(\s*\S+ \d{1,2}:\d{2})(?=\s*[A-Z+-])/i, '$1:00'))} AS TIMESTAMPTZ)`
  return castTo(type, quoted(text))
}

/**
 * The text of a `substr` is tested without a lambda, so that a condition on a partition's name stays a condition
 * that DuckDB moves to the scan.
 */
function wholeNumber(value: string): string {
  if (!/^substr\([^()]*\)$/.test(value)) return `trino_whole(${value})`
  return `CASE WHEN ${value} IS NULL OR regexp_full_match(${value}, '[+-]?\\d+') THEN ${value}
    ELSE 'INVALID_CAST_ARGUMENT: Cannot cast ''' || ${value} || ''' to BIGINT' END`
}
