import { v7 as uuidv7 } from 'uuid'
import { cloudEvent } from '../contracts/cloud-event.ts'
import {
  type PurchasePlaced,
  type PurchaseShipped,
  purchasePlaced,
  purchaseShipped,
} from '../contracts/purchase-events.ts'
import { fifoQueueHandler } from '../shared/batch.ts'
import type { Delivery } from '../shared/delivery.ts'
import { cloudEvents } from '../shared/message.ts'
import { carrierTo } from './carriers.ts'
import { factsOf } from './purchase.ts'
import { publish } from './purchases-topic.ts'
import { type Shipment, shipOnce } from './shipments.ts'

/** Ships each purchase once, a customer's in the order in which they were placed, and tells the topic. */
export const handler = fifoQueueHandler({
  messages: cloudEvents(purchasePlaced),
  identify: factsOf,
  async consume(event, delivery) {
    const shipment = await shipOnce(newShipment(event, delivery))
    await publish(shippedEvent(shipment))
    return { shipmentId: shipment.shipmentId, carrier: shipment.carrier }
  },
})

function newShipment({ data }: PurchasePlaced, { receivedAt, sequenceNumber }: Delivery): Shipment {
  return {
    purchaseId: data.purchaseId,
    customerId: data.customerId,
    shipmentId: uuidv7(),
    eventId: uuidv7(),
    carrier: carrierTo(data.shipTo.country),
    shippedAt: receivedAt.toISOString(),
    sequenceNumber: sequenceNumber ?? '',
  }
}

function shippedEvent({
  eventId,
  purchaseId,
  customerId,
  shipmentId,
  carrier,
  shippedAt,
}: Shipment): PurchaseShipped {
  return cloudEvent(
    purchaseShipped,
    {
      id: eventId,
      source: 'urn:messaging:shop:shipping',
      subject: purchaseId,
      time: shippedAt,
      correlationid: purchaseId,
    },
    { purchaseId, customerId, shipmentId, carrier, shippedAt },
  )
}
