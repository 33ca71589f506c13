import type { Compiled } from '../compiled.ts'
import { fromJson } from '../value.ts'
import { eachRow, type StageMaker } from './stage.ts'

/**
 * "discards the current record and generates new records", one for each element of a list. "Any other types … are treated
 * as a list with one item" (*unnest*).
 */
export function unnestStage({ read }: Compiled, slot: number): StageMaker {
  return eachRow((row, next) => {
    const list = read(row)
    const items: unknown[] = Array.isArray(list) ? list : [list]
    for (const item of items) {
      const values = [...row.values]
      values[slot] = fromJson(item)
      next.push({ scanned: row.scanned, values })
    }
  })
}
