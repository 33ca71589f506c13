import { type ProductPurchased, productPurchased } from '../contracts/clickstream-events.ts'
import { cloudEvent } from '../contracts/cloud-event.ts'
import type { Item } from '../contracts/purchase.ts'
import type { PlacedEvent } from '../contracts/purchase-events.ts'
import { PermanentFailure } from '../queue/failures.ts'

/** The lines of a product have more units, or cost more, than JSON can say exactly. */
export class BeyondSafeIntegers extends PermanentFailure {
  override readonly name = 'BeyondSafeIntegers'

  constructor() {
    super('the units or the price of a product in this purchase are above 2^53 - 1')
  }
}

/**
 * The events of a purchase for the stream: one per product, in the order of the lines. Of the buyer they have the id
 * alone. The same purchase gives exactly the same events.
 *
 * @throws BeyondSafeIntegers
 */
export function purchasedProducts({ data }: PlacedEvent): ProductPurchased[] {
  const { purchaseId, customerId, sessionId, placedAt, items } = data
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
      { ...(sessionId !== undefined && { sessionId }), customerId, purchaseId, sku, ...sumOf(lines) },
    ),
  )
}

/** Sums lines, which have one currency. */
function sumOf(lines: readonly Item[]): Pick<ProductPurchased['data'], 'quantity' | 'amount'> {
  const [{ unitPrice }] = lines as [Item]
  return {
    quantity: exact(lines.reduce((sum, { quantity }) => sum + quantity, 0)),
    amount: {
      amount: exact(lines.reduce((sum, line) => sum + line.quantity * line.unitPrice.amount, 0)),
      currency: unitPrice.currency,
    },
  }
}

/** No term is negative, so that a sum below the limit has been exact throughout. */
function exact(sum: number): number {
  if (Number.isSafeInteger(sum)) return sum
  throw new BeyondSafeIntegers()
}
