import { cloudEvent } from '../contracts/cloud-event.ts'
import {
  type CancelledEvent,
  type PlacedEvent,
  type PurchaseCancelled,
  type PurchaseDelayed,
  type PurchasePlaced,
  type PurchaseShipped,
  purchaseCancelled,
  purchaseCancelledSealed,
  purchaseDelayed,
  purchasePlacedSealed,
  purchaseShipped,
} from '../contracts/purchase-events.ts'
import type { Delivery } from '../queue/delivery.ts'
import { derivedId } from './purchase.ts'
import type { Cancellation, Shipment } from './shipping-decision.ts'

/** The event of a shipment. The same shipment gives exactly the same event. */
export function shippedEvent({ eventId, ...shipment }: Shipment): PurchaseShipped {
  const { purchaseId, customerId, shipmentId, carrier, shippedAt } = shipment
  return cloudEvent(purchaseShipped, about(purchaseId, eventId, shippedAt), {
    purchaseId,
    customerId,
    shipmentId,
    carrier,
    shippedAt,
  })
}

/**
 * @param placed the purchase, for the customer's address, which the recorded decision lacks. Where that is sealed, it stays
 *   so: shipping cannot read it, and passes it on
 */
export function cancelledEvent(cancellation: Cancellation, placed: PurchasePlaced): PurchaseCancelled
export function cancelledEvent(cancellation: Cancellation, placed: PlacedEvent): CancelledEvent
export function cancelledEvent(
  { eventId, ...cancellation }: Cancellation,
  placed: PlacedEvent,
): CancelledEvent {
  const { purchaseId, customerId, code, reason, cancelledAt } = cancellation
  const cancelled = { purchaseId, customerId, code, reason, cancelledAt }
  const envelope = about(purchaseId, eventId, cancelledAt)
  if (placed.type === purchasePlacedSealed.type) {
    return cloudEvent(purchaseCancelledSealed, envelope, { ...cancelled, personal: placed.data.personal })
  }
  const { customerEmail } = placed.data
  return cloudEvent(purchaseCancelled, envelope, { ...cancelled, customerEmail })
}

export function delayedEvent({ data }: PlacedEvent, { receivedAt }: Delivery): PurchaseDelayed {
  const { purchaseId, customerId } = data
  const delayedAt = receivedAt.toISOString()
  return cloudEvent(purchaseDelayed, about(purchaseId, derivedId('delay', purchaseId), delayedAt), {
    purchaseId,
    customerId,
    delayedAt,
  })
}

function about(purchaseId: string, eventId: string, time: string) {
  return {
    id: eventId,
    source: 'urn:messaging:shop:shipping',
    subject: purchaseId,
    time,
    correlationid: purchaseId,
  }
}
