import { shopHistory } from '../../contracts/consumers/shop-history.ts'
import { fifoQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { factsOf } from '../purchase.ts'
import { expiryOf } from '../purchase-lifetime.ts'
import { completePurchase } from '../purchases-table.ts'
import { fieldsOf } from '../read-model.ts'

/** Builds the read model for `GET /purchases/{id}`. */
export const handler = fifoQueueHandler({
  messages: cloudEvents(shopHistory),
  identify: factsOf,
  consume: event => completePurchase(fieldsOf(event), expiryOf(event.data.purchaseId, event.time)),
})
