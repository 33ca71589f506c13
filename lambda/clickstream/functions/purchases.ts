import { type PurchasePlaced, purchasePlaced } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { purchasedProducts } from '../purchased-products.ts'
import { putEvents } from '../stream.ts'

/** How long to try before the message goes back to the queue, where waiting costs nothing. */
const PATIENCE_MS = 5_000

/** Puts the products of a purchase into the stream. A redelivered purchase gives the same events. */
export const handler = standardQueueHandler({
  messages: cloudEvents(purchasePlaced),
  identify: ({ data }: PurchasePlaced) => ({ purchaseId: data.purchaseId }),
  async consume(event) {
    const products = purchasedProducts(event)
    const [notPut] = await putEvents(products, PATIENCE_MS)
    if (notPut) throw notPut.error
    return { products: String(products.length) }
  },
})
