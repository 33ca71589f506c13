import type { Answer } from './athena-queries.ts'
import { priceOf } from './price.ts'
import { type Cell, jsonValue, type ResultColumn, type ResultRows } from './result-rows.ts'

/** One JSON document: rows as objects, with what the query read and cost. */
export function jsonDocument(answer: Answer): string {
  const { columns, rows, complete, bytesScanned, elapsedMs, isCharged } = answer
  const keys = uniqueNames(columns)
  return JSON.stringify({
    rows: rows.map(row =>
      Object.fromEntries(
        columns.map((column, index) => [keys[index] ?? column.name, jsonValue(row[index], column)]),
      ),
    ),
    complete,
    bytesScanned,
    usd: isCharged ? priceOf(bytesScanned) : 0,
    elapsedMs,
  })
}

/** As RFC 4180 says: lines that end in CR and LF, and quotation marks where a field needs them. A null is an empty field. */
export function csvDocument({ columns, rows }: ResultRows): string {
  const lines = [
    columns.map(({ name }) => csvField(name)),
    ...rows.map(row => columns.map((_, index) => csvField(row[index]))),
  ]
  return lines.map(fields => `${fields.join(',')}\r\n`).join('')
}

/** An empty text has quotation marks, which tell it from a null. */
function csvField(cell: Cell): string {
  if (cell === undefined) return ''
  return cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

/** A join may give two columns one name: the second is `sku_2`. */
function uniqueNames(columns: readonly ResultColumn[]): string[] {
  const taken = new Set(columns.map(({ name }) => name))
  const used = new Set<string>()
  return columns.map(({ name }) => {
    let unique = name
    for (let number = 2; used.has(unique) || (unique !== name && taken.has(unique)); number++) {
      unique = `${name}_${number}`
    }
    used.add(unique)
    return unique
  })
}
