import * as z from 'zod/mini'

/**
 * "A message can include only XML, JSON, and unformatted text. The following Unicode characters are allowed:
 * #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF" (SQS, SendMessage).
 *
 * SNS accepts more than that, and the delivery to SQS then fails where nobody waits for it. Every text that a message
 * carries keeps to this rule, whoever wrote it.
 */
const TEXT = /^[\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u
/** The same without line breaks of any kind and other control characters, and not blank. */
const LINE = /^(?=.*\S)[\x20-\x7E\xA0-\u2027\u202A-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u

/** What SQS refuses in a text, as a class to be replaced. */
const REFUSED = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+/gu

const NOT_TEXT =
  'must be text without control characters below U+0020 (except tab and line breaks), U+FFFE, U+FFFF or lone surrogates'
const NOT_A_LINE =
  'must be one line of text, not blank, without control characters, U+FFFE, U+FFFF or lone surrogates'

/** What a program writes, or a person in several lines: at most so many bytes in UTF-8, which is what services count. */
export function text(maximumBytes: number) {
  return z.string().check(
    z.refine(value => Buffer.byteLength(value) <= maximumBytes, {
      error: `must be at most ${maximumBytes} bytes long in UTF-8`,
      abort: true,
    }),
    z.regex(TEXT, { error: NOT_TEXT }),
  )
}

/** What a person writes in one line: not blank, at most so many characters (UTF-16 code units, three bytes each at most). */
export function line(maximum: number) {
  return z.string().check(z.maxLength(maximum, { abort: true }), z.regex(LINE, { error: NOT_A_LINE }))
}

/** `value` with a space in place of whatever SQS refuses. */
export function asText(value: string): string {
  return value.replace(REFUSED, ' ')
}
