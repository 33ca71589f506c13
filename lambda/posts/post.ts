import { cloudEvent } from '../contracts/cloud-event.ts'
import {
  type PageRequested,
  type PostEvent,
  type PostPublished,
  pageRequested,
  postPublished,
} from '../contracts/post-events.ts'
import type { PublishPost } from '../contracts/posts-api.ts'
import { type DerivedId, derivedIds } from '../runtime/derived-id.ts'
import type { Facts } from '../runtime/hop.ts'

/** Ids of what follows from a post. */
export const derivedId: DerivedId = derivedIds('posts')

/** A post as it is kept. One that is withdrawn has lost its content: it says that there was one, and stops its fan-out. */
export interface Post {
  postId: string
  authorId: string
  /** ISO 8601, UTC. */
  publishedAt: string
  /** Tells the request that made it from others under the same key. */
  fingerprint: string
  content: PostContent | undefined
}

export type PostContent = Pick<PublishPost, 'title' | 'text' | 'url'>

/** A post that is not withdrawn. */
export type PublishedPost = Post & { content: PostContent }

/** What the log and the traces name a post by. */
export function factsOf({ data }: PostEvent): Facts {
  return { postId: data.postId, authorId: data.authorId }
}

/** The event that starts the fan-out. The same post gives the same event, byte for byte. */
export function publishedEvent({ postId, authorId, publishedAt }: Post): PostPublished {
  return cloudEvent(
    postPublished,
    {
      id: postId,
      source: 'urn:messaging:posts:publish',
      subject: postId,
      time: publishedAt,
      correlationid: postId,
    },
    { postId, authorId, publishedAt },
  )
}

/** The event that asks for the page after a subscriber. Post and subscriber give the same id, and so one message. */
export function nextPage(
  { postId, authorId, publishedAt }: Post,
  after: string,
  page: number,
): PageRequested {
  return cloudEvent(
    pageRequested,
    {
      id: derivedId('page', postId, after),
      source: 'urn:messaging:posts:fan-out',
      subject: postId,
      time: publishedAt,
      correlationid: postId,
    },
    { postId, authorId, after, page },
  )
}
