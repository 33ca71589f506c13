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

/** Keeps all rows and passes them on in order; those that are equal stay as they came. */
export function sortStage(orders: readonly SortOrder[]): StageMaker {
  return next => {
    const rows: Keyed[] = []
    const compare = ({ keys: a }: Keyed, { keys: b }: Keyed) => {
      for (const [index, { descending }] of orders.entries()) {
        const order = compareKeys(a[index], b[index])
        if (order !== 0) return descending ? -order : order
      }
      return 0
    }
    return {
      push(row) {
        rows.push({ row, keys: orders.map(({ compiled }) => sortKey(compiled.read(row))) })
        // A document is several times as large as its text.
        row.scanned?.release()
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
