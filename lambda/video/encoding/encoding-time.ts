import type { Context } from 'aws-lambda'

/** What comes after the encoding has to fit in: telling that it took too long, to the bucket, the table and a queue. */
const RESERVE_MS = 20_000
/** Of a shorter time, this share. */
const RESERVE_SHARE = 0.1

/** Aborts when the encoding has to end for the invocation to end in time. */
export function encodingTime({ getRemainingTimeInMillis }: Context): AbortSignal {
  const remaining = getRemainingTimeInMillis()
  return AbortSignal.timeout(Math.floor(remaining - Math.min(RESERVE_MS, remaining * RESERVE_SHARE)))
}
