import { fifoQueueHandler } from '../../queue/batch.ts'
import { pagesOf } from '../pages.ts'

/**
 * A thousand subscribers are 100 batches of ten, ten at a time: a fraction of a second if a request takes 20 ms. If
 * every request took three attempts of 1.5 s, that would be ten rounds of 4.5 s; with the reads before and the message
 * after, just below the function's 60 s. A query reads at most 1 MB: 1,000 bytes per subscriber, and the longest has
 * 900. Subscribers of an earlier release are put into the index once, 25 at a time; a page that this makes too slow goes
 * on with the rest when it is delivered again.
 */
const PAGE_SIZE = 1_000

/** Requests the mails to the subscribers of each post: one page of subscribers per message. */
export const handler = fifoQueueHandler(pagesOf(PAGE_SIZE))
