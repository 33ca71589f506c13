import { invalidRequest } from './errors.ts'
import type { AnnotationValue } from './trace.ts'
import type { ServiceFacts, TraceFacts } from './trace-facts.ts'

/** Whether a trace is meant. */
export type FilterExpression = (facts: TraceFacts) => boolean

/** What a filter expression looks groups up in. */
export interface GroupLookup {
  list(): readonly { readonly name: string; readonly arn: string; readonly holds: FilterExpression }[]
}

/**
 * X-Ray, *Using filter expressions*: keywords with operators, `annotation.key`, `annotation[key]`,
 * `service("name") { … }`, `group.name` and `group.arn`, combined by `AND` (or nothing), `OR`, `!` and parentheses. An
 * empty one means all traces.
 *
 * @param groups those that it may name; none by default
 * @throws AwsError `InvalidRequestException` for others, among them `edge`, `json` and root causes
 */
export function parseFilterExpression(expression: string, groups?: GroupLookup): FilterExpression {
  if (typeof expression !== 'string') throw invalidRequest('A FilterExpression must be a string.')
  if (expression.trim() === '') return () => true
  return new FilterExpressionParser(expression, groups).parse()
}

const MAX_NESTING = 100

const KEYWORD = /[A-Za-z][A-Za-z.]*/y
const ANNOTATION = /annotation(?:\.([\w.]+)|\[\s*(?:"([^\]"]+)"\s*|([^\]"\s][^\]"]*))\])/y
const OPERATOR = /!=|<=|>=|=|<|>|CONTAINS\b|BEGINSWITH\b|ENDSWITH\b/iy
const VALUE = /"((?:\\.|[^"\\])*)"|(-?\d+\.?\d*)|(true|false)\b/iy
const STRING = /"((?:\\.|[^"\\])*)"/y
const AND = /AND\b/iy
const OR = /OR\b/iy

const BOOLEANS: Record<string, (facts: TraceFacts) => boolean> = {
  ok: ({ error, fault, throttle }) => !error && !fault && !throttle,
  error: ({ error }) => error,
  fault: ({ fault }) => fault,
  throttle: ({ throttle }) => throttle,
  partial: ({ partial }) => partial,
}

const VALUES: Record<string, (facts: TraceFacts) => readonly (AnnotationValue | undefined)[]> = {
  duration: ({ duration }) => [duration],
  responsetime: ({ responseTime }) => [responseTime],
  user: ({ users }) => users,
  'http.status': ({ http }) => [http?.response?.status],
  'http.url': ({ http }) => [http?.request?.url],
  'http.method': ({ http }) => [http?.request?.method],
  'http.useragent': ({ http }) => [http?.request?.user_agent],
  'http.clientip': ({ http }) => [http?.request?.client_ip],
}

class FilterExpressionParser {
  readonly #text: string
  readonly #groups: GroupLookup | undefined
  #position = 0
  #nesting = 0

  constructor(text: string, groups: GroupLookup | undefined) {
    this.#text = text.trim()
    this.#groups = groups
  }

  parse(): FilterExpression {
    const filter = this.#any()
    if (this.#position < this.#text.length) this.#fail()
    return filter
  }

  #any(): FilterExpression {
    const parts = [this.#all()]
    while (this.#take(OR)) parts.push(this.#all())
    return facts => parts.some(part => part(facts))
  }

  /** `ok !partial duration <3`: conditions side by side must all hold. */
  #all(): FilterExpression {
    const parts = [this.#single()]
    while (this.#take(AND) || /^(?!OR\b)[A-Za-z!(]/i.test(this.#text.slice(this.#position))) {
      parts.push(this.#single())
    }
    return facts => parts.every(part => part(facts))
  }

  #single(): FilterExpression {
    if (++this.#nesting > MAX_NESTING) {
      throw invalidRequest(
        `The local AWS takes filter expressions with up to ${MAX_NESTING} levels of nesting.`,
      )
    }
    const single = this.#negatable()
    this.#nesting--
    return single
  }

  #negatable(): FilterExpression {
    if (this.#take(/!/y)) {
      const inner = this.#single()
      return facts => !inner(facts)
    }
    if (this.#take(/\(/y)) {
      const inner = this.#any()
      this.#require(/\)/y)
      return inner
    }
    const annotation = this.#take(ANNOTATION)
    return annotation
      ? this.#annotation(
          annotation
            .slice(1)
            .find(key => key !== undefined)
            ?.trim() ?? '',
        )
      : this.#keyword()
  }

  #annotation(key: string): FilterExpression {
    const holds = this.#comparison() ?? ((value: AnnotationValue) => value !== false)
    return ({ annotations }) => (annotations.get(key) ?? []).some(holds)
  }

  #keyword(): FilterExpression {
    const keyword = this.#require(KEYWORD)[0].toLowerCase()
    if (keyword === 'service') return this.#service()
    if (keyword === 'group.name') return this.#group(keyword, ({ name }) => name)
    if (keyword === 'group.arn') return this.#group(keyword, ({ arn }) => arn)

    const boolean = Object.hasOwn(BOOLEANS, keyword) ? BOOLEANS[keyword] : undefined
    if (boolean) {
      const holds = this.#comparison() ?? ((value: AnnotationValue) => value === true)
      return facts => holds(boolean(facts))
    }
    const values = Object.hasOwn(VALUES, keyword) ? VALUES[keyword] : undefined
    if (!values)
      throw invalidRequest(`The local AWS does not simulate the keyword ${keyword} in filter expressions.`)
    const holds = this.#comparison() ?? this.#fail()
    return facts => values(facts).some(value => value !== undefined && holds(value))
  }

  /** `group.name = "slow"`: the traces that the filter expression of the group means. */
  #group(
    keyword: string,
    read: (group: ReturnType<GroupLookup['list']>[number]) => string,
  ): FilterExpression {
    if (!this.#groups) throw invalidRequest(`${keyword} cannot stand in the filter expression of a group.`)
    this.#require(/=/y)
    const wanted = this.#require(STRING)[1] ?? ''
    const group = this.#groups.list().find(candidate => read(candidate) === wanted)
    if (group) return group.holds
    throw invalidRequest(
      `Invalid FilterExpression: there is no group with ${keyword} = ${JSON.stringify(wanted)}.`,
    )
  }

  /** `service()`, `service("name")` or `service(id(name: "…", type: "…"))`, each with an optional `{ filter }`. */
  #service(): FilterExpression {
    this.#require(/\(/y)
    const { name, type } = this.#take(/id\s*\(/iy)
      ? this.#id()
      : { name: this.#take(STRING)?.[1], type: undefined }
    this.#require(/\)/y)
    const inner = this.#braced() ?? (() => true)
    const isMeant = (service: ServiceFacts) =>
      (name === undefined || service.name === name) && (type === undefined || service.type === type)
    return ({ services }) => services.some(service => isMeant(service) && inner(service))
  }

  #braced(): FilterExpression | undefined {
    if (!this.#take(/\{/y)) return undefined
    const inner = this.#any()
    this.#require(/\}/y)
    return inner
  }

  #id(): { name: string | undefined; type: string | undefined } {
    const id: Record<string, string> = {}
    do {
      const [, member = ''] = this.#require(/(name|type)\s*:/iy)
      id[member.toLowerCase()] = this.#require(STRING)[1] ?? ''
    } while (this.#take(/,/y))
    this.#require(/\)/y)
    return { name: id.name, type: id.type }
  }

  #comparison(): ((value: AnnotationValue) => boolean) | undefined {
    const operator = this.#take(OPERATOR)?.[0].toUpperCase()
    if (operator === undefined) return undefined
    const [, string, number, boolean] = this.#require(VALUE)
    const holds = OPERATORS[operator] as Holds
    if (number !== undefined) return value => typeof value === 'number' && holds(value, Number(number))
    const text = string?.replace(/\\(.)/g, '$1') ?? boolean?.toLowerCase() ?? ''
    return value => typeof value !== 'number' && holds(String(value), text)
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#position
    const match = token.exec(this.#text)
    if (!match) return undefined
    this.#position += match[0].length
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position++
    return match
  }

  #require(token: RegExp): RegExpExecArray {
    return this.#take(token) ?? this.#fail()
  }

  #fail(): never {
    const found = this.#text.slice(this.#position) || 'the end of the expression'
    throw invalidRequest(`Invalid FilterExpression: unexpected ${found}`)
  }
}

type Holds = (value: string | number, operand: string | number) => boolean

const OPERATORS: Record<string, Holds> = {
  '=': (value, operand) => value === operand,
  '!=': (value, operand) => value !== operand,
  '<': (value, operand) => value < operand,
  '<=': (value, operand) => value <= operand,
  '>': (value, operand) => value > operand,
  '>=': (value, operand) => value >= operand,
  CONTAINS: (value, operand) => String(value).includes(String(operand)),
  BEGINSWITH: (value, operand) => String(value).startsWith(String(operand)),
  ENDSWITH: (value, operand) => String(value).endsWith(String(operand)),
}
