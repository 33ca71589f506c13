import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { instant } from './instant.ts'
import { postId } from './post.ts'
import { text } from './text.ts'

/** The blog's id of an author. With `author:` before it, it is the tenant of mails, which has at most 128 characters. */
const authorId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,121}$/))

/** An author published a post, and the subscribers are to get a mail. The event's id is the post's id. */
export const postPublished = eventContract(
  'posts.post.published.v1',
  z.object({ postId, authorId, publishedAt: instant }),
)

/** A request to send mails about a post to a page of subscribers: those after a given subscriber. */
export const pageRequested = eventContract(
  'posts.page.requested.v1',
  z.object({
    postId,
    authorId,
    /**
     * The last subscriber of the previous page, who need not be a subscriber any more. Any sort key of the table is
     * valid, "1,024 bytes" at most (DynamoDB, Quotas): a key that was written without the API must not stop the
     * fan-out.
     */
    after: text(1_024).check(z.minLength(1)),
    /** The post's own event starts page 1. Requests that were queued before pages had numbers lack it. */
    page: z.optional(z.int().check(z.gte(2))),
  }),
)

export type PostPublished = EventOf<typeof postPublished>
export type PageRequested = EventOf<typeof pageRequested>

/** Everything that may be sent to the queue of posts. */
export const postsQueueEvents = [postPublished, pageRequested] as const

export type PostEvent = EventOf<(typeof postsQueueEvents)[number]>
