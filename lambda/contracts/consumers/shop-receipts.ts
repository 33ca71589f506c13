import type { EventList } from '../event-list.ts'
import {
  purchaseCancelled,
  purchaseCancelledSealed,
  purchasePlaced,
  purchasePlacedSealed,
} from '../purchase-events.ts'

/** What customers get a mail about, of the purchases topic. */
export const shopReceipts = {
  takes: [purchasePlaced, purchasePlacedSealed, purchaseCancelled, purchaseCancelledSealed],
  ignores: ['shop.purchase.shipped', 'shop.purchase.delayed', 'shop.purchase.flagged'],
} as const satisfies EventList
