import type { Message } from './message.ts'

/** All messages of a queue in the order in which they were sent, oldest first; retention and age are based on it. */
export class Arrivals {
  #oldest: Message | undefined
  #newest: Message | undefined

  get oldest(): Message | undefined {
    return this.#oldest
  }

  /** Takes O(1), except for dead letters, which may have been sent before messages that are already here. */
  add(message: Message): void {
    let before = this.#newest
    while (before && before.sentAt > message.sentAt) before = before.older
    const after = before ? before.newer : this.#oldest
    message.older = before
    message.newer = after
    if (before) before.newer = message
    else this.#oldest = message
    if (after) after.older = message
    else this.#newest = message
  }

  remove(message: Message): void {
    if (message.older) message.older.newer = message.newer
    else this.#oldest = message.newer
    if (message.newer) message.newer.older = message.older
    else this.#newest = message.older
    message.older = undefined
    message.newer = undefined
  }

  *[Symbol.iterator](): Generator<Message> {
    for (let message = this.#oldest; message; message = message.newer) yield message
  }
}
