import { pagesOf } from '../../lambda/posts/pages.ts'
import { fifoQueueHandler } from '../../lambda/queue/batch.ts'

/** `posts/fan-out`, so that few subscribers make many pages. */
export const handler = fifoQueueHandler(pagesOf(2))
