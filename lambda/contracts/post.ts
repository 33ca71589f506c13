import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { text, title, visible } from './text.ts'

export const postId = uuid

/**
 * The blog's id of an author. With the prefix `author:`, it is the tenant of the author's mail, which allows 128
 * characters. It is logged, so it must not contain `@`.
 */
export const authorId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,100}$/))

/**
 * The blog's id of a subscriber. It is logged and part of links, so it must not contain `@`, as an e-mail address does.
 */
export const subscriberId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))

export const postTitle = title(200)

/**
 * The longest text of a post, in characters. A mail contains it twice, as text and as HTML: with this length, it stays
 * below SQS's 1 MiB whatever its characters, and usually below the 64 KiB that SQS bills as one request.
 */
export const MAXIMUM_TEXT = 20_000
/** A character (a UTF-16 code unit) takes at most three bytes in UTF-8. */
const MAXIMUM_TEXT_BYTES = 3 * MAXIMUM_TEXT

/** With a visible character; line breaks and tabs are allowed. */
export const postText = text(MAXIMUM_TEXT_BYTES).check(z.maxLength(MAXIMUM_TEXT, { abort: true }), visible)

/** The web page of the post. */
export const postUrl = z
  .string()
  .check(z.maxLength(2_000), z.regex(/^https?:\/\/[!-~]+$/, { abort: true }), z.url())
