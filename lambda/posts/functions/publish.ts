import { v7 as uuidv7 } from 'uuid'
import type { PostAccepted, PublishPost } from '../../contracts/posts-api.ts'
import { httpApiHandler, type Reply } from '../../http/http-api.ts'
import { idempotencyKeyViolations, requestKey } from '../../http/idempotency-key.ts'
import { idempotencyKeyReused, RequestProblem, unavailable } from '../../http/problems.ts'
import { derivedId, factsOf, type Post, publishedEvent } from '../post.ts'
import { enqueue } from '../posts-queue.ts'
import { keepPost } from '../posts-table.ts'
import { newPost, readPublishPost } from '../publish-post.ts'

const RETRY_AFTER_SECONDS = 1
/**
 * How long a key is valid: much shorter than the mailer remembers sent mails, so no mail about a post is sent twice.
 */
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1_000

/**
 * `POST /posts`: stores the post and queues one message, whatever the number of subscribers.
 *
 * A function that dies in between does no harm: a repeated request with the same key finds the post under the same id
 * and queues the same message, which the queue drops if it already has it.
 */
export const handler = httpApiHandler(async (request, tell) => {
  const key = request.header('idempotency-key')
  const body = readPublishPost(request.json(), idempotencyKeyViolations(key))
  try {
    const event = publishedEvent(await keptPost(body, postIdOf(request.caller, key)))
    tell({ correlationId: event.correlationid, event: event.type, facts: factsOf(event) })
    await enqueue(event)
    return accepted(event.data.postId)
  } catch (error) {
    if (error instanceof RequestProblem) throw error
    const detail =
      'The post could not be confirmed. Repeat the request, with its Idempotency-Key if it has one.'
    throw unavailable(detail, RETRY_AFTER_SECONDS, error)
  }
})

/** A new id, or one derived from the request's key, so that no table of keys is needed. */
function postIdOf(caller: string, key: string | undefined): string {
  return key === undefined ? uuidv7() : derivedId('post', requestKey(caller, key))
}

/** Stores the post, and returns it, or the post that the same request with the same key made before. */
async function keptPost(request: PublishPost, postId: string): Promise<Post> {
  const now = new Date()
  const post = newPost(request, postId, now.toISOString())
  const kept = await keepPost(post)
  const age = now.getTime() - Date.parse(kept.publishedAt)
  if (kept.fingerprint !== post.fingerprint || age > KEY_LIFETIME_MS) throw idempotencyKeyReused()
  return kept
}

function accepted(postId: string): Reply {
  const body: PostAccepted = { postId, status: 'accepted' }
  return { statusCode: 202, body }
}
