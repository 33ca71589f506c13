import type { Row } from '../row.ts'
import type { Slices } from '../stages/stage.ts'
import type { Value } from '../value.ts'

/** One aggregate function at work on one group of rows. */
export interface Accumulator {
  add(row: Row): void
  result(): Slices<Value>
}

export type AggregateMaker = () => Accumulator

/** An accumulator whose result is at hand. */
export function accumulator(add: (row: Row) => void, result: () => Value): Accumulator {
  return {
    add,
    // biome-ignore lint/correctness/useYield: There is one slice alone.
    *result() {
      return result()
    },
  }
}
