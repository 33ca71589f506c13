import type { Compiled } from '../compiled.ts'
import { eachRow, type StageMaker } from './stage.ts'

/** Puts values of expressions into slots of each row. */
export function assignStage(assignments: readonly { slot: number; compiled: Compiled }[]): StageMaker {
  return eachRow((row, next) => {
    for (const { slot, compiled } of assignments) row.values[slot] = compiled.read(row)
    next.push(row)
  })
}
