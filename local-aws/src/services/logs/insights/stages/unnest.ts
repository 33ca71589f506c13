import { notSimulated } from '../../errors.ts'
import type { Compiled } from '../compiled.ts'
import type { Row } from '../row.ts'
import { fromJson } from '../value.ts'
import type { StageMaker } from './stage.ts'

/** Lists in lists multiply: without a bound, a single event could make rows for hours. */
const MAX_ROWS_OF_AN_EVENT = 10_000

/**
 * "discards the current record and generates new records", one for each element of a list. "Any other types … are treated
 * as a list with one item" (*unnest*).
 */
export function unnestStage({ read }: Compiled, slot: number): StageMaker {
  return next => {
    let last: Row['scanned']
    let made = 0
    return {
      push(row) {
        if (row.scanned !== last) made = 0
        last = row.scanned
        const list = read(row)
        const items: unknown[] = Array.isArray(list) ? list : [list]
        made += items.length
        if (made > MAX_ROWS_OF_AN_EVENT) {
          throw notSimulated(`more than ${MAX_ROWS_OF_AN_EVENT} rows of one event by unnest`)
        }
        for (const item of items) {
          const values = [...row.values]
          values[slot] = fromJson(item)
          next.push({ scanned: row.scanned, values })
        }
      },
      finish: () => next.finish(),
      isFull: () => next.isFull(),
    }
  }
}
