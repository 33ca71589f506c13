import { invalidParameter } from './errors.ts'
import { compilePatternRegex } from './pattern-regex.ts'
import type { Regex } from './regex/regex.ts'

/** Whether a log event matches, and the regular expressions that it is searched for. */
export interface TermPattern {
  (message: string): boolean
  readonly regexes: readonly Regex[]
}

/** A sign, then a phrase in quotation marks, a regular expression between percent signs, or a word. */
const TERM = /([-?]?)(?:"((?:\\.|[^"\\])*)"|%([^%]+)%|([^\s"]+))/y

/**
 * *Using filter patterns to match terms in unstructured log events*: all terms, in any order; `-term` excludes;
 * `?term` is optional: one of them is enough, and beside other terms "all question mark terms will be ignored".
 */
export function parseTermPattern(pattern: string): TermPattern {
  const terms = [...readTerms(pattern)]
  const required = terms.filter(({ sign }) => sign === '')
  const excluded = terms.filter(({ sign }) => sign === '-')
  const optional = required.length + excluded.length === 0 ? terms : []

  const matches = (message: string) =>
    required.every(({ occursIn }) => occursIn(message)) &&
    !excluded.some(({ occursIn }) => occursIn(message)) &&
    (optional.length === 0 || optional.some(({ occursIn }) => occursIn(message)))
  return Object.assign(matches, { regexes: terms.flatMap(({ regex }) => regex ?? []) })
}

interface Term {
  sign: string
  regex: Regex | undefined
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
    const regex = literal === undefined ? compilePatternRegex(expression ?? '') : undefined
    yield { sign, regex, occursIn: text => regex?.test(text) ?? text.includes(literal ?? '') }
    position += text.length
    while (pattern[position] === ' ') position++
  }
}
