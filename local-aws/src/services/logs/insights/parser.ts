import { ExpressionParser } from './expression-parser.ts'
import { Lexer } from './lexer.ts'
import { malformedQuery } from './malformed-query.ts'
import type { Alias, Command, Expression, Item } from './syntax-tree.ts'

/** Commands of Logs Insights that are known here only to be refused by name. */
const REFUSED: readonly string[] = [
  'addtotals',
  'anomaly',
  'diff',
  'filterindex',
  'head',
  'join',
  'lookup',
  'order',
  'pattern',
  'search',
  'source',
  'tail',
  'unmask',
  'where',
]

/** Of `limit`: "You can specify a limit value of up to 100,000" (*limit*). */
export const MAX_LIMIT = 100_000

/**
 * Parses a query of the Logs Insights query language.
 *
 * @throws AwsError `MalformedQueryException`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function parseQuery(query: string): Command[] {
  return new QueryParser(query).parse()
}

class QueryParser extends ExpressionParser {
  constructor(query: string) {
    super(new Lexer(query))
  }

  parse(): Command[] {
    const commands = [this.#command()]
    while (this.take('|')) commands.push(this.#command())
    const rest = this.lexer.next()
    if (rest.kind !== 'end') throw this.unexpected(rest)
    return commands
  }

  #command(): Command {
    const token = this.lexer.next()
    if (token.kind !== 'name') throw this.unexpected(token)
    const name = token.name.toLowerCase()
    const parse = Object.hasOwn(this.#commands, name) ? this.#commands[name] : undefined
    if (parse) return { ...parse(), start: token.start, end: this.lexer.position }
    if (!REFUSED.includes(name)) throw this.unexpected(token)
    throw malformedQuery(
      `the local AWS does not simulate the command ${token.name}, found ${this.lexer.place(token.start)}`,
      token,
    )
  }

  readonly #commands: Readonly<Record<string, () => Unplaced>> = {
    fields: () => ({ kind: 'fields', items: this.list(() => this.#item()) }),
    display: () => ({ kind: 'display', items: this.list(() => this.#item()) }),
    filter: () => ({ kind: 'filter', condition: this.expression() }),
    parse: () => this.#parse(),
    stats: () => this.#stats(),
    sort: () => ({ kind: 'sort', keys: this.list(() => this.#sortKey()) }),
    limit: () => this.#limit(),
    dedup: () => ({ kind: 'dedup', keys: this.list(() => this.expression()) }),
    unnest: () => this.#unnest(),
  }

  #item(): Item {
    return { expression: this.expression(), alias: this.take('as') ? this.#alias() : undefined }
  }

  #alias(): Alias {
    const { name, start, end } = this.name()
    return { name, start, end }
  }

  #parse(): Unplaced {
    const source = this.field()
    const { start } = this.lexer.peek()
    const glob = this.string()
    const pattern = glob?.value ?? this.regex()
    if (pattern === undefined) throw this.unexpected(this.lexer.peek())
    const place = { start, end: this.lexer.position }
    const aliases = this.take('as') ? this.list(() => this.#alias()) : undefined
    const isGlob = typeof pattern === 'string'
    const groupNames = isGlob ? [] : pattern.groupNames
    const count = isGlob ? pattern.split('*').length - 1 : groupNames.length
    if (count === 0 || (aliases ? aliases.length !== count : groupNames.every(name => name === undefined))) {
      throw this.#wrongNames(`${count} ${isGlob ? 'wildcards' : 'groups'}`, aliases, place)
    }
    const named = groupNames.flatMap((name, part) => (name === undefined ? [] : [{ name, part, ...place }]))
    const names = aliases?.map((alias, part) => ({ ...alias, part })) ?? named
    return { kind: 'parse', source, pattern, names }
  }

  #wrongNames(has: string, aliases: readonly Alias[] | undefined, place: { start: number; end: number }) {
    const named = aliases ? `${aliases.length} fields` : 'no fields'
    return malformedQuery(
      `the expression of parse has ${has} but names ${named} ${this.lexer.place(place.start)}`,
      place,
    )
  }

  #stats(): Unplaced {
    const items = this.list(() => this.#item())
    return { kind: 'stats', items, by: this.take('by') ? this.list(() => this.#item()) : [] }
  }

  #sortKey(): { expression: Expression; descending: boolean } {
    const expression = this.expression()
    const descending = this.take('desc')
    if (!descending) this.take('asc')
    return { expression, descending }
  }

  #limit(): Unplaced {
    const any = this.take('any')
    const token = this.lexer.next()
    if (token.kind !== 'number') throw this.unexpected(token)
    if (Number.isInteger(token.value) && token.value >= 1 && token.value <= MAX_LIMIT) {
      return { kind: 'limit', count: token.value, any }
    }
    throw malformedQuery(
      `limit must be a whole number from 1 to ${MAX_LIMIT}, not ${token.value}, ${this.lexer.place(token.start)}`,
      token,
    )
  }

  #unnest(): Unplaced {
    const list = this.expression()
    this.require('into')
    return { kind: 'unnest', list, name: this.#alias() }
  }
}

type Unplaced = Command extends infer C ? (C extends Command ? Omit<C, 'start' | 'end'> : never) : never
