import { expiredCredentials } from '../../terminal/expired-credentials.ts'
import { InterruptedError } from '../../terminal/interruption.ts'
import { ReplayRefusedError } from '../replay-function.ts'
import type { Times } from './rebuild-function.ts'

/** A rebuild ended before its end, and goes on when it is repeated; the message says how. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError'
}

/** What to repeat a command with: times such as `6h` are others by then. */
export function timeOptions({ from, to }: Times): string {
  return to === undefined ? `--from ${from}` : `--from ${from} --to ${to}`
}

/**
 * What ended a rebuild that has begun, with how to go on.
 *
 * @returns the error itself for a refusal, which says so
 */
export function resumable(error: unknown, times: Times): unknown {
  if (error instanceof ReplayRefusedError) return error
  const text = `${reasonOf(error)} To resume, run the same command with ${timeOptions(times)}. Until then, live events are written to both read models.`
  return error instanceof InterruptedError
    ? new InterruptedError(text)
    : new UnfinishedError(text, { cause: error })
}

function reasonOf(error: unknown): string {
  return expiredCredentials(error) ?? (error instanceof Error ? error.message : String(error))
}
