import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'aws-lambda'

/** What one invocation may take of a replay, before it answers how far it came. */
export interface Turn {
  /** Whether there is time to begin something more. */
  isLeft(): boolean
  wait(ms: number): Promise<unknown>
}

/** Whoever invokes the function waits for its answer, and wants to see progress. */
const LONGEST_MS = 30_000
/** For what was begun, and for the answer. */
const MARGIN_MS = 15_000

export function turnOf(context: Pick<Context, 'getRemainingTimeInMillis'>): Turn {
  const end = Math.max(MARGIN_MS, context.getRemainingTimeInMillis() - LONGEST_MS)
  return { isLeft: () => context.getRemainingTimeInMillis() > end, wait: ms => sleep(ms) }
}
