import { type Position, QueryError } from './query-error.ts'
import { RESERVED_WORDS } from './reserved-words.ts'
import type { Token } from './tokens.ts'
import type { Name } from './tree.ts'

/** How deep expressions and queries may nest: DuckDB stops at 1,000 of its own levels. */
const MAX_DEPTH = 150

/** Reads a statement's tokens one after the other. */
export class TokenCursor {
  readonly #tokens: readonly Token[]
  #index = 0
  #depth = 0
  #parameters = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get token(): Token {
    return this.ahead(0)
  }

  /** How many `?` were read so far. */
  get parameters(): number {
    return this.#parameters
  }

  ahead(count: number): Token {
    const token = this.#tokens[this.#index + count] ?? this.#tokens.at(-1)
    if (!token) throw new QueryError('SYNTAX_ERROR', 'the statement is empty')
    return token
  }

  take(): Token {
    const token = this.token
    if (token.kind !== 'end') this.#index += 1
    return token
  }

  takeParameter(): number {
    this.take()
    this.#parameters += 1
    return this.#parameters
  }

  /** Whether the next tokens are these words or operators, one after the other. */
  at(...words: string[]): boolean {
    return words.every((word, index) => matches(this.ahead(index), word))
  }

  accept(...words: string[]): boolean {
    if (!this.at(...words)) return false
    for (const _ of words) this.take()
    return true
  }

  expect(...words: string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.mismatch(`'${word}'`)
  }

  /** A name: quoted, or a word that is not reserved. */
  atName(count = 0): boolean {
    const { kind, value } = this.ahead(count)
    return kind === 'quoted identifier' || (kind === 'identifier' && !RESERVED_WORDS.has(value))
  }

  name(): Name {
    if (!this.atName()) throw this.mismatch('<identifier>')
    const token = this.take()
    return { text: token.value.toLowerCase(), at: position(token) }
  }

  /** One or more, with commas between them. */
  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.accept(',')) items.push(item())
    return items
  }

  parenthesized<T>(content: () => T): T {
    this.expect('(')
    const value = content()
    this.expect(')')
    return value
  }

  /** Runs one level of a recursive rule. */
  nested<T>(rule: () => T): T {
    this.#depth += 1
    if (this.#depth > MAX_DEPTH)
      throw new QueryError(
        'NOT_SUPPORTED',
        `the statement nests deeper than ${MAX_DEPTH} levels`,
        position(this.token),
      )
    const value = rule()
    this.#depth -= 1
    return value
  }

  mismatch(...expected: string[]): QueryError {
    const { text } = this.token
    return new QueryError(
      'SYNTAX_ERROR',
      `mismatched input '${text}'. Expecting: ${expected.join(', ')}`,
      position(this.token),
    )
  }
}

export function position({ line, column }: Position): Position {
  return { line, column }
}

function matches(token: Token, word: string): boolean {
  return (token.kind === 'identifier' || token.kind === 'operator') && token.value === word
}
