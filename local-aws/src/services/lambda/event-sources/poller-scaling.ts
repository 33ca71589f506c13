import type { Clock, Timer } from '../../../clock.ts'

/** "Lambda starts processing five batches at a time with five concurrent invocations" (Lambda, SQS scaling). */
const FIRST = 5
/** "up to 300 more instances per minute" */
const GROWTH_INTERVAL_MS = 60_000 / 300
/** "By default, Lambda can scale to 1,250 concurrent function instances for SQS event source mappings." */
const MOST = 1_250

/** Limits how many batches of one event source are processed at the same time. */
export class PollerScaling {
  readonly #clock: Clock
  readonly #most: number
  #allowed: number
  #working = 0
  #wake: (() => void) | undefined

  /** @param maximumConcurrency the mapping's own limit, if it has one */
  constructor(clock: Clock, maximumConcurrency: number | undefined) {
    this.#clock = clock
    this.#most = maximumConcurrency ?? MOST
    this.#allowed = Math.min(FIRST, this.#most)
  }

  /** Resolves when another batch may be fetched, or `signal` aborts. The limit grows while it waits. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.#working >= this.#allowed && !signal.aborted) await this.#change(signal)
  }

  /** Counts a batch as being processed, until the returned function is called. */
  enter(): () => void {
    this.#working++
    return () => {
      this.#working--
      this.#wake?.()
    }
  }

  /** "When traffic is low, Lambda scales back the processing to five concurrent batches." */
  quiet(): void {
    this.#allowed = Math.min(FIRST, this.#most)
  }

  /** "Lambda gradually backs off retries by reducing the amount of concurrency." */
  throttled(): void {
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2))
  }

  /** Records that an invocation was accepted, which gradually reverses the effect of throttling. */
  accepted(): void {
    if (this.#allowed < Math.min(FIRST, this.#most)) this.#allowed++
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const wake = () => {
        growth?.cancel()
        this.#wake = undefined
        signal.removeEventListener('abort', wake)
        resolve()
      }
      const growth = this.#grow(wake)
      this.#wake = wake
      signal.addEventListener('abort', wake, { once: true })
    })
  }

  #grow(grown: () => void): Timer | undefined {
    if (this.#allowed >= this.#most) return undefined
    return this.#clock.setTimer(GROWTH_INTERVAL_MS, () => {
      this.#allowed++
      grown()
    })
  }
}
