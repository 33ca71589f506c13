import { type Position, QueryError } from './query-error.ts'

export type TokenKind =
  | 'identifier'
  | 'quoted identifier'
  | 'string'
  | 'unicode string'
  | 'binary'
  | 'integer'
  | 'decimal'
  | 'double'
  | 'operator'
  | 'parameter'
  | 'end'

export type Token = Position & {
  readonly kind: TokenKind
  /** As written, for messages. */
  readonly text: string
  /** Upper case for an identifier without quotes, the content for a string or a quoted identifier. */
  readonly value: string
}

const MAX_STATEMENT_BYTES = 262_144
const OPERATORS = ['<>', '!=', '<=', '>=', '||', '->', '=>'] as const
const SINGLE = new Set('+-*/%=<>()[],.;{}:|^$'.split(''))
const SPACE = /\s/
const LETTER = /[A-Za-z_]/
const DIGIT = /[0-9]/
const WORD = /[A-Za-z0-9_@]/

/**
 * Splits a statement into tokens, as the lexical rules of Trino's grammar do, in one pass.
 * The last token has the kind `end`.
 *
 * @throws QueryError for a character or a literal that the grammar does not have, and for a statement that is
 * longer than the 262,144 bytes of Athena's quota
 * @see https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
 */
export function tokensOf(statement: string): Token[] {
  if (Buffer.byteLength(statement) > MAX_STATEMENT_BYTES)
    throw new QueryError('SYNTAX_ERROR', `the statement is longer than ${MAX_STATEMENT_BYTES} bytes`)
  return new Tokenizer(statement).tokens()
}

class Tokenizer {
  readonly #text: string
  readonly #tokens: Token[] = []
  #at = 0
  #line = 1
  #lineStart = 0

  constructor(text: string) {
    this.#text = text
  }

  tokens(): Token[] {
    for (;;) {
      this.#skipBlank()
      if (this.#at >= this.#text.length) break
      this.#next()
    }
    this.#tokens.push({ kind: 'end', text: '<EOF>', value: '', ...this.#position(this.#at) })
    return this.#tokens
  }

  #position(at: number): Position {
    return { line: this.#line, column: at - this.#lineStart + 1 }
  }

  #add(kind: TokenKind, end: number, value?: string): void {
    const text = this.#text.slice(this.#at, end)
    this.#tokens.push({ kind, text, value: value ?? text, ...this.#position(this.#at) })
    this.#advance(end)
  }

  #advance(end: number): void {
    for (let at = this.#at; at < end; at += 1) {
      if (this.#text.charAt(at) !== '\n') continue
      this.#line += 1
      this.#lineStart = at + 1
    }
    this.#at = end
  }

  #skipBlank(): void {
    for (;;) {
      const end = this.#endOfBlank()
      if (end === this.#at) return
      this.#advance(end)
    }
  }

  #endOfBlank(): number {
    const text = this.#text
    if (text.startsWith('--', this.#at)) {
      const end = text.indexOf('\n', this.#at)
      return end < 0 ? text.length : end + 1
    }
    if (text.startsWith('/*', this.#at)) {
      const end = text.indexOf('*/', this.#at + 2)
      if (end < 0) throw this.#unknownCharacter('/*')
      return end + 2
    }
    let at = this.#at
    while (at < text.length && SPACE.test(text.charAt(at))) at += 1
    return at
  }

  #next(): void {
    const character = this.#text.charAt(this.#at)
    const next = this.#text.charAt(this.#at + 1)
    if (character === "'") return this.#quoted('string', this.#at, "'")
    if (character === '"') return this.#quoted('quoted identifier', this.#at, '"')
    if ((character === 'X' || character === 'x') && next === "'")
      return this.#quoted('binary', this.#at + 1, "'")
    if (/^u&'/i.test(this.#text.slice(this.#at, this.#at + 3)))
      return this.#quoted('unicode string', this.#at + 2, "'")
    if (LETTER.test(character)) return this.#word()
    if (DIGIT.test(character) || (character === '.' && DIGIT.test(next))) return this.#number()
    if (character === '?') return this.#add('parameter', this.#at + 1)
    const operator = OPERATORS.find(each => this.#text.startsWith(each, this.#at))
    if (operator) return this.#add('operator', this.#at + operator.length)
    if (SINGLE.has(character)) return this.#add('operator', this.#at + 1)
    if (character === '`')
      throw new QueryError(
        'SYNTAX_ERROR',
        'backquoted identifiers are not supported; use double quotes to quote identifiers',
        this.#position(this.#at),
      )
    throw this.#unknownCharacter(character)
  }

  #quoted(kind: TokenKind, open: number, quote: string): void {
    let value = ''
    for (let from = open + 1; ; ) {
      const close = this.#text.indexOf(quote, from)
      if (close < 0) throw this.#unknownCharacter(quote)
      value += this.#text.slice(from, close)
      if (this.#text.charAt(close + 1) !== quote) {
        if (kind === 'quoted identifier' && value === '')
          throw new QueryError(
            'SYNTAX_ERROR',
            'Zero-length delimited identifier not allowed',
            this.#position(this.#at),
          )
        return this.#add(kind, close + 1, value)
      }
      value += quote
      from = close + 2
    }
  }

  #word(): void {
    let end = this.#at + 1
    while (end < this.#text.length && WORD.test(this.#text.charAt(end))) end += 1
    this.#add('identifier', end, this.#text.slice(this.#at, end).toUpperCase())
  }

  #number(): void {
    const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
    number.lastIndex = this.#at
    const text = number.exec(this.#text)?.[0] ?? ''
    const end = this.#at + text.length
    if (LETTER.test(this.#text.charAt(end)))
      throw new QueryError(
        'SYNTAX_ERROR',
        'identifiers must not start with a digit; surround the identifier with double quotes',
        this.#position(this.#at),
      )
    const kind = /[eE]/.test(text) ? 'double' : text.includes('.') ? 'decimal' : 'integer'
    this.#add(kind, end)
  }

  #unknownCharacter(character: string): QueryError {
    const shown = this.#text.slice(this.#at, this.#at + 20).split('\n')[0] ?? character
    return new QueryError(
      'SYNTAX_ERROR',
      `mismatched input '${shown}'. Expecting: <expression>`,
      this.#position(this.#at),
    )
  }
}
