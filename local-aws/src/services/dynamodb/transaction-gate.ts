/**
 * Lets requests run side by side and a transaction alone, in the order in which they came: what comes after a
 * transaction waits for it, and a transaction waits for what came before.
 */
export class TransactionGate {
  /** The last transaction; resolves when it has ended, whatever its outcome. */
  #transaction: Promise<unknown> = Promise.resolve()
  /** What came after that transaction. */
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
