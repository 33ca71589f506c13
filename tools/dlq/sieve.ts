import type { Letter } from './letter.ts'

/** What is done with each letter of a queue. */
export interface Sieve {
  /** Whether to take it. */
  readonly wants: (letter: Letter) => boolean
  /** Puts it where it is to go; afterwards it is deleted here. */
  take(letter: Letter): Promise<void>
  /**
   * Whether to look behind the first ten of a group as well, which sends them to the end of their queue and so restarts
   * their retention.
   */
  readonly reachesBehind: boolean
  /** Ends it between two letters; a group that goes round ends its round. */
  readonly signal: AbortSignal
}
