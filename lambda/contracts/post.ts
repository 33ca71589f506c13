import * as z from 'zod/mini'
import { uuid } from './id.ts'
import { line, text } from './text.ts'

export const postId = uuid

/**
 * The blog's id of an author. With `author:` before it, it is the tenant of the author's mail, which has room for
 * 128 characters; it is logged, hence no `@`.
 */
export const authorId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,100}$/))

/** The blog's id of one who follows an author. It is logged and stands in links, hence no `@`: an e-mail address is no id. */
export const subscriberId = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/))

export const postTitle = line(200)

/**
 * The longest text of a post, in characters. A mail has it twice, as text and as HTML: a post of this length stays
 * below SQS's 1 MiB whatever it consists of, and most stay below the 64 KiB that SQS counts as one request.
 */
export const MAXIMUM_TEXT = 20_000
/** A character (a UTF-16 code unit) has three bytes at most in UTF-8. */
const MAXIMUM_TEXT_BYTES = 3 * MAXIMUM_TEXT

/** Not blank; it may have line breaks and tabs. */
export const postText = text(MAXIMUM_TEXT_BYTES).check(
  z.maxLength(MAXIMUM_TEXT),
  z.regex(/\S/u, { error: 'must not be blank' }),
)

/** Where the post is to be read. */
export const postUrl = z
  .string()
  .check(z.maxLength(2_000), z.regex(/^https?:\/\/[!-~]+$/, { abort: true }), z.url())
