import { Regex } from '../regex/regex.ts'
import { RegexError } from '../regex/syntax.ts'
import type { Lexer } from './lexer.ts'
import { malformedQuery, type Span } from './malformed-query.ts'
import type { ArithmeticOperator, ComparisonOperator, Expression } from './syntax-tree.ts'
import type { Token } from './token.ts'

const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='] satisfies ComparisonOperator[]
const SUMS: readonly string[] = ['+', '-'] satisfies ArithmeticOperator[]
const PRODUCTS: readonly string[] = ['*', '/', '%'] satisfies ArithmeticOperator[]

/** Far more than anyone writes; more would end in a stack overflow. */
const MAX_NESTING = 100
const MAX_OPERATORS = 500

/** Parses the expressions of a query, `or` first, then `and`, `not`, comparisons, sums, products, powers. */
export class ExpressionParser {
  readonly lexer: Lexer
  #nesting = 0
  #operators = 0

  constructor(lexer: Lexer) {
    this.lexer = lexer
  }

  expression(): Expression {
    return this.#nested(() => this.#any())
  }

  /** A field, or an element of one: no expression, whose division would begin as a regular expression does. */
  field(): Expression {
    return this.#field(this.name())
  }

  name(): Token & { kind: 'name' } {
    const token = this.lexer.next()
    if (token.kind !== 'name') throw this.unexpected(token)
    return token
  }

  string(): (Token & { kind: 'string' }) | undefined {
    const token = this.lexer.peek()
    if (token.kind !== 'string') return undefined
    this.lexer.next()
    return token
  }

  regex(): Regex | undefined {
    const found = this.lexer.regex()
    if (!found) return undefined
    try {
      return new Regex(found.source)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      throw malformedQuery(
        `invalid regular expression /${found.source}/: ${error.message} ${this.lexer.place(found.start)}; regular ` +
          'expressions have neither look-around nor back-references nor possessive quantifiers',
        found,
      )
    }
  }

  /** Takes the symbol or the keyword, if it is next. */
  take(text: string): boolean {
    if (!this.sees(text)) return false
    this.lexer.next()
    return true
  }

  sees(text: string): boolean {
    const token = this.lexer.peek()
    if (token.kind === 'symbol') return token.symbol === text
    return token.kind === 'name' && !token.quoted && token.name.toLowerCase() === text
  }

  require(text: string): void {
    const token = this.lexer.peek()
    if (!this.take(text)) throw this.unexpected(token, text)
  }

  list<T>(item: () => T): T[] {
    const items = [item()]
    while (this.take(',')) items.push(item())
    return items
  }

  unexpected(token: Token, expected?: string) {
    const symbol = token.kind === 'end' ? '<EOF>' : this.lexer.query.slice(token.start, token.end)
    const expecting = expected === undefined ? '' : ` expecting '${expected}'`
    return malformedQuery(
      `unexpected symbol found ${symbol} ${this.lexer.place(token.start)}${expecting}`,
      token,
    )
  }

  #nested<T>(parse: () => T): T {
    const token = this.lexer.peek()
    if (++this.#nesting > MAX_NESTING) {
      throw malformedQuery(
        `more than ${MAX_NESTING} nested expressions ${this.lexer.place(token.start)}`,
        token,
      )
    }
    const parsed = parse()
    this.#nesting--
    return parsed
  }

  #any(): Expression {
    return this.#joined('or', () => this.#all())
  }

  #all(): Expression {
    return this.#joined('and', () => this.#negation())
  }

  #joined(kind: 'and' | 'or', operand: () => Expression): Expression {
    const first = operand()
    const operands = [first]
    while (this.take(kind)) operands.push(operand())
    return operands.length === 1 ? first : this.#node(first, { kind, operands })
  }

  #negation(): Expression {
    const { start } = this.lexer.peek()
    if (!this.take('not')) return this.#condition()
    const operand = this.#nested(() => this.#negation())
    return this.#node({ start }, { kind: 'not', operand })
  }

  #condition(): Expression {
    const left = this.#sum()
    const operator = this.#symbolOf(COMPARISONS)
    if (operator !== undefined) {
      const right = this.#sum()
      return this.#node(left, { kind: 'comparison', operator: operator as ComparisonOperator, left, right })
    }
    const negated = this.take('not')
    const found = this.#membership(left) ?? this.#likeness(left)
    if (!found && negated) throw this.unexpected(this.lexer.peek(), 'like')
    if (!found) return left
    return negated ? this.#node(left, { kind: 'not', operand: found }) : found
  }

  #membership(operand: Expression): Expression | undefined {
    if (!this.take('in')) return undefined
    this.require('[')
    const list = this.list(() => this.#literal())
    this.require(']')
    return this.#node(operand, { kind: 'in', operand, list })
  }

  #literal(): string | number {
    const negative = this.take('-')
    const token = this.lexer.next()
    if (token.kind === 'number') return negative ? -token.value : token.value
    if (token.kind === 'string' && !negative) return token.value
    throw this.unexpected(token)
  }

  #likeness(operand: Expression): Expression | undefined {
    if (!this.take('like') && !this.take('=~')) return undefined
    const pattern = this.string()?.value ?? this.regex()
    if (pattern === undefined) throw this.unexpected(this.lexer.peek())
    return this.#node(operand, { kind: 'like', operand, pattern })
  }

  #sum(): Expression {
    return this.#arithmetic(SUMS, () => this.#product())
  }

  #product(): Expression {
    return this.#arithmetic(PRODUCTS, () => this.#signed())
  }

  #arithmetic(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand()
    for (
      let operator = this.#symbolOf(operators);
      operator !== undefined;
      operator = this.#symbolOf(operators)
    ) {
      left = this.#operation(operator as ArithmeticOperator, left, operand())
    }
    return left
  }

  #signed(): Expression {
    const { start } = this.lexer.peek()
    if (!this.take('-')) return this.#power()
    const right = this.#nested(() => this.#signed())
    const zero = this.#node({ start }, { kind: 'literal', value: 0 })
    return this.#node({ start }, { kind: 'arithmetic', operator: '-', left: zero, right })
  }

  #power(): Expression {
    const left = this.#primary()
    if (!this.take('^')) return left
    return this.#operation(
      '^',
      left,
      this.#nested(() => this.#signed()),
    )
  }

  #operation(operator: ArithmeticOperator, left: Expression, right: Expression): Expression {
    if (++this.#operators > MAX_OPERATORS) {
      throw malformedQuery(`more than ${MAX_OPERATORS} operators ${this.lexer.place(right.start)}`, right)
    }
    return this.#node(left, { kind: 'arithmetic', operator, left, right })
  }

  #primary(): Expression {
    const token = this.lexer.next()
    switch (token.kind) {
      case 'number':
      case 'string':
        return this.#node(token, { kind: 'literal', value: token.value })
      case 'period':
        return this.#node(token, { kind: 'period', count: token.count, unit: token.unit })
      case 'name':
        return this.#named(token)
      case 'symbol':
        if (token.symbol === '(') return this.#parenthesized()
        throw this.unexpected(token)
      default:
        throw this.unexpected(token)
    }
  }

  #parenthesized(): Expression {
    const inner = this.expression()
    this.require(')')
    return inner
  }

  #named(token: Token & { kind: 'name' }): Expression {
    if (RESERVED.includes(token.name.toLowerCase()) && !token.quoted) throw this.unexpected(token)
    if (!token.quoted && this.take('(')) return this.#call(token)
    return this.#field(token)
  }

  #field(token: Token & { kind: 'name' }): Expression {
    let expression = this.#node(token, { kind: 'field', path: token.path, name: token.name })
    while (this.take('[')) {
      const index = this.lexer.next()
      if (index.kind !== 'number' || !Number.isInteger(index.value)) throw this.unexpected(index)
      this.require(']')
      expression = this.#node(token, { kind: 'element', of: expression, index: index.value })
    }
    return expression
  }

  #call({ name, start }: Token & { kind: 'name' }): Expression {
    const given = this.sees(')') ? [] : this.list(() => this.#argument())
    this.require(')')
    return this.#node({ start }, { kind: 'call', name: name.toLowerCase(), arguments: given })
  }

  #argument(): Expression {
    const { start } = this.lexer.peek()
    if (this.take('*')) return this.#node({ start }, { kind: 'everything' })
    return this.expression()
  }

  #symbolOf(symbols: readonly string[]): string | undefined {
    const token = this.lexer.peek()
    if (token.kind !== 'symbol' || !symbols.includes(token.symbol)) return undefined
    this.lexer.next()
    return token.symbol
  }

  /** Gives a node its place: from `start` to the end of what has been read. */
  #node({ start }: Pick<Span, 'start'>, node: Unplaced): Expression {
    const end = this.lexer.position
    return { ...node, start, end, text: this.lexer.query.slice(start, end) }
  }
}

const RESERVED: readonly string[] = ['and', 'or', 'not', 'in', 'like', 'as', 'by', 'asc', 'desc']

type Unplaced = Expression extends infer E
  ? E extends Expression
    ? Omit<E, 'start' | 'end' | 'text'>
    : never
  : never
