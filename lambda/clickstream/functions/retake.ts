import { standardQueueHandler } from '../../queue/batch.ts'
import { s3Notifications } from '../../queue/s3-notification.ts'
import { retake } from '../baskets/retaking.ts'
import { batchesOf } from '../given-up-batches.ts'

/** Takes the events in batches that the reader of baskets gave up. */
export const handler = standardQueueHandler({
  messages: s3Notifications(() => undefined),
  identify: batchesOf,
  consume: retake,
})
