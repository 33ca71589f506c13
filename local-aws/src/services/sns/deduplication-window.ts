const WINDOW_MS = 5 * 60 * 1000

/** The response of a FIFO topic to a message, which duplicates of the message also get. */
export interface Accepted {
  messageId: string
  sequenceNumber: string
}

/** "Subsequent messages with the same MessageDeduplicationId are accepted successfully but aren't delivered", for 5 minutes. */
export class DeduplicationWindow {
  /** Oldest first: a key is added once and removed only when it expires. */
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
