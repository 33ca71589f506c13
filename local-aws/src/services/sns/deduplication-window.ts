const WINDOW_MS = 5 * 60 * 1000

/** What a FIFO topic answered to a message, to be answered again to its duplicates. */
export interface Accepted {
  messageId: string
  sequenceNumber: string
}

/** "Subsequent messages with the same MessageDeduplicationId are accepted successfully but aren't delivered", for 5 minutes. */
export class DeduplicationWindow {
  /** Oldest first: a key is added once, and only removed by its age. */
  readonly #accepted = new Map<string, Accepted & { at: number }>()

  find(key: string, now: number): Accepted | undefined {
    for (const [oldest, { at }] of this.#accepted) {
      if (now - at < WINDOW_MS) break
      this.#accepted.delete(oldest)
    }
    return this.#accepted.get(key)
  }

  add(key: string, accepted: Accepted, now: number): void {
    this.#accepted.set(key, { ...accepted, at: now })
  }
}
