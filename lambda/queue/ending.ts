import type { Dependency } from '../contracts/dependency.ts'

/** How the stay of a message in the function ended. */
export type Ending = { kind: 'done' } | { kind: 'dead-lettered' } | Return

/** It goes back to the queue. */
export type Return = {
  /** When it is to come again. */
  seconds: number
  error: Error
} & (
  | { kind: 'failed'; tries: number }
  /** No try is used up: it was no time for it, or not its turn. */
  | { kind: 'postponed' }
  /** No try is used up: what it needs is down. */
  | Waiting
)

interface Waiting {
  kind: 'waiting'
  for: Dependency
  /** Whether it is missing or may not be used, for which a new version may be at fault. */
  refused: boolean
}

/** As much of an ending as is counted; records of a stream end so, too. */
export type EndingKind = { kind: Exclude<Ending['kind'], 'waiting'> } | Waiting

export function comesAgain(ending: Ending): ending is Return {
  return ending.kind !== 'done' && ending.kind !== 'dead-lettered'
}
