import { v7 as uuidv7 } from 'uuid'
import type { PurchasePlaced } from '../contracts/purchase-events.ts'
import type { Delivery } from '../queue/delivery.ts'
import { carrierTo } from './carriers.ts'

interface Decided {
  purchaseId: string
  customerId: string
  /** The id of the event that tells of it: however often that is published, it is one event. */
  eventId: string
}

/** A purchase handed to a carrier. */
export interface Shipment extends Decided {
  shipmentId: string
  carrier: string
  shippedAt: string
  /** The purchase's place in the queue: a customer's shipments are in its order. */
  sequenceNumber: string
}

/** A purchase that does not ship, for good. */
export interface Cancellation extends Decided {
  code: 'no-carrier'
  /** Written for the customer. */
  reason: string
  cancelledAt: string
}

/** How shipping a purchase ends. */
export type ShippingDecision = Shipment | Cancellation

export function isShipment(decision: ShippingDecision): decision is Shipment {
  return 'shipmentId' in decision
}

/** What the business decides on a purchase; the first decision that is recorded stays. */
export function decide({ data }: PurchasePlaced, { receivedAt, sequenceNumber }: Delivery): ShippingDecision {
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
