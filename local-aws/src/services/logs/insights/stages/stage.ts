import type { Row } from '../row.ts'

/** A command of a query at work: rows come in one by one and go on to the next stage. */
export interface Stage {
  push(row: Row): void
  /** All rows have come: passes on what waits for that, then finishes the next stage. Yields between slices of work. */
  finish(): Slices
  /** Whether it needs no more rows to come. */
  isFull(): boolean
}

/** Work cut into slices of a few milliseconds: others have their turn between two. */
export type Slices<Result = void> = Generator<void, Result>

/** Makes a stage that passes its rows to the next. */
export type StageMaker = (next: Stage) => Stage

/** How many rows a slice passes on. */
export const ROWS_A_SLICE = 256

/** A stage that keeps no rows. */
export function eachRow(push: (row: Row, next: Stage) => void): StageMaker {
  return next => ({
    push: row => push(row, next),
    finish: () => next.finish(),
    isFull: () => next.isFull(),
  })
}
