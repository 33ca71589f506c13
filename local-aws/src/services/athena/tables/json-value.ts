import { quoteName, quoteText } from '../engine/sql-text.ts'
import { duckDbType } from './duckdb-type.ts'
import type { HiveField, HiveType } from './hive-type.ts'

/** How a JSON SerDe treats values of another type. */
export interface JsonConversion {
  /** Whether a text that is no such number or date fails the query; otherwise the value is null. */
  readonly strict: boolean
}

/** How the key of a field is spelled in the files, by the path of the field. */
export type SpellingOf = (path: string) => string

/**
 * The type that DuckDB reads JSON as: structs and lists with texts, so that a value of another type becomes its text
 * first, as in the SerDes.
 *
 * @param path of the value
 */
export function jsonType(type: HiveType, path: string, spellingOf: SpellingOf): string {
  switch (type.kind) {
    case 'array':
      return `${jsonType(type.element, elementPath(path), spellingOf)}[]`
    case 'map':
      return `MAP(VARCHAR, ${jsonType(type.value, elementPath(path), spellingOf)})`
    case 'struct': {
      const fields = type.fields.map(field => {
        const below = fieldPath(path, field.name)
        return `${quoteName(spellingOf(below))} ${jsonType(field.type, below, spellingOf)}`
      })
      return `STRUCT(${fields.join(', ')})`
    }
    case 'scalar':
      return 'VARCHAR'
  }
}

export function fieldPath(path: string, name: string): string {
  return `${path}.${name}`
}

export function elementPath(path: string): string {
  return `${path}[]`
}

/** An expression for the typed value of an expression of {@link jsonType}. */
export function typedValue(expression: string, type: HiveType, conversion: JsonConversion): string {
  switch (type.kind) {
    case 'array':
      return eachItem(expression, type.element, conversion)
    case 'map': {
      const key = typedValue('entry.key', type.key, conversion)
      const value = typedValue('entry.value', type.value, conversion)
      return `map_from_entries(list_transform(map_entries(${expression}), lambda entry: {key: ${key}, value: ${value}}))`
    }
    case 'struct':
      return `CASE WHEN ${expression} IS NOT NULL THEN struct_pack(${type.fields.map(field => typedField(expression, field, conversion)).join(', ')}) END`
    case 'scalar':
      return typedScalar(expression, type, conversion)
  }
}

function eachItem(expression: string, element: HiveType, conversion: JsonConversion): string {
  if (isText(element)) return expression
  return `list_transform(${expression}, lambda item: ${typedValue('item', element, conversion)})`
}

function typedField(expression: string, { name, type }: HiveField, conversion: JsonConversion): string {
  const field = `struct_extract(${expression}, ${quoteText(name)})`
  return `${quoteName(name)} := ${typedValue(field, type, conversion)}`
}

function isText(type: HiveType): boolean {
  return type.kind === 'scalar' && type.name === 'string'
}

function typedScalar(
  expression: string,
  type: HiveType & { kind: 'scalar' },
  { strict }: JsonConversion,
): string {
  const cast = (value: string, name = duckDbType(type)) =>
    strict ? strictCast(value, name) : `TRY_CAST(${value} AS ${name})`
  switch (type.name) {
    case 'string':
      return expression
    case 'char':
    case 'varchar':
      return type.parameters[0] === undefined ? expression : `left(${expression}, ${type.parameters[0]})`
    case 'binary':
      return `from_base64(${expression})`
    case 'boolean':
      return `(lower(${expression}) = 'true')`
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
      // A fraction is cut off, where DuckDB would round.
      return `CASE WHEN contains(${expression}, '.') THEN ${cast(`trunc(${cast(expression, 'DECIMAL(38, 9)')})`)} ELSE ${cast(expression)} END`
    case 'timestamp':
      return timestamp(expression, cast)
    default:
      return cast(expression)
  }
}

/** DuckDB's error has the text that it fails to cast, by which the failure is known. */
function strictCast(value: string, type: string): string {
  const reason = `'HIVE_BAD_DATA: Error parsing a field of type ${type.toLowerCase()}: For input string: ' || ${value}`
  return `CASE WHEN ${value} IS NULL OR TRY_CAST(${value} AS ${type}) IS NOT NULL THEN TRY_CAST(${value} AS ${type}) ELSE CAST(${reason} AS ${type}) END`
}

/** A date and time, or seconds since the epoch, or milliseconds in 13 digits or more. Times have milliseconds. */
function timestamp(expression: string, cast: (value: string, name?: string) => string): string {
  const number = cast(expression, 'DOUBLE')
  const milliseconds = `CASE WHEN length(${expression}) >= 13 AND NOT contains(${expression}, '.') THEN ${number} ELSE ${number} * 1000 END`
  return `CASE WHEN contains(${expression}, ':') THEN date_trunc('milliseconds', timezone('UTC', ${cast(expression, 'TIMESTAMPTZ')})) WHEN regexp_full_match(${expression}, '[-+]?[0-9]+(\\.[0-9]*)?') THEN make_timestamp(CAST(round(${milliseconds}) AS BIGINT) * 1000) ELSE ${cast(expression)} END`
}
