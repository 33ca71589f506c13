import { asText } from '../contracts/text.ts'

/** How much of an error's text is read. More than is kept, because an address that is masked takes less room. */
const MAXIMUM_READ = 4_000
const MAXIMUM_REASON = 1_000

/** What an e-mail address can consist of: an apostrophe is part of some. */
const WORD = /[^\s<>"()[\],;:]+/g
/** An address has at most 320 characters: a word that is longer is none. */
const LAST_WORD = /[\s<>"()[\],;:]([^\s<>"()[\],;:]*)$/
const LONGEST_ADDRESS = 320

/**
 * `text` without e-mail addresses, which other services like to quote in their errors. Of a longer text only the
 * beginning is read.
 */
export function withoutAddresses(text: string): string {
  return beginningOf(text).replace(WORD, word => (/.@./.test(word) ? '<address>' : word))
}

/** A cut may go through an address, and its first half would not be recognized: the word there is left out. */
function beginningOf(text: string): string {
  if (text.length <= MAXIMUM_READ) return text
  const cut = text.slice(0, MAXIMUM_READ)
  const half = LAST_WORD.exec(cut.slice(-LONGEST_ADDRESS))?.[1] ?? ''
  return cut.slice(0, cut.length - half.length)
}

/** `<ErrorName>: <message>`, fit for a log and for an attribute of a message: one line of text, at most 1,000 characters. */
export function reasonOf(error: unknown): string {
  const text =
    error instanceof Error ? `${error.name}: ${error.message}` : `NoError: ${typeof error} was thrown`
  const line = asText(withoutAddresses(text)).replace(/[\p{Cc} ]+/gu, ' ')
  return withoutHalfPair(line.slice(0, MAXIMUM_REASON))
}

/** A cut may have gone through a surrogate pair. */
function withoutHalfPair(text: string): string {
  return text.isWellFormed() ? text : text.slice(0, -1)
}

const LONGEST_STACK = 2_000

/** Where an error came from, without its text, which comes first in the stack and may be long. */
export function framesOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return error.stack
    ?.slice(-LONGEST_STACK)
    .split('\n')
    .filter(line => /^\s+at /.test(line))
    .join('\n')
}
