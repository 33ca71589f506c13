import type { Compiled } from '../compiled.ts'
import { textOf } from '../value.ts'
import type { StageMaker } from './stage.ts'

/**
 * Passes on the first row of each combination of values. "Log events with null values for any of the specified fields are
 * retained" (*dedup*).
 */
export function dedupStage(keys: readonly Compiled[]): StageMaker {
  return next => {
    const seen = new Set<string>()
    return {
      push(row) {
        const texts = keys.map(({ read }) => textOf(read(row)))
        const combination = JSON.stringify(texts)
        const complete = texts.every(text => text !== undefined)
        if (complete && seen.has(combination)) return
        if (complete) seen.add(combination)
        next.push(row)
      },
      finish: () => next.finish(),
      isFull: () => next.isFull(),
    }
  }
}
