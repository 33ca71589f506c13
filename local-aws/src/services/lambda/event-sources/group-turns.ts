/**
 * Gives batches of a FIFO queue their turns: a batch waits for the earlier ones that have messages of its groups.
 *
 * The queue alone does not ensure it, since a function may put a message back while it works on the batch.
 */
export class GroupTurns {
  readonly #last = new Map<string, Promise<void>>()

  /** Does `work` once all that came before it in any of `groups` is over. */
  async after(groups: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
    const earlier = [...groups].map(group => this.#last.get(group))
    const turn = Promise.allSettled(earlier).then(work)
    for (const group of groups) this.#last.set(group, turn)
    try {
      await turn
    } finally {
      for (const group of groups) if (this.#last.get(group) === turn) this.#last.delete(group)
    }
  }
}
