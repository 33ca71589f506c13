import { type ColumnType, VARCHAR } from './column-type.ts'

export interface ResultColumn {
  readonly name: string
  readonly type: ColumnType
}

/** A value's text; undefined for null. */
export type ResultRow = readonly (string | undefined)[]

/** What a statement answers. */
export interface ResultSet {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly ResultRow[]
}

/** The answer of a statement that lists texts, such as SHOW TABLES. */
export function textResult(names: readonly string[], rows: readonly ResultRow[]): ResultSet {
  return { columns: names.map(name => ({ name, type: VARCHAR })), rows }
}

/** `ColumnInfo` of the API. */
export function columnInfo({ name, type }: ResultColumn) {
  const bounds = 'precision' in type ? type : { precision: 0, scale: 0 }
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type.name,
    Precision: bounds.precision,
    Scale: bounds.scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type.name === 'varchar',
  }
}
