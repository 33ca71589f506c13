import { type PurchasePlaced, purchasePlaced } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { purchasedProducts } from '../purchased-products.ts'
import { putEvents } from '../stream.ts'

/** How long to try before the message goes back to the queue, which waits better. */
const PATIENCE_MS = 5_000

/** Tells the stream which products of a purchase were bought. A purchase that comes again gives the same events. */
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
