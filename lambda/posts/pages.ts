import { postsFanOut } from '../contracts/consumers/posts-fan-out.ts'
import type { EmailRequested } from '../contracts/email-events.ts'
import type { PostEvent } from '../contracts/post-events.ts'
import type { Consumer } from '../queue/consumer.ts'
import { requestEmails } from '../queue/emails-queue.ts'
import { PermanentFailure } from '../queue/failures.ts'
import { cloudEvents } from '../queue/message.ts'
import { environmentVariable } from '../runtime/environment.ts'
import type { Facts } from '../runtime/hop.ts'
import { completed, missed } from '../runtime/in-time.ts'
import { authorKey } from './author-keys.ts'
import { indexMailboxes } from './mailbox-index.ts'
import { checkNumber, checkProgress } from './page-bounds.ts'
import { factsOf, nextPage, type Post, type PublishedPost } from './post.ts'
import { mailTo } from './post-mail.ts'
import { enqueue } from './posts-queue.ts'
import { findPost } from './posts-table.ts'
import { type Subscriber, subscriberPage } from './subscribers-table.ts'
import { unsubscribeToken } from './unsubscribe-token.ts'

const unsubscribeUrl = environmentVariable('UNSUBSCRIBE_URL')

/** The message is about a post that is not in the table. */
export class UnknownPost extends PermanentFailure {
  override readonly name = 'UnknownPost'

  constructor(postId: string) {
    super(`there is no post ${postId}`)
  }
}

/**
 * Requests the mails to a page of subscribers, and requests the next page by a message to the queue that feeds this
 * function. Lambda lets that loop run (lib/posts/posts-stack.ts); page-bounds.ts ends it.
 *
 * It is safe to die at any point and to be called again: the mails have the same ids, the mailer sends each id once,
 * and the next page is requested after all mails of this one are queued. If subscribers come or go meanwhile, pages may
 * end elsewhere; two pages may then request a mail to the same subscriber, with the same e-mail id. So do two subscribers
 * with the same mailbox.
 *
 * @param size the most subscribers in a page
 */
export function pagesOf(size: number): Consumer<PostEvent> {
  return {
    messages: cloudEvents(postsFanOut),
    identify: factsOf,
    async consume({ data, time }): Promise<Facts> {
      const { number, after } = placeOf(data)
      checkNumber(number)
      const post = await findPost(data.postId)
      if (!post) throw new UnknownPost(data.postId)
      if (!isPublished(post)) {
        completed('posts', new Date(time))
        return { stopped: 'withdrawn' }
      }

      const page = await subscriberPage(post.authorId, after, size)
      checkProgress(number, after, page.last)
      await indexMailboxes(post.authorId, page.subscribers)
      await tell(post, page.subscribers)
      if (page.last !== undefined) await enqueue(nextPage(post, page.last, number + 1))
      // Every page has the time of the post.
      else completed('posts', new Date(time))
      return { page: String(number), subscribers: String(page.subscribers.length) }
    },
    deadLettered: () => missed('posts'),
  }
}

/** The page that a message requests. A message from before pages had numbers counts as page 2. */
function placeOf(data: PostEvent['data']): { number: number; after: string | undefined } {
  return 'after' in data ? { number: data.page ?? 2, after: data.after } : { number: 1, after: undefined }
}

function isPublished(post: Post): post is PublishedPost {
  return post.content !== undefined
}

async function tell(post: PublishedPost, subscribers: readonly Subscriber[]): Promise<void> {
  if (subscribers.length === 0) return
  await requestEmails(mails(post, subscribers, await authorKey(post.authorId)))
}

function* mails(
  post: PublishedPost,
  subscribers: readonly Subscriber[],
  key: Uint8Array,
): Generator<EmailRequested> {
  const { authorId } = post
  const told = new Set<string>()
  for (const subscriber of subscribers) {
    if (told.has(subscriber.mailbox)) continue
    told.add(subscriber.mailbox)
    const token = unsubscribeToken(key, { authorId, subscriberId: subscriber.subscriberId })
    yield mailTo(subscriber, post, key, `${unsubscribeUrl}?token=${token}`)
  }
}
