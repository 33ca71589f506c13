import { standardQueueHandler } from '../../queue/batch.ts'
import { s3Notifications } from '../../queue/s3-notification.ts'
import { missed } from '../../runtime/in-time.ts'
import { batchesOf } from '../given-up-batches.ts'
import { recount } from '../recounting.ts'

/** Counts the events in batches that the stream's reader gave up. */
export const handler = standardQueueHandler({
  messages: s3Notifications(() => undefined),
  identify: batchesOf,
  consume: recount,
  deadLettered: () => missed('clickstream'),
})
