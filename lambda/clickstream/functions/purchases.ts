import { clickstreamPurchases } from '../../contracts/consumers/clickstream-purchases.ts'
import type { PlacedEvent } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { putTogether } from '../gathered-puts.ts'
import { purchasedProducts } from '../purchased-products.ts'

/** Puts the products of a purchase into the stream. A redelivered purchase gives the same events. */
export const handler = standardQueueHandler({
  messages: cloudEvents(clickstreamPurchases),
  identify: ({ data }: PlacedEvent) => ({ purchaseId: data.purchaseId }),
  async consume(event) {
    const products = purchasedProducts(event)
    await putTogether(products)
    return { products: String(products.length) }
  },
})
