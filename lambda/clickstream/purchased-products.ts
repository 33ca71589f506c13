import { type ProductPurchased, productPurchased } from '../contracts/clickstream-events.ts'
import { cloudEvent } from '../contracts/cloud-event.ts'
import type { Item } from '../contracts/purchase.ts'
import type { PurchasePlaced } from '../contracts/purchase-events.ts'

/**
 * What the stream is told of a purchase: one event for each product, in the order of the lines. Nothing of the person
 * who bought is in them. The same purchase gives the same events, byte for byte.
 */
export function purchasedProducts({ data }: PurchasePlaced): ProductPurchased[] {
  const { purchaseId, sessionId, placedAt, items } = data
  const linesBySku = Map.groupBy(items, ({ sku }) => sku)
  return Array.from(linesBySku, ([sku, lines]) =>
    cloudEvent(
      productPurchased,
      {
        id: `${purchaseId}.${sku}`,
        source: 'urn:messaging:clickstream:purchases',
        subject: sku,
        time: placedAt,
        correlationid: purchaseId,
      },
      { ...(sessionId !== undefined && { sessionId }), purchaseId, sku, ...sumOf(lines) },
    ),
  )
}

/** The lines of a purchase are in one currency. */
function sumOf(lines: readonly Item[]): Pick<ProductPurchased['data'], 'quantity' | 'amount'> {
  const [{ unitPrice }] = lines as [Item]
  return {
    quantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    amount: {
      amount: lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0),
      currency: unitPrice.currency,
    },
  }
}
