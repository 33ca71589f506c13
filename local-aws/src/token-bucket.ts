import type { Clock } from './clock.ts'

/** Sums of fractions of tokens are off by less. */
const ROUNDING = 1e-6

/** Lets `rate` through per second on average, and up to `burst` at once after a rest. */
export class TokenBucket {
  readonly #clock: Clock
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #filledAt: number

  /** @param limits `rate` in tokens per second; the bucket holds `burst` and starts full */
  constructor(clock: Clock, limits: { rate: number; burst: number }) {
    this.#clock = clock
    this.#rate = limits.rate
    this.#burst = limits.burst
    this.#tokens = limits.burst
    this.#filledAt = clock.now()
  }

  /**
   * Takes `count` tokens if at least one is there. The last one serves for all of them: the rest is owed,
   * and nothing goes through until it is paid off.
   */
  take(count = 1): boolean {
    this.#fill()
    if (this.#tokens < 1) return false
    this.#tokens -= count
    return true
  }

  /** Whether `count` tokens are there; takes none of them. */
  holds(count: number): boolean {
    this.#fill()
    return this.#tokens >= count - ROUNDING
  }

  /** In how many ms `count` tokens are there, up to the burst, if none are taken meanwhile; 0 where they are. */
  waitFor(count: number): number {
    this.#fill()
    const missing = Math.min(count, this.#burst) - this.#tokens
    return missing <= ROUNDING ? 0 : Math.ceil((missing / this.#rate) * 1000)
  }

  #fill(): void {
    const now = this.#clock.now()
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate)
    this.#filledAt = now
  }
}
