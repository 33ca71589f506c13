import type { Compiled } from '../compiled.ts'
import { mergeSort } from '../merge-sort.ts'
import { compareKeys, type SortKey, sortKey } from '../natural-order.ts'
import type { Row } from '../row.ts'
import { ROWS_A_SLICE, type StageMaker } from './stage.ts'

export interface SortOrder {
  compiled: Compiled
  descending: boolean
}

interface Keyed {
  row: Row
  keys: SortKey[]
}

/** Sorting twice as many takes some milliseconds. */
const MOST_KEPT = 10_000

/**
 * Keeps the rows and passes them on in order; those that are equal stay as they came.
 *
 * @param needed how many rows, the first ones, the next stages take
 */
export function sortStage(orders: readonly SortOrder[], needed: number): StageMaker {
  return next => {
    let rows: Keyed[] = []
    /** No row behind it is needed. */
    let last: Keyed | undefined
    const compare = ({ keys: a }: Keyed, { keys: b }: Keyed) => {
      for (const [index, { descending }] of orders.entries()) {
        const order = compareKeys(a[index], b[index])
        if (order !== 0) return descending ? -order : order
      }
      return 0
    }
    return {
      push(row) {
        const keyed = { row, keys: orders.map(({ compiled }) => sortKey(compiled.read(row))) }
        if (last && compare(keyed, last) >= 0) return
        rows.push(keyed)
        // A document is several times as large as its text.
        row.scanned?.release()
        if (needed > MOST_KEPT || rows.length < 2 * needed) return
        rows = rows.sort(compare).slice(0, needed)
        last = rows.at(-1)
      },
      *finish() {
        const sorted = yield* mergeSort(rows, compare)
        for (const [index, { row }] of sorted.entries()) {
          next.push(row)
          if (index % ROWS_A_SLICE === 0) yield
        }
        yield* next.finish()
      },
      isFull: () => false,
    }
  }
}
