import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { shopShipping } from '../../contracts/consumers/shop-shipping.ts'
import { fifoQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import type { Facts } from '../../runtime/hop.ts'
import { completed, missed } from '../../runtime/in-time.ts'
import { metrics } from '../../runtime/metrics.ts'
import { decideOnce } from '../decisions-table.ts'
import { factsOf } from '../purchase.ts'
import { expiryOf, refuseForgotten } from '../purchase-lifetime.ts'
import { publish } from '../purchases-topic.ts'
import { decide, isShipment, type ShippingDecision } from '../shipping-decision.ts'
import { cancelledEvent, delayedEvent, shippedEvent } from '../shipping-events.ts'

/**
 * Ships each purchase once, in the order in which the customer placed them, or cancels it if no carrier can ship it,
 * and publishes the outcome to the topic.
 */
export const handler = fifoQueueHandler({
  messages: cloudEvents(shopShipping),
  identify: factsOf,
  async consume(event, delivery): Promise<Facts> {
    const { purchaseId } = event.data
    refuseForgotten(purchaseId, event.time, delivery.receivedAt)
    const decision = await decideOnce(decide(event, delivery), expiryOf(purchaseId, event.time))
    await publish(isShipment(decision) ? shippedEvent(decision) : cancelledEvent(decision, event))
    completed('shop', new Date(event.time))
    return told(decision)
  },
  giveUp: (event, delivery) => publish(delayedEvent(event, delivery)),
  deadLettered: () => missed('shop'),
})

function told(decision: ShippingDecision): Facts {
  if (isShipment(decision)) return { shipmentId: decision.shipmentId, carrier: decision.carrier }
  metrics.addMetric('CancelledPurchases', MetricUnit.Count, 1)
  return { cancelled: decision.code }
}
