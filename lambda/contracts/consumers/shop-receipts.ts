import type { EventList } from '../event-list.ts'
import { purchaseCancelled, purchasePlaced } from '../purchase-events.ts'

/** What customers get a mail about, of the purchases topic. */
export const shopReceipts = {
  takes: [purchasePlaced, purchaseCancelled],
  ignores: ['shop.purchase.shipped', 'shop.purchase.delayed', 'shop.purchase.flagged'],
} as const satisfies EventList
