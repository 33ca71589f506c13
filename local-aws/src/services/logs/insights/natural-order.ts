import { numberOf, textOf, type Value } from './value.ts'

/** A value as `sort` compares it: "Number values are values that include only numbers". */
export type SortKey = number | string | undefined

export function sortKey(value: Value): SortKey {
  return numberOf(value) ?? textOf(value)
}

const CHUNK = /\d+|\D+/g

/**
 * "All non-number values come before all number values" (*sort*). What is missing comes before both: in descending order,
 * it is last.
 */
export function compareKeys(a: SortKey, b: SortKey): number {
  if (a === b) return 0
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b)
  return rank(a) - rank(b)
}

function rank(key: SortKey): number {
  if (key === undefined) return 0
  return typeof key === 'string' ? 1 : 2
}

function compareTexts(a: string, b: string): number {
  const chunks = a.match(CHUNK) ?? []
  const others = b.match(CHUNK) ?? []
  const count = Math.min(chunks.length, others.length)
  for (let index = 0; index < count; index++) {
    const order = compareChunks(chunks[index] as string, others[index] as string)
    if (order !== 0) return order
  }
  return chunks.length - others.length
}

/** "it orders numeric portions by their length first and then by their numerical value" */
function compareChunks(a: string, b: string): number {
  const numeric = isDigit(a) && isDigit(b)
  if (numeric && a.length !== b.length) return a.length - b.length
  if (a === b) return 0
  return a < b ? -1 : 1
}

function isDigit(chunk: string): boolean {
  return chunk >= '0' && chunk < ':'
}
