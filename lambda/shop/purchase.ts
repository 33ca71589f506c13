import { cloudEvent } from '../contracts/cloud-event.ts'
import type { Money } from '../contracts/money.ts'
import { type PurchaseEvent, type PurchasePlaced, purchasePlaced } from '../contracts/purchase-events.ts'
import type { PlacePurchase } from '../contracts/purchases-api.ts'
import { type DerivedId, derivedIds } from '../runtime/derived-id.ts'
import type { Facts } from '../runtime/hop.ts'

/** Derives the ids of events and mails from a purchase. */
export const derivedId: DerivedId = derivedIds('shop')

/** The fields that identify a purchase in logs and traces. */
export function factsOf({ data }: PurchaseEvent): Facts {
  return { purchaseId: data.purchaseId, customerId: data.customerId }
}

/** The fields that the shop adds to a request to make it a purchase. */
export interface PurchaseIdentity {
  /** UUIDv7. */
  purchaseId: string
  /** ISO 8601, UTC. */
  placedAt: string
}

/** The event that is the record of the purchase. The same request and identity give exactly the same event. */
export function placedEvent(
  request: PlacePurchase,
  { purchaseId, placedAt }: PurchaseIdentity,
): PurchasePlaced {
  return cloudEvent(
    purchasePlaced,
    {
      id: purchaseId,
      source: 'urn:messaging:shop:buying',
      subject: purchaseId,
      time: placedAt,
      correlationid: purchaseId,
    },
    { purchaseId, ...request, total: totalOf(request.items), placedAt },
  )
}

/**
 * The sum of all lines, which have one currency. It is exact: the limits of a request on lines, quantities and prices
 * keep it far below 2^53 (at 1e14).
 */
export function totalOf(items: PlacePurchase['items']): Money {
  const [first] = items
  if (!first) throw new RangeError('A purchase without items has no total: it has no currency.')
  const amount = items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)
  return { amount, currency: first.unitPrice.currency }
}
