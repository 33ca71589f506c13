import type { Context } from 'aws-lambda'

/** The time to record that the encoding took too long: in the bucket, the table and a queue. */
const RESERVE_MS = 20_000
/** The maximum share of the remaining time that is reserved, for short timeouts. */
const RESERVE_SHARE = 0.1

/** The time that an invocation has for an encoding. */
export class EncodingTime {
  /** Aborts when the encoding must end, so that the invocation ends in time. */
  readonly signal: AbortSignal
  /** The whole time, in seconds. */
  readonly seconds: number
  readonly #begunAt = performance.now()

  constructor({ getRemainingTimeInMillis }: Pick<Context, 'getRemainingTimeInMillis'>) {
    const remaining = getRemainingTimeInMillis()
    const milliseconds = Math.floor(remaining - Math.min(RESERVE_MS, remaining * RESERVE_SHARE))
    this.seconds = milliseconds / 1_000
    this.signal = AbortSignal.timeout(milliseconds)
  }

  /** The seconds that have passed. */
  get passed(): number {
    return (performance.now() - this.#begunAt) / 1_000
  }
}
