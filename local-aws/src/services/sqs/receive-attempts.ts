import type { Delivery } from './delivery.ts'
import type { Receipts } from './receipts.ts'
import { RecentIds } from './recent-ids.ts'

/**
 * The deliveries of each `ReceiveRequestAttemptId`.
 *
 * "During a visibility timeout, subsequent calls with the same ReceiveRequestAttemptId return the same messages and
 * receipt handles", "only for 5 minutes after a ReceiveMessage action" and "if none of the messages have been modified
 * (deleted or had their visibility changes)".
 */
export class ReceiveAttempts {
  readonly #recent = new RecentIds<Delivery[]>()
  readonly #receipts: Receipts

  constructor(receipts: Receipts) {
    this.#receipts = receipts
  }

  remember(attemptId: string, deliveries: Delivery[], now: number): void {
    this.#recent.remember(attemptId, deliveries, now)
  }

  find(attemptId: string, now: number): Delivery[] | undefined {
    const deliveries = this.#recent.find(attemptId, now)
    const untouched = deliveries?.every(({ message, receiptHandle }) =>
      this.#receipts.isUntouched(message, receiptHandle),
    )
    return untouched ? deliveries : undefined
  }
}
