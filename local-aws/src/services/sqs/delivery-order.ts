import type { Message } from './message.ts'

/** Decides which of the visible messages a receive gets. */
export interface DeliveryOrder {
  /** Records that `message` is new in the queue, visible or delayed. */
  arrived(message: Message): void
  /** Records that `message` has become visible. */
  ready(message: Message): void
  /**
   * Offers visible messages to `deliver` until it has put up to `maximum` of them in flight. If `deliver` returns
   * false, the message has left the queue and does not count.
   */
  take(maximum: number, now: number, deliver: (message: Message) => boolean): void
  /** Records that `message` is no longer in flight: it was deleted, or its visibility timeout ended. */
  ended(message: Message, now: number): void
  /** Records that `message`, which was visible, has left the queue. */
  removed(message: Message): void
}
