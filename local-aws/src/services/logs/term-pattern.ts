import { invalidParameter } from './errors.ts'
import { compilePatternRegex } from './pattern-regex.ts'

/** A sign, then a phrase in quotation marks, a regular expression between percent signs, or a word. */
const TERM = /([-?]?)(?:"((?:\\.|[^"\\])*)"|%([^%]+)%|([^\s"]+))/y

/**
 * *Using filter patterns to match terms in unstructured log events*: all terms, in any order; `-term` excludes;
 * `?term` is optional: one of them is enough, and beside other terms "all question mark terms will be ignored".
 */
export function parseTermPattern(pattern: string): (message: string) => boolean {
  const terms = [...readTerms(pattern)]
  const required = terms.filter(({ sign }) => sign === '')
  const excluded = terms.filter(({ sign }) => sign === '-')
  const optional = required.length + excluded.length === 0 ? terms : []

  return message =>
    required.every(({ occursIn }) => occursIn(message)) &&
    !excluded.some(({ occursIn }) => occursIn(message)) &&
    (optional.length === 0 || optional.some(({ occursIn }) => occursIn(message)))
}

interface Term {
  sign: string
  occursIn(message: string): boolean
}

function* readTerms(pattern: string): Iterable<Term> {
  let position = 0
  while (position < pattern.length) {
    TERM.lastIndex = position
    const match = TERM.exec(pattern)
    if (!match) {
      throw invalidParameter(`Invalid filter pattern: unexpected ${pattern.slice(position)}`)
    }
    const [text, sign = '', phrase, expression, word] = match
    const literal = phrase?.replace(/\\(.)/g, '$1') ?? word
    yield {
      sign,
      occursIn:
        literal === undefined ? compilePatternRegex(expression ?? '') : text => text.includes(literal),
    }
    position += text.length
    while (pattern[position] === ' ') position++
  }
}
