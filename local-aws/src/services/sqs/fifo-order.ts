import type { DeliveryOrder } from './delivery-order.ts'
import { IndexedHeap } from './indexed-heap.ts'
import type { Message } from './message.ts'
import { ReadyMessages } from './ready-messages.ts'

class MessageGroup {
  readonly id: string
  readonly ready = new ReadyMessages()
  /** Its messages in flight, first to last: a later receive can only have taken messages before them. */
  inFlight: readonly Message[] = []
  /** When it is its turn among the groups: when its first available message became visible. */
  turn = 0
  heapIndex = -1

  constructor(id: string) {
    this.id = id
  }

  /** The first visible message, if none before it is in flight. */
  firstAvailable(): Message | undefined {
    const first = this.ready.first()
    const [blocking] = this.inFlight
    return first && blocking && blocking.rank < first.rank ? undefined : first
  }

  takeFirst(): Message | undefined {
    return this.firstAvailable() && this.ready.shift()
  }
}

/**
 * Strict order within each message group; groups are independent of each other.
 *
 * "When receiving messages from a FIFO queue with multiple message group IDs, Amazon SQS first attempts to return as
 * many messages with the same message group ID as possible." A message in flight holds back the messages behind it, but
 * not those before it, which are visible again because their timeouts ended earlier: this is finer than "while messages
 * with a particular MessageGroupId are invisible, no more messages belonging to the same MessageGroupId are returned",
 * and what AWS does. Groups take turns in the order in which their messages became visible.
 */
export class FifoOrder implements DeliveryOrder {
  readonly #groups = new Map<string, MessageGroup>()
  /** Groups with a message that can be delivered. */
  readonly #available = new IndexedHeap<MessageGroup>((a, b) => a.turn < b.turn)
  #busy = 0
  #shown = 0

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
    message.turn = ++this.#shown
    group.ready.add(message)
    this.#place(group)
  }

  take(maximum: number, _now: number, deliver: (message: Message) => boolean): void {
    let wanted = maximum
    for (let group = this.#available.peek(); group && wanted > 0; group = this.#available.peek()) {
      wanted -= this.#takeFrom(group, wanted, deliver)
      this.#place(group)
    }
  }

  ended(message: Message): void {
    const group = this.#groupOf(message)
    if (!group) return
    group.inFlight = group.inFlight.filter(other => other !== message)
    if (group.inFlight.length === 0) this.#busy--
    this.#place(group)
  }

  removed(message: Message): void {
    const group = this.#groupOf(message)
    if (group) this.#place(group)
  }

  #groupOf(message: Message): MessageGroup | undefined {
    return this.#groups.get(message.content.groupId ?? '')
  }

  #takeFrom(group: MessageGroup, maximum: number, deliver: (message: Message) => boolean): number {
    const taken: Message[] = []
    while (taken.length < maximum) {
      const message = group.takeFirst()
      if (!message) break
      if (deliver(message)) taken.push(message)
    }
    if (taken.length > 0 && group.inFlight.length === 0) this.#busy++
    group.inFlight = [...taken, ...group.inFlight]
    return taken.length
  }

  /** Moves the group to its place after a change: available, blocked or removed. */
  #place(group: MessageGroup): void {
    const first = group.firstAvailable()
    if (!first) {
      if (group.heapIndex >= 0) this.#available.remove(group)
      if (group.inFlight.length === 0) this.#groups.delete(group.id)
      return
    }
    group.turn = first.turn
    if (group.heapIndex < 0) this.#available.push(group)
    else this.#available.update(group)
  }
}
