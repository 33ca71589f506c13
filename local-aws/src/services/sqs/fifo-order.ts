import type { DeliveryOrder } from './delivery-order.ts'
import { IndexedHeap } from './indexed-heap.ts'
import type { Message } from './message.ts'
import { ReadyMessages } from './ready-messages.ts'

class MessageGroup {
  readonly id: string
  readonly ready = new ReadyMessages()
  inFlight = 0
  /** The rank of its first visible message; groups take turns by it. */
  rank = 0
  heapIndex = -1

  constructor(id: string) {
    this.id = id
  }
}

/**
 * Strict order within each message group; groups independent of each other.
 *
 * "When receiving messages from a FIFO queue with multiple message group IDs, Amazon SQS first attempts to
 * return as many messages with the same message group ID as possible." "While messages with a particular
 * MessageGroupId are invisible, no more messages belonging to the same MessageGroupId are returned."
 */
export class FifoOrder implements DeliveryOrder {
  readonly #groups = new Map<string, MessageGroup>()
  /** Groups with a visible message and none in flight. */
  readonly #available = new IndexedHeap<MessageGroup>((a, b) => a.rank < b.rank)
  #busy = 0

  /** `ApproximateNumberOfGroupsWithInflightMessages`. */
  get groupsInFlight(): number {
    return this.#busy
  }

  arrived(): void {
    // A group is created for its first visible message.
  }

  ready(message: Message): void {
    const id = message.content.groupId ?? ''
    let group = this.#groups.get(id)
    if (!group) {
      group = new MessageGroup(id)
      this.#groups.set(id, group)
    }
    group.ready.add(message)
    this.#rank(group)
  }

  take(maximum: number, _now: number, deliver: (message: Message) => boolean): void {
    let wanted = maximum
    for (let group = this.#available.peek(); group && wanted > 0; group = this.#available.peek()) {
      wanted -= this.#takeFrom(group, wanted, deliver)
      this.#rank(group)
    }
  }

  ended(message: Message): void {
    const group = this.#groupOf(message)
    if (!group) return
    group.inFlight--
    if (group.inFlight > 0) return
    this.#busy--
    this.#rank(group)
  }

  removed(message: Message): void {
    const group = this.#groupOf(message)
    if (group) this.#rank(group)
  }

  #groupOf(message: Message): MessageGroup | undefined {
    return this.#groups.get(message.content.groupId ?? '')
  }

  #takeFrom(group: MessageGroup, maximum: number, deliver: (message: Message) => boolean): number {
    let taken = 0
    while (taken < maximum) {
      const message = group.ready.shift()
      if (!message) break
      if (deliver(message)) taken++
    }
    if (taken > 0) this.#busy++
    group.inFlight += taken
    return taken
  }

  /** Moves the group to its place after a change: available, blocked or removed. */
  #rank(group: MessageGroup): void {
    const first = group.inFlight === 0 ? group.ready.first() : undefined
    if (!first) {
      if (group.heapIndex >= 0) this.#available.remove(group)
      if (group.inFlight === 0) this.#groups.delete(group.id)
      return
    }
    group.rank = first.rank
    if (group.heapIndex < 0) this.#available.push(group)
    else this.#available.update(group)
  }
}
