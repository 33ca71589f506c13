import { shopHistory } from '../../contracts/consumers/shop-history.ts'
import type { PurchaseEvent } from '../../contracts/purchase-events.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { ReplayedEvents } from '../rebuild/replayed-events.ts'

/**
 * Writes the events of a replay into the read model that is being built, and into no other. Its log names no customers:
 * the archive has those, too, who were forgotten.
 */
export const handler = standardQueueHandler<PurchaseEvent>(({ records }) => {
  const replayed = new ReplayedEvents(records.length)
  return {
    messages: cloudEvents(shopHistory),
    identify: ({ data: { purchaseId } }) => ({ purchaseId }),
    consume: event => replayed.take(event),
  }
})
