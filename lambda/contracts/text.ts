import * as z from 'zod/mini'

/**
 * "A message can include only XML, JSON, and unformatted text. The following Unicode characters are allowed:
 * #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF" (SQS, SendMessage).
 *
 * SNS accepts more than that; its delivery to SQS then fails later, when no caller waits for it. So every text in a
 * message follows this rule, whoever wrote it.
 */
const TEXT = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u
/** The same without line breaks and other control characters, and not blank. */
const LINE = /^(?=.*\S)[\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u

/**
 * A character that readers see. Spaces, zero-width characters, fillers and the like show nothing (UAX #44,
 * Default_Ignorable_Code_Point; U+2800 is a Braille pattern without dots).
 */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}\u2800]/u

/** Characters that turn around the words after them, such as those that a mail has after a title (UAX #9, section 2). */
const DIRECTION = /[\u202A-\u202E\u2066-\u2069]/

/** The characters that SQS refuses, for replacement. */
const REFUSED = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/gu

const NOT_TEXT =
  'must be text without control characters below U+0020 (except tab and line breaks), U+FFFE, U+FFFF or lone surrogates'
const NOTHING_VISIBLE = 'must have at least one visible character'
const CHANGES_DIRECTION =
  'must not have characters that change the direction of text: U+202A to U+202E and U+2066 to U+2069'
const NOT_A_LINE =
  'must be one line of text, not blank, without control characters, U+FFFE, U+FFFF or lone surrogates'

function bounded(maximumBytes: number) {
  return z.string().check(
    z.refine(value => Buffer.byteLength(value) <= maximumBytes, {
      error: `must be at most ${maximumBytes} bytes long in UTF-8`,
      abort: true,
    }),
  )
}

/** Text of any number of lines. @param maximumBytes in UTF-8, because services count bytes */
export function text(maximumBytes: number) {
  return bounded(maximumBytes).check(z.regex(TEXT, { error: NOT_TEXT }))
}

/** Refuses text without a visible character. */
export const visible = z.refine<string>(value => VISIBLE.test(value), { error: NOTHING_VISIBLE })

/**
 * A line of text with at least one visible character.
 *
 * @param maximum in characters (UTF-16 code units of at most three bytes)
 */
export function line(maximum: number) {
  return z
    .string()
    .check(z.maxLength(maximum, { abort: true }), z.regex(LINE, { error: NOT_A_LINE, abort: true }), visible)
}

/** A line that stands among other words, in the subject of a mail. @param maximum as of {@link line} */
export function title(maximum: number) {
  return line(maximum).check(z.refine(value => !DIRECTION.test(value), { error: CHANGES_DIRECTION }))
}

/**
 * The longest line in a message, in bytes: a hundred times what a door takes, and a tenth of what an item of a table can
 * hold (400 KB, DynamoDB, Quotas).
 */
const MAXIMUM_LINE_BYTES = 32_768

/** A line in a message. How long it should be is the business of the door that it came through. */
export const messageLine = bounded(MAXIMUM_LINE_BYTES).check(z.regex(LINE, { error: NOT_A_LINE }))

/** The beginning of a text that is too long for its place, with `…` for the rest. @param most in UTF-16 code units */
export function shortened(value: string, most: number): string {
  return value.length <= most ? value : `${value.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Replaces the characters that SQS refuses with spaces. */
export function asText(value: string): string {
  return value.replace(REFUSED, ' ')
}
