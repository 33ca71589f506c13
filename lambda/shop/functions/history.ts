import { shopHistory } from '../../contracts/consumers/shop-history.ts'
import { fifoQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { factsOf } from '../purchase.ts'
import { expiryOf } from '../purchase-lifetime.ts'
import { completePurchase } from '../purchases-table.ts'
import { fieldsOf } from '../read-model.ts'
import { WrittenGenerations } from '../written-generations.ts'

/** Builds the read model for `GET /purchases/{id}`, and while it is rebuilt, the new one as well. */
export const handler = fifoQueueHandler(() => {
  const generations = new WrittenGenerations()
  return {
    messages: cloudEvents(shopHistory),
    identify: factsOf,
    async consume(event) {
      const fields = fieldsOf(event)
      const expiresAt = expiryOf(fields.purchaseId, event.time)
      for (const generation of await generations.read()) await completePurchase(generation, fields, expiresAt)
    },
  }
})
