import { type PublishPost, publishPost } from '../contracts/posts-api.ts'
import type { Violation } from '../contracts/problem.ts'
import { violationsOf } from '../contracts/violations.ts'
import { fingerprintOf } from '../http/idempotency-key.ts'
import { invalidRequest } from '../http/problems.ts'
import type { PublishedPost } from './post.ts'

/**
 * Validates the body of `POST /posts`.
 *
 * @param elsewhere violations outside the body
 * @throws RequestProblem 400 with every violation
 */
export function readPublishPost(body: unknown, elsewhere: readonly Violation[]): PublishPost {
  const { data, error } = publishPost.safeParse(body)
  const violations = [...elsewhere, ...(error ? violationsOf(error) : [])]
  if (!data || violations.length > 0) throw invalidRequest(violations)
  return data
}

/** The post that a request makes. */
export function newPost(request: PublishPost, postId: string, publishedAt: string): PublishedPost {
  const { authorId, ...content } = request
  return { postId, authorId, publishedAt, fingerprint: fingerprintOf(request), content }
}
