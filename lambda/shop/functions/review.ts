import { cloudEvent } from '../../contracts/cloud-event.ts'
import { shopReview } from '../../contracts/consumers/shop-review.ts'
import { type PlacedEvent, type PurchaseFlagged, purchaseFlagged } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { derivedId, factsOf } from '../purchase.ts'
import { publish } from '../purchases-topic.ts'

/** Flags every purchase that it gets: the subscription's filter selects those that reach the review limit. */
export const handler = standardQueueHandler({
  messages: cloudEvents(shopReview),
  identify: factsOf,
  consume: (event, { sentAt }) => publish(flaggedEvent(event, sentAt.toISOString())),
})

/** @param flaggedAt when the purchase came up for review; the same for every delivery of the message */
function flaggedEvent({ data }: PlacedEvent, flaggedAt: string): PurchaseFlagged {
  const { purchaseId, customerId, total } = data
  return cloudEvent(
    purchaseFlagged,
    {
      id: derivedId('flag', purchaseId),
      source: 'urn:messaging:shop:review',
      subject: purchaseId,
      time: flaggedAt,
      correlationid: purchaseId,
    },
    { purchaseId, customerId, total, flaggedAt },
  )
}
