import { QueryFailure } from '../executions/query-failure.ts'

/** The property `projection.<column>.<name>` of a table. */
export type ColumnProperty = (name: string) => string | undefined

/** A positive integer; undefined if the property is missing. */
export function integerProperty(column: string, property: ColumnProperty, name: string): bigint | undefined {
  const text = property(name)?.trim()
  if (text === undefined) return undefined
  if (/^[1-9]\d*$/.test(text)) return BigInt(text)
  throw invalidProperty(`projection.${column}.${name}`, text, 'a positive integer')
}

/** The two bounds of the property `range`, without white space around them. */
export function rangeOf(column: string, property: ColumnProperty): [string, string] {
  const range = requiredProperty(column, property, 'range')
  const [first, last, ...rest] = range.split(',').map(bound => bound.trim())
  if (first !== undefined && last !== undefined && rest.length === 0) return [first, last]
  throw invalidProperty(`projection.${column}.range`, range, 'two values, separated by a comma')
}

export function requiredProperty(column: string, property: ColumnProperty, name: string): string {
  const value = property(name)
  if (value === undefined) {
    throw new QueryFailure(
      `INVALID_TABLE_PROPERTY: The table property projection.${column}.${name} is missing.`,
    )
  }
  return value
}

export function invalidProperty(name: string, value: string | undefined, expected: string): QueryFailure {
  return new QueryFailure(
    `INVALID_TABLE_PROPERTY: The table property ${name} must be ${expected}, not ${JSON.stringify(value ?? null)}.`,
  )
}
