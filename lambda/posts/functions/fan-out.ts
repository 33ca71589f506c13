import { fifoQueueHandler } from '../../queue/batch.ts'
import { pagesOf } from '../pages.ts'

/**
 * A thousand are 100 batches of ten, ten at a time: a fraction of a second where a request takes 20 ms. If every one
 * took three attempts of 1.5 s, that would be ten rounds of 4.5 s; with the reads before and the message after, just
 * below the function's 60 s. A query reads at most 1 MB: 1,000 bytes for each of them, and the longest has 600.
 */
const PAGE_SIZE = 1_000

/** Tells the subscribers of each post, a page by a message. */
export const handler = fifoQueueHandler(pagesOf(PAGE_SIZE))
