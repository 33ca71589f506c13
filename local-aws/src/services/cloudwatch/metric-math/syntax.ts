import { ExpressionError } from './expression-error.ts'

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '^'
  | '=='
  | '!='
  | '<='
  | '>='
  | '<'
  | '>'
  | 'AND'
  | 'OR'

/** A metric math expression as a tree. */
export type Expression =
  | { kind: 'number'; value: number }
  | { kind: 'text'; value: string }
  | { kind: 'reference'; id: string }
  /** `REPEAT`, `AVG`, `DESC`: a word that is an argument. */
  | { kind: 'word'; word: string }
  | { kind: 'list'; items: readonly Expression[] }
  | { kind: 'negation'; operand: Expression }
  | { kind: 'operation'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'call'; name: string; operands: readonly Expression[] }

/** "Expression … Length Constraints: … Maximum length of 2048" (MetricDataQuery) */
const MAX_CHARACTERS = 2048
/** CloudWatch documents no limit; this one keeps the parser's stack small. */
const MAX_NESTING = 100

const TOKEN =
  /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+)|([A-Za-z]\w*)|("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(==|!=|<=|>=|&&|\|\||[-+*/^(),[\]<>]))/iy

/** From the loosest to the tightest; operators of a level are evaluated from the left. */
const LEVELS: readonly Readonly<Record<string, BinaryOperator>>[] = [
  { OR: 'OR', '||': 'OR' },
  { AND: 'AND', '&&': 'AND' },
  { '==': '==', '!=': '!=', '<=': '<=', '>=': '>=', '<': '<', '>': '>' },
  { '+': '+', '-': '-' },
  { '*': '*', '/': '/' },
]

/**
 * Reads an expression of CloudWatch's metric math (*Metric math syntax and functions*).
 *
 * @throws ExpressionError where it does not follow the syntax
 */
export function parse(text: string): Expression {
  if (text.length > MAX_CHARACTERS) {
    throw new ExpressionError(`An expression has at most ${MAX_CHARACTERS} characters, not ${text.length}.`)
  }
  if (/^\s*SELECT\b/i.test(text)) {
    throw new ExpressionError('The local AWS does not simulate SELECT: Metrics Insights queries.')
  }
  return new Parser(tokensOf(text)).parse()
}

/** The expression and all that it is made of. A stack of its own keeps long expressions off the program's. */
export function* parts(expression: Expression): Iterable<Expression> {
  const rest = [expression]
  for (let part = rest.pop(); part; part = rest.pop()) {
    yield part
    rest.push(...children(part))
  }
}

function children(expression: Expression): readonly Expression[] {
  if (expression.kind === 'list') return expression.items
  if (expression.kind === 'negation') return [expression.operand]
  if (expression.kind === 'call') return expression.operands
  return expression.kind === 'operation' ? [expression.left, expression.right] : []
}

function tokensOf(text: string): string[] {
  const tokens: string[] = []
  const end = text.trimEnd().length
  for (let position = 0; position < end; position = TOKEN.lastIndex) {
    TOKEN.lastIndex = position
    const match = TOKEN.exec(text)
    if (!match) throw new ExpressionError(`It is invalid at ${JSON.stringify(text.slice(position).trim())}.`)
    tokens.push(match[0].trim())
  }
  return tokens
}

class Parser {
  readonly #tokens: readonly string[]
  #position = 0
  #nesting = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  parse(): Expression {
    const expression = this.#level(0)
    if (this.#position < this.#tokens.length) this.#fail()
    return expression
  }

  #level(index: number): Expression {
    const operators = LEVELS[index]
    if (!operators) return this.#power()
    let left = this.#level(index + 1)
    for (let operator = this.#operator(operators); operator; operator = this.#operator(operators)) {
      left = { kind: 'operation', operator, left, right: this.#level(index + 1) }
    }
    return left
  }

  #power(): Expression {
    const left = this.#operand()
    if (!this.#take('^')) return left
    return { kind: 'operation', operator: '^', left, right: this.#nested(() => this.#power()) }
  }

  #operand(): Expression {
    if (this.#take('-')) {
      return { kind: 'negation', operand: this.#nested(() => this.#operand()) }
    }
    if (this.#take('(')) {
      const inner = this.#nested(() => this.#level(0))
      if (!this.#take(')')) this.#fail()
      return inner
    }
    if (this.#take('[')) return { kind: 'list', items: this.#operands(']') }

    const token = this.#next()
    if (/^["']/.test(token)) return { kind: 'text', value: token.slice(1, -1) }
    if (/^[.\d]/.test(token)) return { kind: 'number', value: Number(token) }
    if (/^[a-z]/.test(token)) return { kind: 'reference', id: token }
    if (!/^[A-Z]/.test(token)) this.#fail(token)
    if (this.#take('(')) return { kind: 'call', name: token, operands: this.#operands(')') }
    return { kind: 'word', word: token }
  }

  /** Up to and with the closing bracket. */
  #operands(close: string): Expression[] {
    if (this.#take(close)) return []
    const operands = [this.#nested(() => this.#level(0))]
    while (this.#take(',')) operands.push(this.#nested(() => this.#level(0)))
    if (!this.#take(close)) this.#fail()
    return operands
  }

  #operator(operators: Readonly<Record<string, BinaryOperator>>): BinaryOperator | undefined {
    const token = this.#tokens[this.#position] ?? ''
    if (!Object.hasOwn(operators, token)) return undefined
    this.#position++
    return operators[token]
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#position] !== token) return false
    this.#position++
    return true
  }

  #next(): string {
    const token = this.#tokens[this.#position] ?? this.#fail()
    this.#position++
    return token
  }

  #nested<T>(read: () => T): T {
    this.#nesting++
    if (this.#nesting > MAX_NESTING) {
      throw new ExpressionError(`The local AWS evaluates up to ${MAX_NESTING} levels of nesting.`)
    }
    const result = read()
    this.#nesting--
    return result
  }

  #fail(token = this.#tokens[this.#position]): never {
    throw new ExpressionError(`It is invalid at ${token === undefined ? 'an end' : JSON.stringify(token)}.`)
  }
}
