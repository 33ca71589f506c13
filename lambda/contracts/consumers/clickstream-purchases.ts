import type { EventList } from '../event-list.ts'
import { purchasePlaced, purchasePlacedSealed } from '../purchase-events.ts'

/** What goes from the purchases topic into the stream. */
export const clickstreamPurchases = {
  takes: [purchasePlaced, purchasePlacedSealed],
  ignores: [
    'shop.purchase.shipped',
    'shop.purchase.cancelled',
    'shop.purchase.delayed',
    'shop.purchase.flagged',
  ],
} as const satisfies EventList
