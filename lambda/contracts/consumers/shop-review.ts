import type { EventList } from '../event-list.ts'
import { purchasePlaced, purchasePlacedSealed } from '../purchase-events.ts'

/** What review takes of the purchases topic. Its filter also looks at the total. */
export const shopReview = {
  takes: [purchasePlaced, purchasePlacedSealed],
  ignores: [
    'shop.purchase.shipped',
    'shop.purchase.cancelled',
    'shop.purchase.delayed',
    'shop.purchase.flagged',
  ],
} as const satisfies EventList
