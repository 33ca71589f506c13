import { basketItemAdded, productPurchased } from '../clickstream-events.ts'
import type { EventList } from '../event-list.ts'

/** What changes baskets, of the stream. */
export const clickstreamBaskets = {
  takes: [basketItemAdded, productPurchased],
  ignores: ['clickstream.product.viewed'],
} as const satisfies EventList
