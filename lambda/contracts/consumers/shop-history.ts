import type { EventList } from '../event-list.ts'
import {
  purchaseCancelled,
  purchaseDelayed,
  purchaseFlagged,
  purchasePlaced,
  purchaseShipped,
} from '../purchase-events.ts'

/** What the read model takes of the purchases topic: everything. */
export const shopHistory = {
  takes: [purchasePlaced, purchaseShipped, purchaseCancelled, purchaseDelayed, purchaseFlagged],
  ignores: [],
} as const satisfies EventList
