import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '../../clients/connection.ts'
import { inParallel } from '../../clients/in-parallel.ts'
import { type InboxMail, readInbox } from '../../clients/inbox.ts'
import { Blog } from '../../clients/posts/blog.ts'
import { signedFetch } from '../../clients/signed-request.ts'
import { stackOutputs } from '../../clients/stack-outputs.ts'
import { findTrail, type Hop, type Search } from '../../clients/trail.ts'

const SUBSCRIBERS = 100
const AT_ONCE = 16
const DEADLINE_MS = 60_000
/** The SES mailbox simulator's address for mail that bounces. */
const BOUNCING = 'bounce@simulator.amazonses.com'

export interface PublishedPost {
  postId: string
  /** How long the author waited for the response. */
  acceptedMs: number
  /** From the author's request to the last mail. */
  toldMs: number
  /** The addresses that must get a mail. */
  expected: string[]
  /** The address of each mail; once per mail. */
  told: string[]
}

export interface PostsResult {
  subscribers: number
  first: PublishedPost
  /** Published after one reader has unsubscribed and the bouncing address is known. */
  second: PublishedPost
  /** How many mails of the second post the mailer skipped because their address had bounced. */
  leftOut: number
  mail: InboxMail
  unsubscribed: string
  /** The status of the response to one click on the unsubscribe link. */
  unsubscribeStatus: number
  /** The hops of the first post, including the mailer's. */
  hops: Hop[]
}

/** Publishes a post to many subscribers, unsubscribes one of them, and publishes a second post. */
export async function runPosts(
  connection: Connection,
  stage: string,
  report: (line: string) => void,
): Promise<PostsResult> {
  const since = new Date()
  const outputs = await stackOutputs(connection, `Messaging-${stage}-Posts`)
  const blog = new Blog(signedFetch(connection), outputs('PostsApiUrl'))
  const readers = Array.from({ length: SUBSCRIBERS - 1 }, (_, index) => `reader-${index + 1}@example.com`)
  report(`subscribing ${SUBSCRIBERS} readers…`)
  await inParallel([...readers, BOUNCING], AT_ONCE, address =>
    blog.subscribe('grace', address.replace(/[@+]/g, '.'), address),
  )

  const endpoint = connection.endpoint as string
  report(`publishing, and waiting for the mails of ${SUBSCRIBERS} readers…`)
  // The bouncing address gets no mail.
  const first = await publish(blog, endpoint, 'On bugs', readers)
  const unsubscribed = readers[0] as string
  const mail = (await readInbox(endpoint, unsubscribed)).find(({ text }) => text?.includes('On bugs'))
  if (!mail) throw new Error(`${unsubscribed} has no mail of the post ${first.postId}.`)
  const unsubscribeStatus = await oneClick(mail)
  report('waiting for the bounce notification…')
  await untilSuppressed(connection, stage, since)

  report(`publishing again, and waiting for the mails of the remaining ${SUBSCRIBERS - 2}…`)
  const remaining = readers.filter(address => address !== unsubscribed)
  const second = await publish(blog, endpoint, 'On moths', remaining)
  const hops = await findTrail(connection, { correlationId: first.postId, stage, since })
  const leftOut = await countLeftOut(connection, { correlationId: second.postId, stage, since })
  return { subscribers: SUBSCRIBERS, first, second, leftOut, mail, unsubscribed, unsubscribeStatus, hops }
}

async function publish(
  blog: Blog,
  endpoint: string,
  title: string,
  expected: string[],
): Promise<PublishedPost> {
  const start = performance.now()
  const postId = await blog.publish({
    authorId: 'grace',
    title,
    text: `${title}: what I found in the relay.`,
  })
  const acceptedMs = performance.now() - start
  let told: string[] = []
  do {
    await sleep(50)
    const mails = await readInbox(endpoint)
    told = mails.filter(({ subject, text }) => `${subject}${text}`.includes(title)).flatMap(({ to }) => to)
  } while (new Set(told).size < expected.length && performance.now() - start < DEADLINE_MS)
  return { postId, acceptedMs, toldMs: performance.now() - start, expected, told }
}

/** Does what a mail program does when its user presses "unsubscribe" (RFC 8058): a single POST. */
async function oneClick({ headers }: InboxMail): Promise<number> {
  const url = /<(http[^>]+)>/.exec(headers['List-Unsubscribe'] ?? '')?.[1]
  if (!url) throw new Error('The mail has no List-Unsubscribe header with a URL.')
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: headers['List-Unsubscribe-Post'],
  })
  return response.status
}

async function countLeftOut(connection: Connection, search: Search): Promise<number> {
  const hops = await findTrail(connection, search)
  return hops.filter(({ suppressed }) => suppressed === 'bounce').length
}

/** Waits until the bounce notification has come through the topic and the queue. */
async function untilSuppressed(connection: Connection, stage: string, since: Date): Promise<void> {
  const end = performance.now() + DEADLINE_MS
  while (performance.now() < end) {
    const hops = await findTrail(connection, { service: 'mail-feedback', stage, since })
    if (hops.some(({ outcome }) => outcome === 'done')) return
    await sleep(50)
  }
  throw new Error('SES sent no bounce notification.')
}
