/** "The 5-minute deduplication interval", of sends and of receive attempts alike. */
export const DEDUPLICATION_INTERVAL_MS = 5 * 60_000

/**
 * What was remembered under an id within the last 5 minutes.
 *
 * Two generations of 5 minutes each, the older dropped as a whole: no timer, no walk over expired ids.
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
