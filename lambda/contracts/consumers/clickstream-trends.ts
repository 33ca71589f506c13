import { basketItemAdded, productPurchased, productViewed } from '../clickstream-events.ts'
import type { EventList } from '../event-list.ts'

/** What is counted of the stream: everything. */
export const clickstreamTrends = {
  takes: [productViewed, basketItemAdded, productPurchased],
  ignores: [],
} as const satisfies EventList
