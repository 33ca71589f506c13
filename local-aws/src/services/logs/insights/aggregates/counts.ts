import type { Compiled } from '../compiled.ts'
import { textOf } from '../value.ts'
import { type AggregateMaker, accumulator } from './accumulator.ts'

/** `count(*)` of all rows, `count(field)` of those that have it. */
export function countOf(counted: Compiled | undefined): AggregateMaker {
  return () => {
    let count = 0
    return accumulator(
      row => {
        if (!counted || counted.read(row) !== undefined) count++
      },
      () => count,
    )
  }
}

/** Exact; on AWS it is "just an approximation" where there are many values. */
export function distinctCountOf({ read }: Compiled): AggregateMaker {
  return () => {
    const seen = new Set<string>()
    return accumulator(
      row => {
        const text = textOf(read(row))
        if (text !== undefined) seen.add(text)
      },
      () => seen.size,
    )
  }
}
