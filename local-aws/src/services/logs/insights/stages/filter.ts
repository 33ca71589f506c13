import type { Compiled } from '../compiled.ts'
import { eachRow, type StageMaker } from './stage.ts'

/** Passes on the rows for which a condition holds. Searching for its needles can spare parsing an event. */
export function filterStage({ test, needles }: Compiled): StageMaker {
  return eachRow((row, next) => {
    for (const needle of needles) if (row.scanned && !row.scanned.mayContain(needle)) return
    if (test(row)) next.push(row)
  })
}
