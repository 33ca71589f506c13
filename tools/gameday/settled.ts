import type { StageClock } from './stage-clock.ts'

/** How often to look, in real ms. */
const POLL_MS = 250

export interface Settling {
  /** For how many real ms the queues have been empty; 0 while they are not. */
  emptyForMs(): number
  /** How many accepted purchases are not shipped. */
  outstanding(): number
}

/** In real ms: how long the queues must have been empty to be believed. */
export interface Quiet {
  /** Where nothing is missing. SQS counts approximately, and a message is on its way from one queue to the next. */
  afterAllMs: number
  /** Where something is missing: it does not come any more. */
  afterSomeMs: number
}

/** "Typically within a minute" is how soon SQS counts right (SQS, GetQueueAttributes). */
export const ACCOUNT_QUIET: Quiet = { afterAllMs: 60_000, afterSomeMs: 180_000 }
/** The local AWS counts exactly. */
export const LOCAL_QUIET: Quiet = { afterAllMs: 1_000, afterSomeMs: 3_000 }

/**
 * Waits until all is shipped and the queues are empty, or nothing more is to come.
 *
 * @param until in ms of the stage's time
 * @returns whether the time was over before that
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
