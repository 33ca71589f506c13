import { setTimeout as sleep } from 'node:timers/promises'
import type { Context } from 'aws-lambda'

/** The time that one invocation may spend on a long task before it returns the progress. */
export interface Turn {
  /** Whether there is time to begin another step. */
  isLeft(): boolean
  wait(ms: number): Promise<unknown>
}

/** The caller waits for the response and wants to see progress. */
const LONGEST_MS = 30_000
/** The time for a step in progress, and for the response. */
const MARGIN_MS = 15_000

export function turnOf(context: Pick<Context, 'getRemainingTimeInMillis'>): Turn {
  const end = Math.max(MARGIN_MS, context.getRemainingTimeInMillis() - LONGEST_MS)
  return { isLeft: () => context.getRemainingTimeInMillis() > end, wait: ms => sleep(ms) }
}
