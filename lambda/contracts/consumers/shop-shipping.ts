import type { EventList } from '../event-list.ts'
import { purchasePlaced, purchasePlacedSealed } from '../purchase-events.ts'

/** What shipping takes of the purchases topic. */
export const shopShipping = {
  takes: [purchasePlaced, purchasePlacedSealed],
  ignores: [
    'shop.purchase.shipped',
    'shop.purchase.cancelled',
    'shop.purchase.delayed',
    'shop.purchase.flagged',
  ],
} as const satisfies EventList
