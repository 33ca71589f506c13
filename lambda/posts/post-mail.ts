import { createHmac } from 'node:crypto'
import { cloudEvent } from '../contracts/cloud-event.ts'
import { type EmailRequested, emailRequested, MAXIMUM_SUBJECT } from '../contracts/email-events.ts'
import { shortened } from '../contracts/text.ts'
import { escaped } from '../http/html.ts'
import { derivedId, type PostContent, type PublishedPost } from './post.ts'
import type { Subscriber } from './subscribers-table.ts'

/** The tenant for the fair mail queue: thousands of mails of one author do not delay the few of another. */
function tenantOf(authorId: string): string {
  return `author:${authorId}`
}

/**
 * The id of the e-mail about a post to a mailbox: the same for all spellings of its address, and at each request, so
 * that the mailer sends one mail. It is logged, so it is keyed: who reads it cannot try out addresses.
 *
 * @param key the author's key
 */
function emailIdOf(key: Uint8Array, postId: string, mailbox: string): string {
  const digest = createHmac('sha256', key).update(`mail:${postId}:${mailbox}`).digest('base64url')
  return derivedId('mail', postId, digest)
}

/**
 * The e-mail that tells a subscriber about a post.
 *
 * @param key the author's key
 * @param unsubscribe the link that ends the subscription
 */
export function mailTo(
  { email, mailbox }: Subscriber,
  post: PublishedPost,
  key: Uint8Array,
  unsubscribe: string,
): EmailRequested {
  const emailId = emailIdOf(key, post.postId, mailbox)
  const shown = { ...post, content: fitting(post.content) }
  return cloudEvent(
    emailRequested,
    {
      id: emailId,
      source: 'urn:messaging:posts:fan-out',
      subject: emailId,
      time: post.publishedAt,
      correlationid: post.postId,
    },
    {
      emailId,
      tenant: tenantOf(post.authorId),
      mailType: 'marketing',
      to: email,
      subject: shown.content.title,
      text: textOf(shown, unsubscribe),
      html: htmlOf(shown, unsubscribe),
      unsubscribe,
    },
  )
}

/**
 * Of a post that is longer than today's posts, the beginning: a mail has the text twice, as text and as HTML, and stays
 * below the 1 MiB of a message with this much.
 */
const LONGEST_TEXT = 60_000

function fitting({ title, text, url }: PostContent): PostContent {
  return { title: shortened(title, MAXIMUM_SUBJECT), text: shortened(text, LONGEST_TEXT), url }
}

function textOf({ authorId, content: { title, text, url } }: PublishedPost, unsubscribe: string): string {
  return [
    title,
    '',
    text,
    '',
    ...(url ? [`Read it at ${url}`, ''] : []),
    // In RFC 3676, two hyphens and a space begin the signature.
    '-- ',
    `You are getting this e-mail because you follow ${authorId}.`,
    `Unsubscribe: ${unsubscribe}`,
    '',
  ].join('\n')
}

function htmlOf({ authorId, content: { title, text, url } }: PublishedPost, unsubscribe: string): string {
  const paragraphs = text.trim().split(/\n\s*\n/)
  return [
    '<!doctype html><html lang="en"><body>',
    `<h1>${escaped(title)}</h1>`,
    ...paragraphs.map(paragraph => `<p>${escaped(paragraph).replaceAll('\n', '<br>')}</p>`),
    ...(url ? [`<p><a href="${escaped(url)}">Read it on the web</a></p>`] : []),
    `<hr><p>You are getting this e-mail because you follow ${escaped(authorId)}. <a href="${escaped(unsubscribe)}">Unsubscribe</a></p>`,
    '</body></html>',
  ].join('\n')
}
