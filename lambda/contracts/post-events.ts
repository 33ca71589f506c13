import * as z from 'zod/mini'
import { type EventOf, eventContract } from './cloud-event.ts'
import { instant } from './instant.ts'
import { authorId, postId } from './post.ts'
import { text } from './text.ts'

/** An author's post is out, and the subscribers are to be told. Its id is the post's. */
export const postPublished = eventContract(
  'posts.post.published.v1',
  z.object({ postId, authorId, publishedAt: instant }),
)

/** The subscribers that come after one of them are to be told of a post, a page of them. */
export const pageRequested = eventContract(
  'posts.page.requested.v1',
  z.object({
    postId,
    authorId,
    /**
     * Who was the last of the page before; need not be a subscriber any more. Any sort key of the table, "1,024 bytes"
     * at most (DynamoDB, Quotas): one that was written past the API stops nobody's mail.
     */
    after: text(1_024).check(z.minLength(1)),
    /** The post's own event asks for page 1. Requests that were queued before pages had numbers have none. */
    page: z.optional(z.int().check(z.gte(2))),
  }),
)

export type PostPublished = EventOf<typeof postPublished>
export type PageRequested = EventOf<typeof pageRequested>
export type PostEvent = PostPublished | PageRequested
