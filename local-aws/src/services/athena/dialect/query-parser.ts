import { ExpressionParser } from './expression-parser.ts'
import { notSimulated, QueryError } from './query-error.ts'
import { position, TokenCursor } from './token-cursor.ts'
import { tokensOf } from './tokens.ts'
import type {
  CommonTable,
  Expression,
  GroupingElement,
  JoinKind,
  Name,
  Query,
  QueryBody,
  Relation,
  SelectItem,
} from './tree.ts'

/** Words that start a statement which is no query, as they are named in the refusal. */
const OTHER_STATEMENTS = new Set([
  'ALTER',
  'ANALYZE',
  'CALL',
  'COMMENT',
  'COMMIT',
  'CREATE',
  'DEALLOCATE',
  'DELETE',
  'DESC',
  'DESCRIBE',
  'DROP',
  'EXECUTE',
  'EXPLAIN',
  'INSERT',
  'MERGE',
  'MSCK',
  'OPTIMIZE',
  'PREPARE',
  'SHOW',
  'UNLOAD',
  'UPDATE',
  'USING',
  'VACUUM',
])
const STATEMENT_STARTS = ["'SELECT'", "'TABLE'", "'VALUES'", "'WITH'", '<query>']

export type ParsedQuery = { readonly query: Query; readonly parameters: number }

/**
 * Parses a statement by Trino's grammar of queries.
 *
 * @throws QueryError `SYNTAX_ERROR` for what is no statement of Athena, `NOT_SUPPORTED` for a statement that is
 * no query
 */
export function parseQuery(statement: string): ParsedQuery {
  const cursor = new TokenCursor(tokensOf(statement))
  const { kind, value } = cursor.token
  if (kind === 'identifier' && OTHER_STATEMENTS.has(value)) throw notSimulated(`the statement ${value}`)
  if (
    kind !== 'end' &&
    !cursor.at('(') &&
    !['SELECT', 'TABLE', 'VALUES', 'WITH'].some(each => cursor.at(each))
  )
    throw cursor.mismatch(...STATEMENT_STARTS)
  const query = new QueryParser(cursor).query()
  if (cursor.at(';')) cursor.take()
  if (cursor.token.kind !== 'end') throw cursor.mismatch('<EOF>')
  return { query, parameters: cursor.parameters }
}

/** Parses the text of an execution parameter, an expression such as `'shop'` or `DATE '2026-01-01'`. */
export function parseParameter(text: string): Expression {
  const cursor = new TokenCursor(tokensOf(text))
  const value = new QueryParser(cursor).expression()
  if (cursor.token.kind !== 'end') throw cursor.mismatch('<EOF>')
  return value
}

class QueryParser {
  readonly #cursor: TokenCursor
  readonly #expressions: ExpressionParser

  constructor(cursor: TokenCursor) {
    this.#cursor = cursor
    this.#expressions = new ExpressionParser(cursor, () => this.query())
  }

  expression(): Expression {
    return this.#expressions.expression()
  }

  query(): Query {
    return this.#cursor.nested(() => this.#query())
  }

  #query(): Query {
    const cursor = this.#cursor
    const hasWith = cursor.accept('WITH')
    const recursive = hasWith && cursor.accept('RECURSIVE')
    const tables = hasWith ? cursor.list(() => this.#commonTable()) : []
    const body = this.#setOperations()
    const orderBy = cursor.accept('ORDER', 'BY') ? this.#expressions.sortItems() : []
    const offset = this.#offset()
    const { limit, withTies } = this.#limit()
    return {
      recursive,
      with: tables,
      body,
      orderBy,
      withTies,
      ...(offset && { offset }),
      ...(limit && { limit }),
    }
  }

  #commonTable(): CommonTable {
    const name = this.#cursor.name().text
    const columns = this.#cursor.at('(') ? this.#columnNames() : undefined
    this.#cursor.expect('AS')
    const query = this.#cursor.parenthesized(() => this.query())
    return { name, query, ...(columns && { columns }) }
  }

  #offset(): Expression | undefined {
    if (!this.#cursor.accept('OFFSET')) return undefined
    const count = this.#count()
    if (!this.#cursor.accept('ROWS')) this.#cursor.accept('ROW')
    return count
  }

  #limit(): { limit?: Expression | 'all'; withTies: boolean } {
    if (this.#cursor.accept('LIMIT'))
      return { limit: this.#cursor.accept('ALL') ? 'all' : this.#count(), withTies: false }
    if (!this.#cursor.accept('FETCH')) return { withTies: false }
    if (!this.#cursor.accept('NEXT')) this.#cursor.expect('FIRST')
    const at = position(this.#cursor.token)
    const one: Expression = { kind: 'integer', text: '1', at }
    const limit = this.#cursor.at('ROW') || this.#cursor.at('ROWS') ? one : this.#count()
    if (!this.#cursor.accept('ROWS')) this.#cursor.expect('ROW')
    if (this.#cursor.accept('ONLY')) return { limit, withTies: false }
    this.#cursor.expect('WITH', 'TIES')
    return { limit, withTies: true }
  }

  #count(): Expression {
    const token = this.#cursor.token
    const at = position(token)
    if (token.kind === 'integer') return { kind: 'integer', text: this.#cursor.take().text, at }
    if (token.kind === 'parameter') return { kind: 'parameter', index: this.#cursor.takeParameter(), at }
    throw this.#cursor.mismatch('<integer>', "'?'")
  }

  #setOperations(): QueryBody {
    return this.#chain(['UNION', 'EXCEPT'], () => this.#chain(['INTERSECT'], () => this.#primary()))
  }

  #chain(words: readonly ('UNION' | 'EXCEPT' | 'INTERSECT')[], operand: () => QueryBody): QueryBody {
    let left = operand()
    for (let length = 1; ; length += 1) {
      const word = words.find(each => this.#cursor.accept(each))
      if (!word) return left
      if (length === 500) throw new QueryError('NOT_SUPPORTED', 'more than 500 set operations in a chain')
      const all = this.#cursor.accept('ALL')
      if (!all) this.#cursor.accept('DISTINCT')
      const operator = word === 'UNION' ? 'union' : word === 'EXCEPT' ? 'except' : 'intersect'
      left = { kind: 'set operation', operator, distinct: !all, left, right: operand() }
    }
  }

  #primary(): QueryBody {
    const cursor = this.#cursor
    if (cursor.accept('VALUES'))
      return { kind: 'values', rows: cursor.list(() => this.#expressions.expression()) }
    if (cursor.accept('TABLE')) return { kind: 'table', parts: this.#qualifiedName() }
    if (cursor.at('(')) return { kind: 'nested', query: cursor.parenthesized(() => this.query()) }
    return this.#select()
  }

  #select(): QueryBody {
    const cursor = this.#cursor
    const at = position(cursor.token)
    cursor.expect('SELECT')
    const distinct = cursor.accept('DISTINCT')
    if (!distinct) cursor.accept('ALL')
    const items = cursor.list(() => this.#selectItem())
    const from = cursor.accept('FROM') ? cursor.list(() => this.relation()) : []
    const where = cursor.accept('WHERE') ? this.#expressions.expression() : undefined
    const { groupBy, groupByDistinct } = this.#groupBy()
    const having = cursor.accept('HAVING') ? this.#expressions.expression() : undefined
    const windows = cursor.at('WINDOW') ? this.#windows() : []
    return {
      kind: 'select',
      distinct,
      items,
      from,
      groupBy,
      groupByDistinct,
      windows,
      ...(where && { where }),
      ...(having && { having }),
      at,
    }
  }

  #selectItem(): SelectItem {
    const relation = this.#starRelation()
    if (relation) return relation
    const value = this.#expressions.expression()
    const alias = this.#alias()
    return { kind: 'expression', value, ...(alias && { alias }) }
  }

  #starRelation(): SelectItem | undefined {
    const cursor = this.#cursor
    if (cursor.accept('*')) return { kind: 'star' }
    let count = 0
    while (cursor.atName(count) && cursor.ahead(count + 1).value === '.') count += 2
    const star = cursor.ahead(count)
    if (count === 0 || star.kind !== 'operator' || star.value !== '*') return undefined
    const relation: Name[] = []
    while (!cursor.accept('*')) {
      relation.push(cursor.name())
      cursor.expect('.')
    }
    return { kind: 'star', relation }
  }

  #alias(): string | undefined {
    if (this.#cursor.accept('AS')) return this.#cursor.name().text
    return this.#cursor.atName() && !this.#atClause() ? this.#cursor.name().text : undefined
  }

  /** Words that are not reserved and yet start the clause behind an item or a relation. */
  #atClause(): boolean {
    const cursor = this.#cursor
    if (cursor.token.kind !== 'identifier') return false
    if (cursor.at('LIMIT') || cursor.at('OFFSET') || cursor.at('FETCH')) return this.#atCount()
    if (cursor.at('WINDOW')) return cursor.ahead(2).value === 'AS'
    return cursor.at('TABLESAMPLE')
  }

  #atCount(): boolean {
    const { kind, value } = this.#cursor.ahead(1)
    return kind === 'integer' || kind === 'parameter' || ['ALL', 'FIRST', 'NEXT'].includes(value)
  }

  #groupBy(): { groupBy: GroupingElement[]; groupByDistinct: boolean } {
    if (!this.#cursor.accept('GROUP', 'BY')) return { groupBy: [], groupByDistinct: false }
    const groupByDistinct = this.#cursor.accept('DISTINCT')
    return { groupBy: this.#cursor.list(() => this.#groupingElement()), groupByDistinct }
  }

  #groupingElement(): GroupingElement {
    const cursor = this.#cursor
    if (cursor.accept('ROLLUP')) return { kind: 'rollup', sets: this.#groupingSets() }
    if (cursor.accept('CUBE')) return { kind: 'cube', sets: this.#groupingSets() }
    if (cursor.accept('GROUPING', 'SETS')) return { kind: 'grouping sets', sets: this.#groupingSets() }
    if (cursor.accept('(', ')')) return { kind: 'simple', items: [], parenthesized: true }
    const value = this.#expressions.expression()
    if (value.kind === 'row') return { kind: 'simple', items: value.items, parenthesized: true }
    return { kind: 'simple', items: [value], parenthesized: false }
  }

  #groupingSets(): Expression[][] {
    return this.#cursor.parenthesized(() => this.#cursor.list(() => this.#groupingSet()))
  }

  #groupingSet(): Expression[] {
    if (this.#cursor.accept('(', ')')) return []
    const value = this.#expressions.expression()
    return value.kind === 'row' ? [...value.items] : [value]
  }

  #windows() {
    this.#cursor.expect('WINDOW')
    return this.#cursor.list(() => {
      const name = this.#cursor.name().text
      this.#cursor.expect('AS')
      return { name, window: this.#expressions.window() }
    })
  }

  relation(): Relation {
    return this.#cursor.nested(() => this.#joins())
  }

  #joins(): Relation {
    let left = this.#sampled()
    for (let length = 0; ; length += 1) {
      const joined = this.#join(left)
      if (!joined) return left
      if (length === 200) throw new QueryError('NOT_SUPPORTED', 'more than 200 joins in a chain')
      left = joined
    }
  }

  #join(left: Relation): Relation | undefined {
    const cursor = this.#cursor
    if (cursor.accept('CROSS', 'JOIN'))
      return { kind: 'join', join: 'cross', natural: false, left, right: this.#sampled() }
    const natural = cursor.accept('NATURAL')
    const join = this.#joinKind()
    if (!join) {
      if (natural) throw cursor.mismatch("'JOIN'")
      return undefined
    }
    if (natural) return { kind: 'join', join, natural, left, right: this.#sampled() }
    const right = this.relation()
    if (cursor.accept('USING'))
      return { kind: 'join', join, natural, left, right, using: this.#columnNames() }
    cursor.expect('ON')
    return { kind: 'join', join, natural, left, right, on: this.#expressions.expression() }
  }

  #joinKind(): JoinKind | undefined {
    const cursor = this.#cursor
    if (cursor.accept('JOIN')) return 'inner'
    if (cursor.accept('INNER', 'JOIN')) return 'inner'
    const kind = (['left', 'right', 'full'] as const).find(each => cursor.at(each.toUpperCase()))
    if (!kind) return undefined
    cursor.take()
    cursor.accept('OUTER')
    cursor.expect('JOIN')
    return kind
  }

  #sampled(): Relation {
    const relation = this.#aliased()
    if (!this.#cursor.accept('TABLESAMPLE')) return relation
    const method = this.#cursor.name().text
    const percentage = this.#cursor.parenthesized(() => this.#expressions.expression())
    return { kind: 'sample', relation, method, percentage }
  }

  #aliased(): Relation {
    const relation = this.#primaryRelation()
    if (this.#cursor.at('MATCH_RECOGNIZE', '('))
      throw notSimulated('MATCH_RECOGNIZE', position(this.#cursor.token))
    const alias = this.#alias()
    if (!alias) return relation
    const columns = this.#cursor.at('(') ? this.#columnNames() : undefined
    return { kind: 'aliased', relation, alias, ...(columns && { columns }) }
  }

  #columnNames(): string[] {
    return this.#cursor.parenthesized(() => this.#cursor.list(() => this.#cursor.name().text))
  }

  #primaryRelation(): Relation {
    const cursor = this.#cursor
    if (cursor.at('UNNEST')) return this.#unnest()
    if (cursor.accept('LATERAL')) return { kind: 'lateral', query: cursor.parenthesized(() => this.query()) }
    if (cursor.at('(')) return this.#parenthesis()
    if (cursor.at('TABLE', '(')) throw notSimulated('a table function', position(cursor.token))
    const parts = this.#qualifiedName()
    if (cursor.accept('FOR')) throw notSimulated('FOR TIMESTAMP and FOR VERSION', position(cursor.token))
    return { kind: 'table', parts }
  }

  /** A subquery, or relations in parentheses. */
  #parenthesis(): Relation {
    const cursor = this.#cursor
    let count = 1
    while (cursor.ahead(count).value === '(' && cursor.ahead(count).kind === 'operator') count += 1
    const query = ['SELECT', 'WITH', 'VALUES', 'TABLE'].includes(cursor.ahead(count).value)
    if (query && (count === 1 || this.#closesAsQuery(count)))
      return { kind: 'subquery', query: cursor.parenthesized(() => this.query()) }
    return cursor.parenthesized(() => this.relation())
  }

  /** Whether `((SELECT …) …` goes on as a query, such as with UNION, and not as a relation with an alias. */
  #closesAsQuery(depth: number): boolean {
    let open = depth
    for (let count = depth; ; count += 1) {
      const token = this.#cursor.ahead(count)
      if (token.kind === 'end') return true
      if (token.kind !== 'operator') continue
      if (token.value === '(') open += 1
      if (token.value === ')') open -= 1
      if (open === 1) return this.#goesOnAsQuery(count + 1)
    }
  }

  #goesOnAsQuery(count: number): boolean {
    const { value } = this.#cursor.ahead(count)
    return ['UNION', 'EXCEPT', 'INTERSECT', 'ORDER', 'LIMIT', 'OFFSET', 'FETCH', ')'].includes(value)
  }

  #unnest(): Relation {
    const at = position(this.#cursor.token)
    this.#cursor.expect('UNNEST')
    const items = this.#cursor.parenthesized(() => this.#cursor.list(() => this.#expressions.expression()))
    const ordinality = this.#cursor.accept('WITH', 'ORDINALITY')
    return { kind: 'unnest', items, ordinality, at }
  }

  #qualifiedName(): Name[] {
    const parts = [this.#cursor.name()]
    while (this.#cursor.accept('.')) parts.push(this.#cursor.name())
    if (parts.length > 3)
      throw new QueryError(
        'SYNTAX_ERROR',
        `Too many dots in table name: ${parts.map(each => each.text).join('.')}`,
        parts[0]?.at,
      )
    return parts
  }
}
