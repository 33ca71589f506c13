import { v7 as uuidv7 } from 'uuid'
import * as z from 'zod/mini'
import { cancellationCode, type PlacedEvent } from '../contracts/purchase-events.ts'
import type { Delivery } from '../queue/delivery.ts'
import { carrierTo } from './carriers.ts'

const decided = {
  purchaseId: z.string(),
  customerId: z.string(),
  /** The id of the event about the decision: repeated publications are the same event. */
  eventId: z.string(),
}

/** A purchase handed to a carrier. */
const shipment = z.object({
  ...decided,
  shipmentId: z.string(),
  carrier: z.string(),
  shippedAt: z.string(),
  /** The sequence number of the purchase's message: a customer's shipments are in this order. */
  sequenceNumber: z.string(),
})

/** A purchase that never ships. */
const cancellation = z.object({
  ...decided,
  code: cancellationCode,
  /** Written for the customer. */
  reason: z.string(),
  cancelledAt: z.string(),
})

/** The outcome of shipping a purchase. */
export const shippingDecision = z.union([shipment, cancellation])

export type Shipment = z.infer<typeof shipment>
export type Cancellation = z.infer<typeof cancellation>
export type ShippingDecision = z.infer<typeof shippingDecision>

export function isShipment(decision: ShippingDecision): decision is Shipment {
  return 'shipmentId' in decision
}

/** The shop's decision on a purchase; the first recorded decision is final. */
export function decide({ data }: PlacedEvent, { receivedAt, sequenceNumber }: Delivery): ShippingDecision {
  const { purchaseId, customerId, shipTo } = data
  const decided = { purchaseId, customerId, eventId: uuidv7() }
  const carrier = carrierTo(shipTo.country)
  const at = receivedAt.toISOString()
  if (carrier === undefined) {
    return { ...decided, code: 'no-carrier', reason: withoutCarrier(shipTo.country), cancelledAt: at }
  }
  return { ...decided, shipmentId: uuidv7(), carrier, shippedAt: at, sequenceNumber: sequenceNumber ?? '' }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region' })

function withoutCarrier(country: string): string {
  return `No carrier delivers to ${countryNames.of(country)}.`
}
