import type { Dependency } from '../contracts/dependency.ts'

/** How the stay of a message in the function ended. */
export type Ending = { kind: 'done' } | DeadLettered | Return

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

interface DeadLettered {
  kind: 'dead-lettered'
  /** Whether by a verdict on what a person sent, for which no version is at fault. */
  verdict: boolean
}

interface Waiting {
  kind: 'waiting'
  for: Dependency
  /** Whether it is missing or may not be used, for which a new version may be at fault. */
  refused: boolean
}

/** As much of an ending as is counted; records of a stream end so, too. */
export type EndingKind = { kind: 'done' | 'failed' | 'postponed' } | DeadLettered | Waiting

export function comesAgain(ending: Ending): ending is Return {
  return ending.kind !== 'done' && ending.kind !== 'dead-lettered'
}
