import { identifier, quoted } from './duckdb-text.ts'
import { translationOf } from './functions/catalogue.ts'
import { FIELDS, plusInterval } from './functions/dates.ts'
import type { PrintedCall, Translation } from './functions/translation.ts'
import { UNSIMULATED_FUNCTIONS } from './functions/unsimulated.ts'
import { intervalText } from './interval.ts'
import { notSimulated, type Position, QueryError } from './query-error.ts'
import { Scope } from './scope.ts'
import { isDouble, isInterval, isNeverZero, mayBeDecimal, shapeOf, timeKind } from './shape.ts'
import type {
  Call,
  Expression,
  Frame,
  FrameBound,
  GroupingElement,
  Name,
  Query,
  QueryBody,
  Relation,
  SelectItem,
  SortItem,
  WindowSpecification,
} from './tree.ts'
import { castTo, typedLiteral } from './types.ts'

const MAX_SQL = 4_000_000

/** A table that a statement reads. */
export type TableReference = {
  /** The name of the relation that stands for it in DuckDB's SQL. */
  readonly relation: string
  readonly catalog?: string
  readonly database?: string
  readonly table: string
  /** How the statement calls it. */
  readonly alias: string
  readonly position: Position
}

export type PrinterOptions = {
  readonly now: Date
  /** The statement's parameters, one for each `?`. */
  readonly parameters: readonly Expression[]
  /**
   * Writes a statement that DuckDB can bind only where types are alike as Trino wants them, and that gives other
   * results: `=` is written as `>`, because DuckDB casts the operands of `=`, and literals are no longer untyped.
   *
   * @default false
   */
  readonly checksTypes?: boolean
}

/** The names of functions whose zoned argument counts in its own zone. */
const LOCAL_TIME = new Set([...Object.keys(FIELDS), 'date', 'date_format', 'format_datetime'])
const COMPARISONS = new Set(['=', '<>', '!=', '<', '>', '<=', '>='])
/** Operators whose operands are both numbers, or both texts. */
const ALIKE = new Set(['+', '-', '||'])
const UTC = new Set(['utc', 'z', 'gmt', 'etc/utc', '+00:00', 'uct', 'universal', 'zulu', 'etc/gmt'])

/** What a call of an aggregate has beside its arguments. */
type Modifiers = { readonly distinct: string; readonly inside: string; readonly behind: string }

type Select = QueryBody & { readonly kind: 'select' }

/** Writes a query's tree in DuckDB's SQL. */
export class Printer {
  readonly tables: TableReference[] = []
  readonly #options: PrinterOptions
  readonly #now: string
  #scope = new Scope()
  #aliases = 0

  constructor(options: PrinterOptions) {
    this.#options = options
    this.#now = `CAST(${quoted(options.now.toISOString())} AS TIMESTAMPTZ)`
  }

  query(query: Query): string {
    return this.#in(this.#scope.child(), () => this.#query(query))
  }

  #in<T>(scope: Scope, print: () => T): T {
    const outer = this.#scope
    this.#scope = scope
    const printed = print()
    this.#scope = outer
    return printed
  }

  #query(query: Query): string {
    const parts = [...this.#with(query)]
    parts.push(this.#in(this.#scope.child(), () => this.#bodyAndOrder(query)))
    if (query.withTies) throw notSimulated('FETCH … WITH TIES')
    if (query.limit && query.limit !== 'all') parts.push(`LIMIT ${this.expression(query.limit)}`)
    if (query.offset) parts.push(`OFFSET ${this.expression(query.offset)}`)
    return this.#bounded(parts.join(' '))
  }

  #with(query: Query): string[] {
    if (query.with.length === 0) return []
    const tables = query.with.map(table => {
      if (query.recursive) this.#scope.addCommonTable(table.name)
      const text = this.query(table.query)
      this.#scope.addCommonTable(table.name)
      return `${identifier(table.name)}${columnList(table.columns)} AS (${text})`
    })
    return [`WITH ${query.recursive ? 'RECURSIVE ' : ''}${tables.join(', ')}`]
  }

  #bodyAndOrder(query: Query): string {
    const body = this.#body(query.body)
    if (query.orderBy.length === 0) return body
    return `${body} ORDER BY ${this.#scope.resolvingAliases(() => this.#sortItems(query.orderBy))}`
  }

  #body(body: QueryBody): string {
    switch (body.kind) {
      case 'select':
        return this.#select(body)
      case 'values':
        return this.#values(body.rows)
      case 'table':
        return `SELECT * FROM ${this.#table(body.parts)}`
      case 'nested':
        return `(${this.query(body.query)})`
      case 'set operation': {
        const left = this.#in(this.#scope.child(), () => this.#body(body.left))
        const right = this.#in(this.#scope.child(), () => this.#body(body.right))
        return `${left} ${body.operator.toUpperCase()}${body.distinct ? '' : ' ALL'} ${right}`
      }
    }
  }

  #values(rows: readonly Expression[]): string {
    const first = rows[0]
    const width = first?.kind === 'row' ? first.items.length : 1
    const names = Array.from({ length: width }, (_, index) => identifier(`_col${index}`))
    return `SELECT * FROM (${this.#valueRows(rows)}) AS "_values"(${names.join(', ')})`
  }

  #valueRows(rows: readonly Expression[]): string {
    const width = rows[0]?.kind === 'row' ? rows[0].items.length : 1
    const printed = rows.map(row => {
      const items = row.kind === 'row' ? row.items : [row]
      if (items.length !== width)
        throw new QueryError('TYPE_MISMATCH', 'Values rows have mismatched numbers of columns', row.at)
      return `(${items.map(item => this.expression(item)).join(', ')})`
    })
    return `VALUES ${printed.join(', ')}`
  }

  #select(select: Select): string {
    const from = select.from.map((relation, index) => this.#relation(relation, index > 0)).join(', ')
    this.#scope.setAliases(select.items)
    const parts = [`SELECT ${select.distinct ? 'DISTINCT ' : ''}${this.#items(select.items)}`]
    if (from) parts.push(`FROM ${from}`)
    if (select.where) parts.push(`WHERE ${this.expression(select.where)}`)
    if (select.groupBy.length > 0) parts.push(`GROUP BY ${this.#groupBy(select)}`)
    if (select.having) parts.push(`HAVING ${this.expression(select.having)}`)
    if (select.windows.length > 0) parts.push(this.#windows(select))
    return parts.join(' ')
  }

  #items(items: readonly SelectItem[]): string {
    const star = items.findIndex(item => item.kind === 'star')
    const printed = items.map((item, index) => {
      if (item.kind === 'star') return this.#star(item.relation)
      const unnamed = star >= 0 && star < index ? UNNAMED_COLUMN : `_col${index}`
      return `${this.expression(item.value)} AS ${identifier(item.alias ?? columnName(item.value) ?? unnamed)}`
    })
    return printed.join(', ')
  }

  #star(relation: readonly Name[] | undefined): string {
    if (!relation) return '*'
    const names = relation.map(part => part.text)
    return `${(this.#scope.relationOf(names)?.path ?? names).map(identifier).join('.')}.*`
  }

  #windows(select: Select): string {
    const windows = select.windows.map(
      ({ name, window }) => `${identifier(name)} AS (${this.#window(window)})`,
    )
    return `WINDOW ${windows.join(', ')}`
  }

  #groupBy(select: Select): string {
    if (select.groupByDistinct) throw notSimulated('GROUP BY DISTINCT', select.at)
    return select.groupBy.map(element => this.#groupingElement(element)).join(', ')
  }

  #groupingElement(element: GroupingElement): string {
    if (element.kind === 'simple') {
      const items = element.items.map(item => this.expression(item)).join(', ')
      return element.parenthesized ? `(${items})` : items
    }
    const sets = element.sets.map(set => `(${set.map(item => this.expression(item)).join(', ')})`)
    return `${element.kind.toUpperCase()} (${sets.join(', ')})`
  }

  #relation(relation: Relation, lateral: boolean): string {
    switch (relation.kind) {
      case 'table':
        return this.#table(relation.parts)
      case 'aliased':
        return this.#aliased(relation, lateral)
      case 'sample':
        return this.#sample(relation, lateral)
      case 'join':
        return this.#join(relation, lateral)
      default:
        return this.#aliased({ kind: 'aliased', relation, alias: this.#newAlias() }, lateral)
    }
  }

  #newAlias(): string {
    this.#aliases += 1
    return `_relation${this.#aliases}`
  }

  #table(parts: readonly Name[], alias?: string, columns?: readonly string[]): string {
    const names = parts.map(part => part.text)
    const table = names.at(-1) ?? ''
    const shown = alias ?? table
    this.#scope.addRelation(shown, alias ? [] : names)
    if (names.length === 1 && this.#scope.isCommonTable(table))
      return `${identifier(table)} AS ${identifier(shown)}${columnList(columns)}`
    const relation = `$table_${this.tables.length + 1}`
    const [database, catalog] = names.slice(0, -1).reverse()
    const position = parts[0]?.at ?? { line: 1, column: 1 }
    this.tables.push({
      relation,
      table,
      alias: shown,
      position,
      ...(database !== undefined && { database }),
      ...(catalog !== undefined && { catalog }),
    })
    return `${identifier(relation)} AS ${identifier(shown)}${columnList(columns)}`
  }

  #aliased(relation: Relation & { kind: 'aliased' }, lateral: boolean): string {
    const { relation: inner, alias, columns } = relation
    if (inner.kind === 'table') return this.#table(inner.parts, alias, columns)
    const name = `AS ${identifier(alias)}`
    if (inner.kind === 'unnest') {
      const unnest = this.#unnest(inner, columns)
      this.#scope.addRelation(alias, [])
      return `${lateral ? 'LATERAL ' : ''}(${unnest}) ${name}${columnList(columns)}`
    }
    if (inner.kind === 'subquery' || inner.kind === 'lateral') {
      const query = inner.kind === 'lateral' ? this.query(inner.query) : this.#uncorrelated(inner.query)
      this.#scope.addRelation(alias, [])
      return `${inner.kind === 'lateral' ? 'LATERAL ' : ''}(${query}) ${name}${columnList(columns)}`
    }
    throw notSimulated('an alias of a join or a sample in parentheses')
  }

  /** A subquery in FROM, which sees none of the relations beside it. */
  #uncorrelated(query: Query): string {
    return this.#in(this.#scope.withoutRelations(), () => this.query(query))
  }

  #unnest(unnest: Relation & { kind: 'unnest' }, columns: readonly string[] | undefined): string {
    const maps = mapsOf(unnest, columns)
    const lists = unnest.items.map((item, index) => {
      const list = this.expression(item)
      return maps[index] ? `map_entries(${list})` : list
    })
    const items = lists.map((list, index) =>
      maps[index] ? `unnest(${list}, max_depth := 2)` : `unnest(${list}) AS "_col${index}"`,
    )
    if (unnest.ordinality) {
      const lengths = lists.map(list => `coalesce(len(${list}), 0)`)
      items.push(`unnest(range(1, 1 + greatest(0, ${lengths.join(', ')}))) AS "_ordinality"`)
    }
    return `SELECT ${items.join(', ')}`
  }

  #sample(relation: Relation & { kind: 'sample' }, lateral: boolean): string {
    const { percentage, method } = relation
    if (percentage.kind !== 'integer' && percentage.kind !== 'decimal')
      throw notSimulated('TABLESAMPLE with a percentage that is no literal', percentage.at)
    if (method !== 'bernoulli' && method !== 'system')
      throw new QueryError('SYNTAX_ERROR', `mismatched input '${method}'. Expecting: 'BERNOULLI', 'SYSTEM'`)
    return `${this.#relation(relation.relation, lateral)} TABLESAMPLE ${method}(${percentage.text} PERCENT)`
  }

  #join(join: Relation & { kind: 'join' }, lateral: boolean): string {
    const left = this.#relation(join.left, lateral)
    const right = this.#relation(join.right, true)
    const printed = join.right.kind === 'join' ? `(${right})` : right
    const kind = `${join.natural ? 'NATURAL ' : ''}${join.join.toUpperCase()} JOIN`
    if (join.on) return `${left} ${kind} ${printed} ON ${this.expression(join.on)}`
    if (join.using) return `${left} ${kind} ${printed} USING (${join.using.map(identifier).join(', ')})`
    return `${left} ${kind} ${printed}`
  }

  #sortItems(items: readonly SortItem[]): string {
    return items
      .map(item => {
        const direction = item.descending ? 'DESC' : 'ASC'
        return `${this.expression(item.value)} ${direction} NULLS ${item.nulls.toUpperCase()}`
      })
      .join(', ')
  }

  #window(window: WindowSpecification): string {
    const parts: string[] = []
    if (window.base) parts.push(identifier(window.base))
    if (window.partitionBy.length > 0)
      parts.push(`PARTITION BY ${window.partitionBy.map(each => this.expression(each)).join(', ')}`)
    if (window.orderBy.length > 0) parts.push(`ORDER BY ${this.#sortItems(window.orderBy)}`)
    if (window.frame) parts.push(this.#frame(window.frame))
    return parts.join(' ')
  }

  #frame({ unit, start, end }: Frame): string {
    const from = this.#bound(start)
    return `${unit.toUpperCase()} ${end ? `BETWEEN ${from} AND ${this.#bound(end)}` : from}`
  }

  #bound(bound: FrameBound): string {
    const kind = bound.kind.toUpperCase()
    return 'value' in bound ? `${this.expression(bound.value)} ${kind}` : kind
  }

  expression(node: Expression): string {
    switch (node.kind) {
      case 'null':
        return 'NULL'
      case 'boolean':
        return node.value ? 'TRUE' : 'FALSE'
      case 'string':
        return this.#options.checksTypes ? `CAST(${quoted(node.text)} AS VARCHAR)` : quoted(node.text)
      case 'integer':
        return integer(node.text, node.at)
      case 'decimal':
      case 'double':
        return node.text
      case 'binary':
        return binary(node.text, node.at)
      case 'typed literal':
        return typedLiteral(node.type, node.text)
      case 'interval':
        return `INTERVAL ${quoted(intervalText(node, node.at))}`
      case 'parameter':
        return this.#parameter(node.index, node.at)
      case 'name':
        return this.#name(node.name, node.at)
      case 'field':
        return this.#field(node)
      case 'subscript':
        return this.#subscript(node.base, node.index)
      case 'not':
        return `(NOT ${this.expression(node.operand)})`
      case 'minus':
        return `(-${this.expression(node.operand)})`
      case 'plus':
        return this.expression(node.operand)
      case 'logical':
        return `(${node.operands.map(each => this.expression(each)).join(` ${node.operator} `)})`
      case 'binary operator':
        return this.#binaryOperator(node)
      case 'quantified':
        return `(${this.expression(node.left)} ${node.operator} ${node.quantifier.toUpperCase()} (${this.query(node.query)}))`
      case 'between':
        return `(${this.expression(node.value)} ${not(node)}BETWEEN ${this.expression(node.low)} AND ${this.expression(node.high)})`
      case 'in list':
        return this.#inList(node)
      case 'in query':
        return `(${this.expression(node.value)} ${not(node)}IN (${this.query(node.query)}))`
      case 'like':
        return this.#like(node)
      case 'is null':
        return `(${this.expression(node.value)} IS ${not(node)}NULL)`
      case 'is distinct':
        return `(${this.expression(node.left)} IS ${not(node)}DISTINCT FROM ${this.expression(node.right)})`
      case 'at time zone':
        return this.#atTimeZone(node)
      case 'case':
        return this.#case(node)
      case 'cast':
        return this.#cast(node)
      case 'extract':
        return this.#extract(node)
      case 'array':
        return `[${node.items.map(item => this.expression(item)).join(', ')}]`
      case 'row':
        return `row(${node.items.map(item => this.expression(item)).join(', ')})`
      case 'lambda':
        throw new QueryError('SYNTAX_ERROR', "mismatched input '->'. Expecting: ',', <EOF>", node.at)
      case 'scalar query':
        return `(${this.query(node.query)})`
      case 'exists':
        return `EXISTS (${this.query(node.query)})`
      case 'current':
        return this.#current(node.what, node.at)
      case 'call':
        return this.#call(node)
    }
  }

  #parameter(index: number, at: Position): string {
    const value = this.#options.parameters[index - 1]
    if (!value || value.kind === 'parameter')
      throw new QueryError('INVALID_PARAMETER_USAGE', `parameter ${index} has no value`, at)
    return this.expression(value)
  }

  #name(name: string, at: Position): string {
    checkHidden(name, at)
    const lambda = this.#scope.lambdaParameter(name)
    if (lambda) return lambda
    const relation = this.#scope.relationBehindAlias(name)
    return relation ? `${identifier(relation)}.${identifier(name)}` : identifier(name)
  }

  #field(node: Expression & { kind: 'field' }): string {
    checkHidden(node.name, node.at)
    const chain = namesOf(node)
    const [root] = chain ?? []
    if (!chain || !root || this.#scope.lambdaParameter(root))
      return `struct_extract(${this.expression(node.base)}, ${quoted(node.name)})`
    const relation = this.#scope.relationOf(chain)
    const path = relation ? [...relation.path, ...chain.slice(relation.length)] : chain
    return path.map(identifier).join('.')
  }

  #subscript(base: Expression, index: Expression): string {
    if (shapeOf(base) === 'scalar')
      throw new QueryError('TYPE_MISMATCH', 'a subscript needs an array, a map or a row', base.at)
    if (base.kind === 'row' && index.kind === 'integer')
      return `struct_extract(${this.expression(base)}, ${index.text})`
    const container = this.expression(base)
    return `trino_subscript(${container}, ${this.expression(index)})`
  }

  #bounded(sql: string): string {
    if (sql.length > MAX_SQL)
      throw notSimulated(`a statement of more than ${MAX_SQL} characters in DuckDB's SQL`)
    return sql
  }

  #inList({ value, list, ...node }: Expression & { kind: 'in list' }): string {
    const items = list.map(each => this.expression(each))
    const operand = this.expression(value)
    return this.#options.checksTypes
      ? `(${operand} > ${items[0]})`
      : `(${operand} ${not(node)}IN (${items.join(', ')}))`
  }

  #binaryOperator(node: Expression & { kind: 'binary operator' }): string {
    const { operator, left, right } = node
    if (!this.#options.checksTypes) return this.#operation(node)
    if (COMPARISONS.has(operator)) return `(${this.expression(left)} > ${this.expression(right)})`
    const printed = this.#operation(node)
    // What is nested is checked by itself, and would be written twice at each level.
    if (!ALIKE.has(operator) || left.kind === 'binary operator' || right.kind === 'binary operator')
      return printed
    return `CASE WHEN ${this.expression(left)} > ${this.expression(right)} THEN ${printed} END`
  }

  #operation({ operator, left, right }: Expression & { kind: 'binary operator' }): string {
    if (operator === '/' || operator === '%') return this.#division(operator, left, right)
    if (operator === '+' && isInterval(left) && !isInterval(right)) return this.#plus(right, left, '')
    if ((operator === '+' || operator === '-') && isInterval(right) && !isInterval(left))
      return this.#plus(left, right, operator === '-' ? '-' : '')
    const a = this.expression(left)
    const b = this.expression(right)
    // Trino gives an interval, DuckDB a number of days.
    if (operator === '-' && (timeKind(left) === 'date' || timeKind(right) === 'date'))
      return `(CAST(${a} AS TIMESTAMP) - CAST(${b} AS TIMESTAMP))`
    if (operator === '-' && isColumn(left) && isColumn(right) && !this.#scope.seesOuterQuery)
      return `trino_minus(${a}, ${b})`
    if (operator === '||' && shapeOf(left) === 'array' && shapeOf(right) === 'scalar')
      return `list_append(${a}, ${b})`
    if (operator === '||' && shapeOf(left) === 'scalar' && shapeOf(right) === 'array')
      return `list_prepend(${a}, ${b})`
    return `(${a} ${operator} ${b})`
  }

  #plus(time: Expression, interval: Expression, sign: '' | '-'): string {
    return plusInterval(time, this.expression(time), `${sign}${this.expression(interval)}`)
  }

  #division(operator: '/' | '%', left: Expression, right: Expression): string {
    const a = this.expression(left)
    const b = this.expression(right)
    if (operator === '%') return `trino_mod(${a}, ${b})`
    if (isDouble(left) || isDouble(right)) return `(${a} / ${b})`
    if (mayBeDecimal(left) || mayBeDecimal(right)) return `trino_decimal_divide(${a}, ${b})`
    if (isNeverZero(right)) return `(${a} // ${b})`
    return `trino_divide(${a}, ${b})`
  }

  #like(node: Expression & { kind: 'like' }): string {
    const mark = node.escape ? ` ESCAPE ${this.expression(node.escape)}` : ''
    return `(${this.expression(node.value)} ${not(node)}LIKE ${this.expression(node.pattern)}${mark})`
  }

  #atTimeZone(node: Expression & { kind: 'at time zone' }): string {
    if (isUtc(node.zone)) return `CAST(${this.expression(node.value)} AS TIMESTAMPTZ)`
    throw notSimulated(
      'a value in another time zone than UTC; write CAST(… AT TIME ZONE … AS timestamp) for the local time, which',
      node.at,
    )
  }

  /** A time as the wall clock of its own zone shows it: of one AT TIME ZONE, a timestamp without zone. */
  #localTime(node: Expression): string {
    if (node.kind === 'at time zone' && !isUtc(node.zone))
      return `timezone(${this.expression(node.zone)}, CAST(${this.expression(node.value)} AS TIMESTAMPTZ))`
    if (
      node.kind === 'call' &&
      (node.name === 'date_trunc' || node.name === 'date_add') &&
      node.args.length > 1
    )
      return this.#call(node, true)
    return this.expression(node)
  }

  #case(node: Expression & { kind: 'case' }): string {
    const branches = node.branches.map(
      ({ when, result }) => `WHEN ${this.expression(when)} THEN ${this.expression(result)}`,
    )
    if (node.operand && this.#options.checksTypes) return this.#comparedCase(node, node.operand)
    const operand = node.operand ? `${this.expression(node.operand)} ` : ''
    const otherwise = node.otherwise ? ` ELSE ${this.expression(node.otherwise)}` : ''
    return `CASE ${operand}${branches.join(' ')}${otherwise} END`
  }

  #comparedCase(node: Expression & { kind: 'case' }, operand: Expression): string {
    const value = this.expression(operand)
    const branches = node.branches.map(
      ({ when, result }) => `WHEN ${value} > ${this.expression(when)} THEN ${this.expression(result)}`,
    )
    return `CASE ${branches.join(' ')}${node.otherwise ? ` ELSE ${this.expression(node.otherwise)}` : ''} END`
  }

  #cast({ type, value, safe }: Expression & { kind: 'cast' }): string {
    const shape = shapeOf(value)
    if (type.kind === 'simple' && type.name !== 'json' && (shape === 'array' || shape === 'map'))
      throw new QueryError('TYPE_MISMATCH', `Cannot cast ${shape} to ${type.name}`, value.at)
    const local = type.kind === 'simple' && ['date', 'timestamp', 'time'].includes(type.name)
    const cast = castTo(type, local ? this.#localTime(value) : this.expression(value))
    return safe ? `TRY(${cast})` : cast
  }

  #extract({ field, value, at }: Expression & { kind: 'extract' }): string {
    const print = FIELDS[field]
    if (field === 'timezone_hour' || field === 'timezone_minute')
      throw notSimulated(`the field ${field} of extract`, at)
    if (!print) throw new QueryError('SYNTAX_ERROR', `Invalid EXTRACT field: ${field}`, at)
    return print(this.#localTime(value))
  }

  #current(what: string, at: Position): string {
    switch (what) {
      case 'current_timestamp':
        return this.#now
      case 'localtimestamp':
        return `CAST(${this.#now} AS TIMESTAMP)`
      case 'current_date':
        return `CAST(${this.#now} AS DATE)`
      case 'localtime':
        return `CAST(${this.#now} AS TIME)`
      default:
        throw notSimulated(what, at)
    }
  }

  #call(call: Call, local = false): string {
    const translation = translationOf(call.name)
    if (!translation) throw unknownFunction(call)
    check(call, translation)
    if (this.#options.checksTypes && call.name === 'concat') return this.expression(concatenated(call))
    return this.#bounded(translation.print(this.#printedCall(call, local || LOCAL_TIME.has(call.name))))
  }

  /** Prints each part of a call once, however often its translation names it. */
  #printedCall(call: Call, local: boolean): PrintedCall {
    const args: string[] = []
    const argument = (index: number) => (args[index] ??= this.#argument(call.args[index], local))
    let modifiers: Modifiers | undefined
    return {
      call,
      now: this.#now,
      argument,
      get args() {
        return call.args.map((_, index) => argument(index))
      },
      aggregate: (name, values) => {
        modifiers ??= this.#modifiers(call)
        const { distinct, inside, behind } = modifiers
        return `${name}(${distinct}${call.star ? '*' : values.join(', ')}${inside})${behind}`
      },
      body: (index, values) => this.#lambdaBody(call, index, values),
      fresh: () => this.#newAlias(),
      text: index => literalText(call.args[index]),
    }
  }

  #argument(node: Expression | undefined, local: boolean): string {
    if (!node) return ''
    if (node.kind === 'lambda') return this.#lambda(node)
    return local ? this.#localTime(node) : this.expression(node)
  }

  #lambda(node: Expression & { kind: 'lambda' }): string {
    const names = node.parameters.map(identifier)
    const bound = new Map(node.parameters.map((name, index) => [name, names[index] ?? '']))
    const body = this.#in(this.#scope.withLambda(bound), () => this.expression(node.body))
    return `lambda ${names.join(', ')}: ${body}`
  }

  #lambdaBody(call: Call, index: number, values: readonly string[]): string {
    const node = call.args[index]
    if (node?.kind !== 'lambda') throw notSimulated(`${call.name} without a lambda`, call.at)
    if (values.length !== node.parameters.length)
      throw new QueryError(
        'FUNCTION_NOT_FOUND',
        `Unexpected parameters for function ${call.name}: the lambda takes ${values.length} arguments`,
        node.at,
      )
    const bound = new Map(node.parameters.map((name, at) => [name, values[at] ?? '']))
    return this.#in(this.#scope.withLambda(bound), () => this.expression(node.body))
  }

  #modifiers(call: Call): Modifiers {
    const nulls = call.nulls === 'ignore' ? ' IGNORE NULLS' : ''
    const order = call.orderBy.length > 0 ? ` ORDER BY ${this.#sortItems(call.orderBy)}` : ''
    const filter = call.filter ? ` FILTER (WHERE ${this.expression(call.filter)})` : ''
    return {
      distinct: call.distinct ? 'DISTINCT ' : '',
      inside: `${order}${nulls}`,
      behind: `${filter}${this.#over(call)}`,
    }
  }

  #over({ over }: Call): string {
    if (over === undefined) return ''
    return typeof over === 'string' ? ` OVER ${identifier(over)}` : ` OVER (${this.#window(over)})`
  }
}

/**
 * Stands for the name of a column whose number depends on what `*` before it stands for. The column's name is
 * `_col` and its number, counted from 0.
 */
export const UNNAMED_COLUMN = '_col?'

function columnName(node: Expression): string | undefined {
  return node.kind === 'name' || node.kind === 'field' ? node.name : undefined
}

function columnList(columns: readonly string[] | undefined): string {
  return columns ? `(${columns.map(identifier).join(', ')})` : ''
}

/** Columns that each table has beside those of `SELECT *`. */
const HIDDEN_COLUMNS = new Set(['$bucket', '$file_modified_time', '$file_size', '$partition', '$path'])

function checkHidden(name: string, at: Position): void {
  if (HIDDEN_COLUMNS.has(name)) throw notSimulated(`the column "${name}"`, at)
}

function isColumn({ kind }: Expression): boolean {
  return kind === 'name' || kind === 'field'
}

function not({ negated }: { readonly negated: boolean }): string {
  return negated ? 'NOT ' : ''
}

/** `concat(a, b, c)` as `a || b || c`. */
function concatenated({ args, at }: Call): Expression {
  return args.reduce((left, right) => ({ kind: 'binary operator', operator: '||', left, right, at }))
}

function literalText(node: Expression | undefined): string | undefined {
  if (node?.kind === 'string') return node.text
  if (node?.kind === 'cast' && node.type.kind === 'simple' && node.type.name === 'varchar')
    return literalText(node.value)
  return undefined
}

function integer(text: string, at: Position): string {
  if (BigInt(text) > 9_223_372_036_854_775_808n)
    throw new QueryError('INVALID_LITERAL', `Invalid numeric literal: ${text}`, at)
  return text
}

function binary(text: string, at: Position): string {
  const digits = text.replace(/\s/g, '')
  if (!/^([0-9A-Fa-f]{2})*$/.test(digits))
    throw new QueryError('SYNTAX_ERROR', 'Binary literal must contain an even number of digits', at)
  return `unhex(${quoted(digits)})`
}

/**
 * Which of the items of an UNNEST are maps, which give two columns: an array gives one, of rows, too, as in Athena's
 * documentation. Where it does not show in an item itself, the list of columns tells it.
 */
function mapsOf(unnest: Relation & { kind: 'unnest' }, columns: readonly string[] | undefined): boolean[] {
  const shapes = unnest.items.map(shapeOf)
  const known = shapes.filter(shape => shape === 'map').length
  if (!columns) return shapes.map(shape => shape === 'map')
  const missing = columns.length - (unnest.ordinality ? 1 : 0) - shapes.length - known
  const unknown = shapes.filter(shape => shape === undefined).length
  if (missing !== 0 && missing !== unknown) {
    const expected = shapes.length + known + (unnest.ordinality ? 1 : 0)
    if (missing < 0 || missing > unknown)
      throw new QueryError(
        'MISMATCHED_COLUMN_ALIASES',
        `Column alias list has ${columns.length} entries but UNNEST has ${expected} columns available`,
        unnest.at,
      )
    throw notSimulated('an UNNEST of columns of which only some are maps', unnest.at)
  }
  return shapes.map(shape => shape === 'map' || (missing > 0 && shape === undefined))
}

/** The names of `a.b.c`, if all of it is names. */
function namesOf(node: Expression): string[] | undefined {
  if (node.kind === 'name') return [node.name]
  if (node.kind !== 'field') return undefined
  const base = namesOf(node.base)
  return base && [...base, node.name]
}

function isUtc(zone: Expression): boolean {
  return zone.kind === 'string' && UTC.has(zone.text.toLowerCase())
}

function unknownFunction({ name, at }: Call): QueryError {
  if (UNSIMULATED_FUNCTIONS.has(name)) return notSimulated(`the function ${name}`, at)
  return new QueryError('FUNCTION_NOT_FOUND', `Function '${name}' not registered`, at)
}

function check(call: Call, { kind, minimum, maximum }: Translation): void {
  const { name, at, args } = call
  if (args.length < minimum || args.length > maximum || (call.star && name !== 'count')) {
    const expected = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`
    throw new QueryError(
      'FUNCTION_NOT_FOUND',
      `Unexpected parameters for function ${name}. Expected: ${expected} arguments`,
      at,
    )
  }
  if (kind === 'window' && call.over === undefined)
    throw new QueryError('MISSING_OVER', `Window function ${name} requires an OVER clause`, at)
  if (kind !== 'scalar') return
  if (call.over !== undefined || call.distinct || call.filter || call.orderBy.length > 0)
    throw new QueryError(
      'FUNCTION_NOT_FOUND',
      `Function '${name}' is not an aggregate or window function`,
      at,
    )
}
