import { type Clock, sleep } from '../../../clock.ts'

/**
 * Gives batches of a FIFO queue their turns: a batch waits for the earlier ones that have messages of its groups.
 *
 * The queue alone does not ensure it, since a function may put a message back while it works on the batch. A turn is
 * over at the end of the visibility timeout, even if the function still works: then the queue delivers the messages
 * again.
 */
export class GroupTurns {
  readonly #clock: Clock
  readonly #last = new Map<string, Promise<void>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Does `work` once all that came before it in any of `groups` is over.
   *
   * @param visibleAgainAt the end of its messages' visibility timeout, in ms since the epoch
   */
  async after(groups: ReadonlySet<string>, visibleAgainAt: number, work: () => Promise<void>): Promise<void> {
    const earlier = [...groups].map(group => this.#last.get(group))
    const done = new AbortController()
    const working = Promise.all(earlier)
      .then(work)
      .finally(() => done.abort())
    const turn = sleep(this.#clock, visibleAgainAt - this.#clock.now(), done.signal)
    for (const group of groups) this.#last.set(group, turn)
    try {
      await working
    } finally {
      for (const group of groups) if (this.#last.get(group) === turn) this.#last.delete(group)
    }
  }
}
