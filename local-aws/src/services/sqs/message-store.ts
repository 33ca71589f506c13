import { Arrivals } from './arrivals.ts'
import type { DeliveryOrder } from './delivery-order.ts'
import { IndexedHeap } from './indexed-heap.ts'
import type { Message } from './message.ts'

/**
 * The messages of one queue and their states. The store has no clock: every method takes the time as an argument, and
 * {@link settle} updates the states to that time.
 */
export class MessageStore {
  readonly order: DeliveryOrder
  readonly arrivals = new Arrivals()
  visible = 0
  delayed = 0
  inFlight = 0
  /** Messages that were received, by order; only these have receipt handles. */
  readonly #received = new Map<number, Message>()
  readonly #due = new IndexedHeap<Message>((a, b) => a.due < b.due || (a.due === b.due && a.order < b.order))

  constructor(order: DeliveryOrder) {
    this.order = order
  }

  /** The next time at which a message becomes visible by itself. */
  get nextDue(): number | undefined {
    return this.#due.peek()?.due
  }

  /** The message that a receipt handle refers to, if it is still in the queue. */
  find(order: number): Message | undefined {
    return this.#received.get(order)
  }

  add(message: Message, visibleAt: number, now: number): void {
    this.arrivals.add(message)
    this.order.arrived(message)
    if (visibleAt > now) {
      message.due = visibleAt
      this.delayed++
      this.#due.push(message)
    } else {
      this.#show(message)
    }
  }

  /** Makes the messages that are due by `now` visible and removes those that were sent before `expired`. */
  settle(now: number, expired: number): void {
    for (
      let oldest = this.arrivals.oldest;
      oldest && oldest.sentAt <= expired;
      oldest = this.arrivals.oldest
    ) {
      this.remove(oldest, now)
    }
    for (let next = this.#due.peek(); next && next.due <= now; next = this.#due.peek()) {
      this.#due.remove(next)
      this.#becomeVisible(next, next.due)
    }
  }

  /**
   * Puts up to `maximum` messages in flight until `due` and returns them. If `deadLetter` accepts a message, it leaves
   * the queue instead.
   */
  take(maximum: number, due: number, now: number, deadLetter: (message: Message) => boolean): Message[] {
    const taken: Message[] = []
    this.order.take(maximum, now, message => {
      this.visible--
      if (deadLetter(message)) {
        message.state = 'gone'
        this.#forget(message)
        return false
      }
      message.state = 'in flight'
      message.due = due
      if (message.receives === 0) this.#received.set(message.order, message)
      message.receives++
      message.receivedAt = now
      message.visibilityChanged = false
      message.firstReceivedAt ??= now
      this.inFlight++
      this.#due.push(message)
      taken.push(message)
      return true
    })
    return taken
  }

  /** Changes the time at which a delayed or in-flight message becomes visible. */
  reschedule(message: Message, due: number): void {
    message.due = due
    this.#due.update(message)
  }

  remove(message: Message, now: number): void {
    const { state } = message
    message.state = 'gone'
    this.#forget(message)
    if (state === 'visible') {
      this.visible--
      this.order.removed(message)
      return
    }
    this.#due.remove(message)
    if (state === 'delayed') {
      this.delayed--
    } else {
      this.inFlight--
      this.order.ended(message, now)
    }
  }

  #becomeVisible(message: Message, at: number): void {
    if (message.state === 'delayed') {
      this.delayed--
      this.#show(message)
      return
    }
    this.inFlight--
    this.#show(message)
    this.order.ended(message, at)
  }

  #show(message: Message): void {
    message.state = 'visible'
    this.visible++
    this.order.ready(message)
  }

  #forget(message: Message): void {
    if (message.receives > 0) this.#received.delete(message.order)
    this.arrivals.remove(message)
  }
}
