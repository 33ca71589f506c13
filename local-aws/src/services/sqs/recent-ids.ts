/** "The 5-minute deduplication interval", of both sends and receive attempts. */
export const DEDUPLICATION_INTERVAL_MS = 5 * 60_000

/**
 * Values by id, each for 5 minutes.
 *
 * It has two generations of 5 minutes each and drops the older one as a whole, which needs no timer and no scan for
 * expired ids.
 */
export class RecentIds<T> {
  #current = new Map<string, { value: T; at: number }>()
  #previous = new Map<string, { value: T; at: number }>()
  #currentSince = 0

  find(id: string, now: number): T | undefined {
    const entry = this.#current.get(id) ?? this.#previous.get(id)
    return entry && now - entry.at < DEDUPLICATION_INTERVAL_MS ? entry.value : undefined
  }

  remember(id: string, value: T, now: number): void {
    if (now - this.#currentSince >= DEDUPLICATION_INTERVAL_MS) {
      this.#previous = this.#current
      this.#current = new Map()
      this.#currentSince = now
    }
    this.#current.set(id, { value, at: now })
  }
}
