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

/** Derives the ids of events and mails from a post. */
export const derivedId: DerivedId = derivedIds('posts')

/** A stored post. A withdrawn post has no content; its record stops the fan-out. */
export interface Post {
  postId: string
  authorId: string
  /** ISO 8601, UTC. */
  publishedAt: string
  /** Distinguishes the request that made it from other requests with the same key. */
  fingerprint: string
  content: PostContent | undefined
}

export type PostContent = Pick<PublishPost, 'title' | 'text' | 'url'>

/** A post that is not withdrawn. */
export type PublishedPost = Post & { content: PostContent }

/** The fields that identify a post in logs and traces. */
export function factsOf({ data }: PostEvent): Facts {
  return { postId: data.postId, authorId: data.authorId }
}

/** The event that starts the fan-out. The same post gives exactly the same event. */
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

/**
 * The event that requests the page after a subscriber. Its id follows from post and subscriber, so duplicates are
 * dropped.
 */
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
