import { malformedQuery, type Span } from './malformed-query.ts'
import type { Token } from './token.ts'

const BLANKS_AND_COMMENTS = /(?:\s|#[^\n]*(?:\n|$))*/y
const NUMBER = /(\d+(?:\.\d+)?(?:[eE][+-]?\d+(?![\w]))?)([A-Za-z]*)/y
const NAME = /(?:[A-Za-z_@][\w@]*|`[^`]*`)(?:\.(?:[\w@]+|`[^`]*`))*/y
const NAME_PART = /`([^`]*)`|[\w@]+/g
const STRING = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y
const SYMBOL = /=~|!=|<=|>=|[-=<>+*/%^(),|[\]]/y
const REGEX = /\/((?:[^/\\\n]|\\[\s\S])*)\//y

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** Reads a query token by token. */
export class Lexer {
  readonly query: string
  /** Behind the last token that was taken. */
  position = 0
  #position = 0
  #peeked: Token | undefined

  constructor(query: string) {
    this.query = query
  }

  peek(): Token {
    this.#peeked ??= this.#read()
    return this.#peeked
  }

  next(): Token {
    const token = this.peek()
    this.#peeked = undefined
    this.position = token.end
    return token
  }

  /** The regular expression that begins at the next token; undefined where none does. A division begins alike. */
  regex(): (Span & { source: string }) | undefined {
    const { start } = this.peek()
    REGEX.lastIndex = start
    const match = REGEX.exec(this.query)
    if (!match) return undefined
    this.#peeked = undefined
    this.#position = REGEX.lastIndex
    this.position = this.#position
    // The slash ends the expression here alone: in it, the backslash before one means nothing.
    return { source: (match[1] as string).replaceAll('\\/', '/'), start, end: this.#position }
  }

  /** `at line 1 and position 7`: both count from 1. */
  place(offset: number): string {
    const before = this.query.slice(0, offset)
    const line = before.split('\n').length
    return `at line ${line} and position ${offset - before.lastIndexOf('\n')}`
  }

  #read(): Token {
    this.#match(BLANKS_AND_COMMENTS)
    const start = this.#position
    if (start === this.query.length) return { kind: 'end', start, end: start }
    const token = this.#number() ?? this.#name() ?? this.#string() ?? this.#symbol()
    if (token) return { ...token, start, end: this.#position }
    const symbol = String.fromCodePoint(this.query.codePointAt(start) ?? 0)
    throw malformedQuery(`token recognition error: ${symbol} ${this.place(start)}`, { start, end: start + 1 })
  }

  #number() {
    const match = this.#match(NUMBER)
    if (!match) return undefined
    const [, digits, unit = ''] = match
    if (unit !== '') return { kind: 'period' as const, count: Number(digits), unit }
    return { kind: 'number' as const, value: Number(digits) }
  }

  #name() {
    const [text] = this.#match(NAME) ?? []
    if (text === undefined) return undefined
    const path = [...text.matchAll(NAME_PART)].map(([part, quoted]) => quoted ?? part)
    return { kind: 'name' as const, path, name: path.join('.'), quoted: text.includes('`') }
  }

  #string() {
    const match = this.#match(STRING)
    if (!match) return undefined
    const value = (match[1] ?? match[2] ?? '').replace(/\\([\s\S])/g, (both, escaped) =>
      '"\'\\'.includes(escaped) ? escaped : (ESCAPED[escaped] ?? both),
    )
    return { kind: 'string' as const, value }
  }

  #symbol() {
    const [symbol] = this.#match(SYMBOL) ?? []
    return symbol === undefined ? undefined : { kind: 'symbol' as const, symbol }
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.query)
    if (!match) return undefined
    this.#position += match[0].length
    return match
  }
}
