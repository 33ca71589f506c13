import type { StageClock } from './stage-clock.ts'

/** The polling interval, in real ms. */
const POLL_MS = 250

export interface Settling {
  /** For how many real ms the queues have been empty; 0 while they are not. */
  emptyForMs(): number
  /** How many accepted purchases are not shipped yet. */
  outstanding(): number
}

/** How long the queues must stay empty before the run counts as settled, in real ms. */
export interface Quiet {
  /** If nothing is missing: SQS's counts are approximate, and messages may be between two queues. */
  afterAllMs: number
  /** If something is missing: after this time, it is not coming any more. */
  afterSomeMs: number
}

/** SQS's counts become right "typically within a minute" (SQS, GetQueueAttributes). */
export const ACCOUNT_QUIET: Quiet = { afterAllMs: 60_000, afterSomeMs: 180_000 }
/** The counts of the local AWS are exact. */
export const LOCAL_QUIET: Quiet = { afterAllMs: 1_000, afterSomeMs: 3_000 }

/**
 * Waits until everything is shipped and the queues are empty, or nothing more is coming.
 *
 * @param until in ms of the stage's time
 * @returns whether the time limit came first
 */
export async function untilSettled(
  settling: Settling,
  quiet: Quiet,
  { clock, until, signal }: { clock: StageClock; until: number; signal: AbortSignal },
): Promise<boolean> {
  while (clock.now() < until) {
    const enough = settling.outstanding() === 0 ? quiet.afterAllMs : quiet.afterSomeMs
    if (settling.emptyForMs() >= enough) return false
    await clock.sleep(POLL_MS * clock.scale, signal)
  }
  return true
}
