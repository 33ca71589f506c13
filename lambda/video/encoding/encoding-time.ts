import type { Context } from 'aws-lambda'

/** The time to record that the encoding took too long: in the bucket, the table and a queue. */
const RESERVE_MS = 20_000
/** The maximum share of the remaining time that is reserved, for short timeouts. */
const RESERVE_SHARE = 0.1

/** Aborts when the encoding must end, so that the invocation ends in time. */
export function encodingTime({ getRemainingTimeInMillis }: Context): AbortSignal {
  const remaining = getRemainingTimeInMillis()
  return AbortSignal.timeout(Math.floor(remaining - Math.min(RESERVE_MS, remaining * RESERVE_SHARE)))
}
