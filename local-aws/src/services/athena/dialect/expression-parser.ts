import { notSimulated, type Position, QueryError } from './query-error.ts'
import { position, type TokenCursor } from './token-cursor.ts'
import type { Call, Expression, Frame, FrameBound, Query, SortItem, WindowSpecification } from './tree.ts'
import { typeName } from './type-parser.ts'

/** Longest chain of operators without parentheses: each is a level of the tree that DuckDB binds. */
const MAX_CHAIN = 500
const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>='])
const CURRENT = new Set([
  'CURRENT_CATALOG',
  'CURRENT_DATE',
  'CURRENT_PATH',
  'CURRENT_ROLE',
  'CURRENT_SCHEMA',
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'CURRENT_USER',
  'LOCALTIME',
  'LOCALTIMESTAMP',
])
const INTERVAL_FIELDS = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']
/** Functions with a syntax of their own that is not simulated. */
const OF_SQL_STANDARD = new Set(['JSON_ARRAY', 'JSON_OBJECT', 'JSON_TABLE', 'NORMALIZE'])

/** Reads expressions by recursive descent, with the precedence of Trino's grammar. */
export class ExpressionParser {
  readonly #cursor: TokenCursor
  readonly #query: () => Query

  /** @param query reads a subquery */
  constructor(cursor: TokenCursor, query: () => Query) {
    this.#cursor = cursor
    this.#query = query
  }

  expression(): Expression {
    return this.#cursor.nested(() => this.#logical('OR', () => this.#logical('AND', () => this.#not())))
  }

  sortItems(): SortItem[] {
    return this.#cursor.list(() => this.#sortItem())
  }

  window(): WindowSpecification {
    return this.#cursor.parenthesized(() => this.#windowContent())
  }

  get #at(): Position {
    return position(this.#cursor.token)
  }

  #logical(operator: 'AND' | 'OR', operand: () => Expression): Expression {
    const at = this.#at
    const operands = [operand()]
    while (this.#cursor.accept(operator)) operands.push(operand())
    const [only] = operands
    return operands.length === 1 && only ? only : { kind: 'logical', operator, operands, at }
  }

  #not(): Expression {
    const at = this.#at
    if (!this.#cursor.accept('NOT')) return this.#predicate()
    return this.#cursor.nested(() => ({ kind: 'not', operand: this.#not(), at }))
  }

  #predicate(): Expression {
    const at = this.#at
    const value = this.#concatenation()
    const operator = this.#cursor.token
    if (operator.kind === 'operator' && COMPARISONS.has(operator.value)) return this.#comparison(value, at)
    if (this.#cursor.accept('IS')) return this.#is(value, at)
    const negated = this.#cursor.accept('NOT')
    if (this.#cursor.accept('BETWEEN')) return this.#between(value, negated, at)
    if (this.#cursor.accept('IN')) return this.#in(value, negated, at)
    if (this.#cursor.accept('LIKE')) return this.#like(value, negated, at)
    if (negated) throw this.#cursor.mismatch("'BETWEEN'", "'IN'", "'LIKE'")
    return value
  }

  #comparison(left: Expression, at: Position): Expression {
    const written = this.#cursor.take().value
    const operator = written === '!=' ? '<>' : written
    const quantifier = this.#quantifier()
    if (quantifier) {
      const query = this.#cursor.parenthesized(this.#query)
      return { kind: 'quantified', operator, quantifier, left, query, at }
    }
    return { kind: 'binary operator', operator, left, right: this.#concatenation(), at }
  }

  #quantifier(): 'all' | 'any' | undefined {
    if (this.#cursor.ahead(1).value !== '(') return undefined
    if (this.#cursor.accept('ALL')) return 'all'
    return this.#cursor.accept('ANY') || this.#cursor.accept('SOME') ? 'any' : undefined
  }

  #is(value: Expression, at: Position): Expression {
    const negated = this.#cursor.accept('NOT')
    if (this.#cursor.accept('NULL')) return { kind: 'is null', negated, value, at }
    if (!this.#cursor.accept('DISTINCT', 'FROM')) throw this.#cursor.mismatch("'DISTINCT'", "'NULL'")
    return { kind: 'is distinct', negated, left: value, right: this.#concatenation(), at }
  }

  #between(value: Expression, negated: boolean, at: Position): Expression {
    const low = this.#concatenation()
    this.#cursor.expect('AND')
    return { kind: 'between', negated, value, low, high: this.#concatenation(), at }
  }

  #in(value: Expression, negated: boolean, at: Position): Expression {
    return this.#cursor.parenthesized((): Expression => {
      if (this.#atQuery()) return { kind: 'in query', negated, value, query: this.#query(), at }
      return { kind: 'in list', negated, value, list: this.#expressions(), at }
    })
  }

  #like(value: Expression, negated: boolean, at: Position): Expression {
    const pattern = this.#concatenation()
    const mark = this.#cursor.accept('ESCAPE') ? this.#concatenation() : undefined
    return { kind: 'like', negated, value, pattern, ...(mark && { escape: mark }), at }
  }

  #concatenation(): Expression {
    return this.#chain(['||'], () =>
      this.#chain(['+', '-'], () => this.#chain(['*', '/', '%'], () => this.#unary())),
    )
  }

  #chain(operators: readonly string[], operand: () => Expression): Expression {
    const at = this.#at
    let left = operand()
    for (let length = 0; operators.some(each => this.#cursor.at(each)); length += 1) {
      if (length === MAX_CHAIN)
        throw new QueryError('NOT_SUPPORTED', `more than ${MAX_CHAIN} operators in a chain`, this.#at)
      const operator = this.#cursor.take().value
      left = { kind: 'binary operator', operator, left, right: operand(), at }
    }
    return left
  }

  #unary(): Expression {
    const at = this.#at
    const kind = this.#cursor.at('-') ? 'minus' : this.#cursor.at('+') ? 'plus' : undefined
    if (!kind) return this.#zoned()
    this.#cursor.take()
    return this.#cursor.nested(() => ({ kind, operand: this.#unary(), at }))
  }

  #zoned(): Expression {
    const at = this.#at
    let value = this.#postfix()
    for (let length = 0; this.#cursor.accept('AT', 'TIME', 'ZONE'); length += 1) {
      if (length === MAX_CHAIN) throw new QueryError('NOT_SUPPORTED', 'too many AT TIME ZONE in a chain', at)
      value = { kind: 'at time zone', value, zone: this.#postfix(), at }
    }
    return value
  }

  #postfix(): Expression {
    const at = this.#at
    let base = this.#primary()
    for (let length = 0; ; length += 1) {
      if (length === MAX_CHAIN) throw new QueryError('NOT_SUPPORTED', 'too many fields or subscripts', at)
      if (this.#cursor.accept('.')) base = { kind: 'field', base, name: this.#cursor.name().text, at }
      else if (this.#cursor.accept('[')) {
        const index = this.expression()
        this.#cursor.expect(']')
        base = { kind: 'subscript', base, index, at }
      } else return base
    }
  }

  #primary(): Expression {
    const token = this.#cursor.token
    const at = position(token)
    switch (token.kind) {
      case 'string':
        return { kind: 'string', text: this.#cursor.take().value, at }
      case 'unicode string':
        return { kind: 'string', text: this.#unicode(), at }
      case 'binary':
        return { kind: 'binary', text: this.#cursor.take().value, at }
      case 'integer':
      case 'decimal':
      case 'double':
        return { kind: token.kind, text: this.#cursor.take().text, at }
      case 'parameter':
        return { kind: 'parameter', index: this.#cursor.takeParameter(), at }
      case 'quoted identifier':
        return this.#named(at)
      case 'identifier':
        return this.#word(token.value, at)
      default:
        if (token.value === '(') return this.#parenthesis(at)
        throw this.#cursor.mismatch('<expression>')
    }
  }

  #unicode(): string {
    const token = this.#cursor.take()
    let mark = '\\'
    if (this.#cursor.accept('UESCAPE')) mark = this.#string()
    return decodeUnicode(token.value, mark, position(token))
  }

  #string(): string {
    if (this.#cursor.token.kind !== 'string') throw this.#cursor.mismatch('<string>')
    return this.#cursor.take().value
  }

  #word(word: string, at: Position): Expression {
    switch (word) {
      case 'NULL':
        this.#cursor.take()
        return { kind: 'null', at }
      case 'TRUE':
      case 'FALSE':
        this.#cursor.take()
        return { kind: 'boolean', value: word === 'TRUE', at }
      case 'CASE':
        return this.#case(at)
      case 'CAST':
        return this.#cast(false, at)
      case 'EXTRACT':
        return this.#extract(at)
      case 'EXISTS':
        this.#cursor.take()
        return { kind: 'exists', query: this.#cursor.parenthesized(this.#query), at }
      case 'TRIM':
        return this.#trim(at)
      case 'JSON_EXISTS':
      case 'JSON_QUERY':
      case 'JSON_VALUE':
        return this.#jsonPathFunction(word.toLowerCase(), at)
      case 'LISTAGG':
      case 'GROUPING':
        return this.#call(word.toLowerCase(), at)
    }
    if (CURRENT.has(word)) return this.#current(word, at)
    if (OF_SQL_STANDARD.has(word)) throw notSimulated(`the function ${word.toLowerCase()}`, at)
    return this.#openWord(word, at)
  }

  /** Words that mean something only before what follows them here. */
  #openWord(word: string, at: Position): Expression {
    const next = this.#cursor.ahead(1)
    if (word === 'ARRAY' && next.value === '[' && next.kind === 'operator') return this.#array(at)
    if (word === 'INTERVAL' && (next.kind === 'string' || next.value === '-' || next.value === '+'))
      return this.#interval(at)
    if (next.value === '(' && next.kind === 'operator') return this.#special(word, at)
    if (this.#cursor.atName() && this.#atTypedLiteral()) return this.#typedLiteral(at)
    return this.#named(at)
  }

  #atTypedLiteral(): boolean {
    return this.#cursor.ahead(1).kind === 'string' || this.#cursor.at('DOUBLE', 'PRECISION')
  }

  #special(word: string, at: Position): Expression {
    if (word === 'TRY_CAST') return this.#cast(true, at)
    if (word === 'POSITION') return this.#position(at)
    if (word === 'SUBSTRING') return this.#substring(at)
    if (word === 'ROW') return this.#row(at)
    const parameters = this.#typedLiteralWithParameters()
    return parameters ? this.#typedLiteral(at) : this.#named(at)
  }

  /** `TIMESTAMP(3) '…'` is a literal, while `f(3)` is a call. */
  #typedLiteralWithParameters(): boolean {
    const cursor = this.#cursor
    if (cursor.ahead(2).kind !== 'integer') return false
    if (cursor.ahead(3).value === ')') return cursor.ahead(4).kind === 'string'
    return cursor.ahead(3).value === ',' && cursor.ahead(5).value === ')' && cursor.ahead(6).kind === 'string'
  }

  #typedLiteral(at: Position): Expression {
    const type = typeName(this.#cursor)
    return { kind: 'typed literal', type, text: this.#string(), at }
  }

  #current(word: string, at: Position): Expression {
    this.#cursor.take()
    if (this.#cursor.accept('(')) {
      if (this.#cursor.token.kind !== 'integer') throw this.#cursor.mismatch('<integer>')
      this.#cursor.take()
      this.#cursor.expect(')')
    }
    return { kind: 'current', what: word.toLowerCase(), at }
  }

  #case(at: Position): Expression {
    this.#cursor.expect('CASE')
    const operand = this.#cursor.at('WHEN') ? undefined : this.expression()
    const branches: { when: Expression; result: Expression }[] = []
    do {
      this.#cursor.expect('WHEN')
      const when = this.expression()
      this.#cursor.expect('THEN')
      branches.push({ when, result: this.expression() })
    } while (this.#cursor.at('WHEN'))
    const otherwise = this.#cursor.accept('ELSE') ? this.expression() : undefined
    this.#cursor.expect('END')
    return { kind: 'case', branches, ...(operand && { operand }), ...(otherwise && { otherwise }), at }
  }

  #cast(safe: boolean, at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized((): Expression => {
      const value = this.expression()
      this.#cursor.expect('AS')
      return { kind: 'cast', safe, value, type: typeName(this.#cursor), at }
    })
  }

  #extract(at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized((): Expression => {
      const field = this.#cursor.name().text
      this.#cursor.expect('FROM')
      return { kind: 'extract', field, value: this.#concatenation(), at }
    })
  }

  #trim(at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized(() => {
      const side = ['LEADING', 'TRAILING', 'BOTH'].find(each => this.#cursor.accept(each))
      const name = side === 'LEADING' ? 'ltrim' : side === 'TRAILING' ? 'rtrim' : 'trim'
      if (this.#cursor.accept('FROM')) return call(name, [this.expression()], at)
      const first = this.expression()
      if (this.#cursor.accept('FROM')) return call(name, [this.expression(), first], at)
      if (this.#cursor.accept(',')) return call(name, [first, this.expression()], at)
      if (side) throw this.#cursor.mismatch("'FROM'")
      return call(name, [first], at)
    })
  }

  /** `JSON_VALUE(json, 'lax $.path' RETURNING type)` and its like. */
  #jsonPathFunction(name: string, at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized((): Expression => {
      const json = this.expression()
      this.#cursor.expect(',')
      const path = { kind: 'string', text: laxPath(this.#string(), at), at } as const
      const value = call(name, [json, path], at)
      const type =
        name === 'json_value' && this.#cursor.accept('RETURNING') ? typeName(this.#cursor) : undefined
      if (!this.#cursor.at(')')) throw notSimulated(`${name} with ${this.#cursor.token.text}`, this.#at)
      return type ? { kind: 'cast', safe: false, value, type, at } : value
    })
  }

  #position(at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized(() => {
      const part = this.#concatenation()
      this.#cursor.expect('IN')
      return call('strpos', [this.#concatenation(), part], at)
    })
  }

  #substring(at: Position): Expression {
    this.#cursor.take()
    return this.#cursor.parenthesized(() => {
      const args = [this.expression()]
      if (this.#cursor.accept('FROM')) {
        args.push(this.expression())
        if (this.#cursor.accept('FOR')) args.push(this.expression())
      } else while (this.#cursor.accept(',')) args.push(this.expression())
      return call('substring', args, at)
    })
  }

  #row(at: Position): Expression {
    this.#cursor.take()
    return { kind: 'row', items: this.#cursor.parenthesized(() => this.#expressions()), at }
  }

  #array(at: Position): Expression {
    this.#cursor.take()
    this.#cursor.expect('[')
    const items = this.#cursor.at(']') ? [] : this.#expressions()
    this.#cursor.expect(']')
    return { kind: 'array', items, at }
  }

  #interval(at: Position): Expression {
    this.#cursor.take()
    const sign = this.#cursor.accept('-') ? '-' : ''
    if (!sign) this.#cursor.accept('+')
    const text = this.#string()
    const from = this.#intervalField()
    const to = this.#cursor.accept('TO') ? this.#intervalField() : undefined
    return { kind: 'interval', sign, text, from, ...(to ? { to } : {}), at }
  }

  #intervalField(): string {
    const field = INTERVAL_FIELDS.find(each => this.#cursor.accept(each))
    if (!field) throw this.#cursor.mismatch(...INTERVAL_FIELDS.map(each => `'${each}'`))
    return field.toLowerCase()
  }

  #parenthesis(at: Position): Expression {
    if (this.#atLambda()) return this.#lambda(at)
    return this.#cursor.parenthesized((): Expression => {
      if (this.#atQuery()) return { kind: 'scalar query', query: this.#query(), at }
      const items = this.#expressions()
      const [only] = items
      return items.length === 1 && only ? only : { kind: 'row', items, at }
    })
  }

  #atLambda(): boolean {
    const cursor = this.#cursor
    if (cursor.at('(', ')', '->')) return true
    let count = 1
    while (cursor.atName(count)) {
      const after = cursor.ahead(count + 1)
      if (after.kind !== 'operator') return false
      if (after.value === ')') return cursor.ahead(count + 2).value === '->'
      if (after.value !== ',') return false
      count += 2
    }
    return false
  }

  #lambda(at: Position): Expression {
    const parameters = this.#cursor.parenthesized(() =>
      this.#cursor.at(')') ? [] : this.#cursor.list(() => this.#cursor.name().text),
    )
    this.#cursor.expect('->')
    return { kind: 'lambda', parameters, body: this.expression(), at }
  }

  /** Whether a subquery starts here, behind any number of opening parentheses. */
  #atQuery(): boolean {
    let count = 0
    while (this.#cursor.ahead(count).value === '(' && count < 20) count += 1
    const token = this.#cursor.ahead(count)
    if (token.kind !== 'identifier') return false
    if (count > 0) return token.value === 'SELECT' || token.value === 'WITH' || token.value === 'VALUES'
    return ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(token.value)
  }

  #named(at: Position): Expression {
    if (!this.#cursor.atName()) throw this.#cursor.mismatch('<expression>')
    if (this.#cursor.ahead(1).value === '->' && this.#cursor.ahead(1).kind === 'operator') {
      const parameters = [this.#cursor.name().text]
      this.#cursor.expect('->')
      return { kind: 'lambda', parameters, body: this.expression(), at }
    }
    const next = this.#cursor.ahead(1)
    if (next.kind === 'operator' && next.value === '(')
      return this.#call(this.#cursor.token.value.toLowerCase(), at)
    const quoted = this.#cursor.token.kind === 'quoted identifier'
    return { kind: 'name', name: this.#cursor.name().text, quoted, at }
  }

  #expressions(): Expression[] {
    return this.#cursor.list(() => this.expression())
  }

  #call(name: string, at: Position): Expression {
    this.#cursor.take()
    const content = this.#cursor.parenthesized(() => this.#arguments())
    const within = this.#within()
    const filter = this.#filter()
    const nulls = this.#nullTreatment()
    const over = this.#cursor.accept('OVER') ? this.#over() : undefined
    const [value, zone, ...more] = content.args
    if (name === 'at_timezone' && value && zone && more.length === 0)
      return { kind: 'at time zone', value, zone, at }
    return {
      kind: 'call',
      name,
      ...content,
      ...(within && { orderBy: within }),
      ...(filter && { filter }),
      ...(nulls && { nulls }),
      ...(over && { over }),
      at,
    }
  }

  #arguments(): Pick<Call, 'distinct' | 'star' | 'args' | 'orderBy'> {
    if (this.#cursor.accept('*')) return { distinct: false, star: true, args: [], orderBy: [] }
    const distinct = this.#cursor.accept('DISTINCT')
    if (!distinct) this.#cursor.accept('ALL')
    const empty = this.#cursor.at(')') || this.#cursor.at('ORDER', 'BY')
    const args = empty ? [] : this.#expressions()
    this.#overflow()
    const orderBy = this.#cursor.accept('ORDER', 'BY') ? this.sortItems() : []
    return { distinct, star: false, args, orderBy }
  }

  #within(): SortItem[] | undefined {
    if (!this.#cursor.accept('WITHIN', 'GROUP')) return undefined
    return this.#cursor.parenthesized(() => {
      this.#cursor.expect('ORDER', 'BY')
      return this.sortItems()
    })
  }

  #overflow(): void {
    if (!this.#cursor.at('ON', 'OVERFLOW')) return
    if (!this.#cursor.accept('ON', 'OVERFLOW', 'ERROR')) throw notSimulated('ON OVERFLOW TRUNCATE', this.#at)
  }

  #filter(): Expression | undefined {
    if (!this.#cursor.at('FILTER', '(')) return undefined
    this.#cursor.expect('FILTER', '(', 'WHERE')
    const filter = this.expression()
    this.#cursor.expect(')')
    return filter
  }

  #nullTreatment(): 'ignore' | 'respect' | undefined {
    if (this.#cursor.accept('IGNORE', 'NULLS')) return 'ignore'
    return this.#cursor.accept('RESPECT', 'NULLS') ? 'respect' : undefined
  }

  #over(): string | WindowSpecification {
    return this.#cursor.at('(') ? this.window() : this.#cursor.name().text
  }

  #windowContent(): WindowSpecification {
    const named = this.#cursor.atName() && !this.#atWindowClause()
    const base = named ? this.#cursor.name().text : undefined
    const partitionBy = this.#cursor.accept('PARTITION', 'BY') ? this.#expressions() : []
    const orderBy = this.#cursor.accept('ORDER', 'BY') ? this.sortItems() : []
    const frame = this.#frame()
    return { partitionBy, orderBy, ...(base && { base }), ...(frame && { frame }) }
  }

  #atWindowClause(): boolean {
    return ['PARTITION', 'ROWS', 'RANGE', 'GROUPS'].some(each => this.#cursor.at(each))
  }

  #frame(): Frame | undefined {
    const unit = (['rows', 'range', 'groups'] as const).find(each => this.#cursor.accept(each.toUpperCase()))
    if (!unit) return undefined
    if (!this.#cursor.accept('BETWEEN')) return { unit, start: this.#bound() }
    const start = this.#bound()
    this.#cursor.expect('AND')
    return { unit, start, end: this.#bound() }
  }

  #bound(): FrameBound {
    if (this.#cursor.accept('UNBOUNDED', 'PRECEDING')) return { kind: 'unbounded preceding' }
    if (this.#cursor.accept('UNBOUNDED', 'FOLLOWING')) return { kind: 'unbounded following' }
    if (this.#cursor.accept('CURRENT', 'ROW')) return { kind: 'current row' }
    const value = this.expression()
    if (this.#cursor.accept('PRECEDING')) return { kind: 'preceding', value }
    this.#cursor.expect('FOLLOWING')
    return { kind: 'following', value }
  }

  #sortItem(): SortItem {
    const value = this.expression()
    const descending = this.#cursor.accept('DESC')
    if (!descending) this.#cursor.accept('ASC')
    if (this.#cursor.accept('NULLS', 'FIRST')) return { value, descending, nulls: 'first' }
    if (this.#cursor.at('NULLS')) this.#cursor.expect('NULLS', 'LAST')
    return { value, descending, nulls: 'last' }
  }
}

function call(name: string, args: readonly Expression[], at: Position): Expression {
  return { kind: 'call', name, args, distinct: false, star: false, orderBy: [], at }
}

function laxPath(path: string, at: Position): string {
  const [, mode, rest] = /^\s*(lax|strict)\s(.*)$/s.exec(path) ?? []
  if (mode === 'strict') throw notSimulated('a JSON path in strict mode', at)
  if (rest === undefined)
    throw new QueryError('INVALID_FUNCTION_ARGUMENT', `Invalid JSON path: '${path}'`, at)
  return rest.trim()
}

function decodeUnicode(text: string, mark: string, at: Position): string {
  const quoted = mark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const codes = new RegExp(`${quoted}(?:${quoted}|([0-9A-Fa-f]{4})|\\+([0-9A-Fa-f]{6}))?`, 'g')
  return text.replace(codes, (match, four?: string, six?: string) => {
    if (match === mark + mark) return mark
    const code = Number.parseInt(four ?? six ?? 'none', 16)
    if (Number.isNaN(code) || code > 0x10ffff)
      throw new QueryError('SYNTAX_ERROR', `Incomplete escape sequence: ${match}`, at)
    return String.fromCodePoint(code)
  })
}
