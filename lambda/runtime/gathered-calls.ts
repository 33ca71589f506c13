import { unavailableIn } from './unavailable.ts'

/** How the items that wait become calls. */
export interface Gathering<Item> {
  /** Divides what waits into what one call takes each; every item once, in order. */
  batches(items: readonly Item[]): Iterable<Item[]>
  /**
   * Makes one call for several items.
   *
   * @returns for each item, in order, why the service did not take it; undefined where it did
   * @throws where the service took none of them, or did not answer
   */
  call(items: readonly Item[]): Promise<readonly (Error | undefined)[]>
}

interface Caller<Item> {
  item: Item
  resolve(): void
  reject(error: unknown): void
}

/**
 * Makes one call for all items that are handed in during the same turn of the event loop. Each caller waits for its own
 * item and learns what became of that one. No item waits for a later turn.
 *
 * Batches are sent side by side and may overtake each other: whoever needs an order hands in an item when the one before
 * it is done.
 */
export class GatheredCalls<Item> {
  readonly #gathering: Gathering<Item>
  #callers: Caller<Item>[] = []

  constructor(gathering: Gathering<Item>) {
    this.#gathering = gathering
  }

  /** @throws why the service did not take the item */
  call(item: Item): Promise<void> {
    // The call is made in the asynchronous context of the first caller, whose subsegment then holds it.
    if (this.#callers.length === 0) setImmediate(() => this.#callAll())
    return new Promise((resolve, reject) => this.#callers.push({ item, resolve, reject }))
  }

  #callAll(): void {
    const callers = this.#callers
    this.#callers = []
    let next = 0
    for (const batch of this.#gathering.batches(callers.map(({ item }) => item))) {
      void this.#settle(batch, callers.slice(next, next + batch.length))
      next += batch.length
    }
  }

  async #settle(batch: readonly Item[], callers: readonly Caller<Item>[]): Promise<void> {
    const errors = await this.#errors(batch)
    callers.forEach(({ resolve, reject }, index) => {
      const error = errors[index]
      if (error === undefined) resolve()
      else reject(error)
    })
  }

  /** Where a call is refused as a whole and no service is down, one item may be at fault: each then gets its own call. */
  async #errors(batch: readonly Item[]): Promise<readonly unknown[]> {
    try {
      return await this.#gathering.call(batch)
    } catch (error) {
      if (batch.length === 1 || unavailableIn(error) !== undefined) return batch.map(() => error)
      return (await Promise.all(batch.map(item => this.#errors([item])))).flat()
    }
  }
}
