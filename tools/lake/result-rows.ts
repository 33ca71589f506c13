/** A column of a result, with its type in Athena: `varchar`, `bigint`. */
export interface ResultColumn {
  readonly name: string
  readonly type: string
}

/** A cell as Athena gives it: text; undefined for null. */
export type Cell = string | undefined

/** The rows of a query, as many as were asked for. */
export interface ResultRows {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** Whether the query has no more rows. */
  readonly complete: boolean
}

const WHOLE = ['tinyint', 'smallint', 'integer', 'bigint']
const FRACTIONS = ['float', 'real', 'double', 'decimal']

export function isNumeric({ type }: ResultColumn): boolean {
  return WHOLE.includes(type) || FRACTIONS.includes(type)
}

/**
 * A cell as JSON has it. A number that JavaScript would change stays text, and so do types that JSON lacks: times,
 * arrays, rows.
 */
export function jsonValue(cell: Cell, column: ResultColumn): string | number | boolean | null {
  if (cell === undefined) return null
  if (column.type === 'boolean') return cell === 'true'
  if (!isNumeric(column)) return cell
  const value = Number(cell)
  const isExact = WHOLE.includes(column.type) ? Number.isSafeInteger(value) : Number.isFinite(value)
  if (!isExact || (column.type === 'decimal' && digitsOf(cell) > EXACT_DIGITS)) return cell
  return value
}

/** A double keeps 15 significant digits of any decimal. */
const EXACT_DIGITS = 15

function digitsOf(number: string): number {
  return number.replaceAll(/^-?0*\.?0*|\./g, '').length
}
