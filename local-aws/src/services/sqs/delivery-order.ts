import type { Message } from './message.ts'

/** Decides which of the visible messages a receive gets. */
export interface DeliveryOrder {
  /** `message` is new in the queue, visible or delayed. */
  arrived(message: Message, now: number): void
  /** `message` is visible from now on. */
  ready(message: Message): void
  /**
   * Hands up to `maximum` messages to `deliver`, which says whether it put the message in flight;
   * where it did not, the message has left the queue and does not count.
   */
  take(maximum: number, now: number, deliver: (message: Message) => boolean): void
  /** `message` is in flight no more: deleted, or its visibility timeout ended. */
  ended(message: Message, now: number): void
  /** `message`, which was visible, has left the queue. */
  removed(message: Message): void
}
