import { clickstreamRemind } from '../../contracts/consumers/clickstream-remind.ts'
import { standardQueueHandler } from '../../queue/batch.ts'
import { cloudEvents } from '../../queue/message.ts'
import { factsOf, remind } from '../baskets/reminding.ts'

/** Requests the mail about a basket when its wait is over. Until then, the message stays in the queue, hidden. */
export const handler = standardQueueHandler({
  messages: cloudEvents(clickstreamRemind),
  identify: factsOf,
  consume: remind,
})
