import type { Clock } from '../../clock.ts'
import { TokenBucket } from '../../token-bucket.ts'

/** Limits of one route: requests per second, and how many at once after a rest. */
export interface Throttle {
  rate: number
  burst: number
}

export interface AccessLog {
  logGroup: string
  /** Text with `$context.` variables. */
  format: string
}

/** "By default, 10,000 requests per second with a burst of 5,000", over all APIs of an account (API Gateway quotas). */
export const ACCOUNT_THROTTLE: Throttle = { rate: 10_000, burst: 5_000 }

/** The stage that is served at the root of the API. */
export const DEFAULT_STAGE = '$default'

/** A stage of an HTTP API. */
export class Stage {
  readonly name: string
  readonly variables: Readonly<Record<string, string>>
  readonly accessLog: AccessLog | undefined
  readonly #clock: Clock
  readonly #throttles: ReadonlyMap<string, Throttle>
  readonly #defaultThrottle: Throttle | undefined
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(
    clock: Clock,
    given: {
      name: string
      variables: Readonly<Record<string, string>>
      accessLog: AccessLog | undefined
      /** Of every route that has none of its own. */
      defaultThrottle: Throttle | undefined
      /** By route key. */
      throttles: ReadonlyMap<string, Throttle>
    },
  ) {
    this.#clock = clock
    this.name = given.name
    this.variables = given.variables
    this.accessLog = given.accessLog
    this.#defaultThrottle = given.defaultThrottle
    this.#throttles = given.throttles
  }

  /** Counts a request against the limits of its route, and says whether they allow it. */
  admits(routeKey: string): boolean {
    const limits = this.#throttles.get(routeKey) ?? this.#defaultThrottle
    if (!limits) return true
    const bucket = this.#buckets.get(routeKey) ?? new TokenBucket(this.#clock, limits)
    this.#buckets.set(routeKey, bucket)
    return bucket.take()
  }
}
