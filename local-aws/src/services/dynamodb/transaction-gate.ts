/**
 * Runs requests concurrently and transactions exclusively, in the order of arrival: a request waits for earlier
 * transactions, and a transaction waits for all earlier requests.
 */
export class TransactionGate {
  /** The last transaction; resolves when it has ended, with either outcome. */
  #transaction: Promise<unknown> = Promise.resolve()
  /** The requests since that transaction. */
  readonly #after = new Set<Promise<unknown>>()

  async share<T>(work: () => Promise<T>): Promise<T> {
    const running = this.#transaction.then(work)
    this.#after.add(running)
    try {
      return await running
    } finally {
      this.#after.delete(running)
    }
  }

  alone<T>(work: () => Promise<T>): Promise<T> {
    const running = Promise.allSettled([this.#transaction, ...this.#after]).then(work)
    this.#after.clear()
    this.#transaction = running.catch(() => undefined)
    return running
  }
}
