import { ExpressionError } from './metric-math/expression-error.ts'
import type { MetricIdentity } from './metric-store.ts'
import { contains, tokenize } from './search-tokens.ts'

/** Whether a search finds a metric. */
export type MetricSearch = (metric: MetricIdentity) => boolean

/** "The maximum search expression query size is 1024 characters." */
const MAX_CHARACTERS = 1024
/** CloudWatch documents no limit; this one keeps the parser's stack small. */
const MAX_NESTING = 50

const OPEN_SCHEMA = /\{/y
const CLOSE_SCHEMA = /\}/y
const COMMA = /,/y
const OPEN = /\(/y
const CLOSE = /\)/y
const AND = /AND(?![\w"=])/y
const OR = /OR(?![\w"=])/y
const NOT = /NOT(?![\w"=])/y
const EQUALS = /=/y
const QUOTED = /"((?:\\.|[^"\\])*)"/sy
/** A name within the braces, and a word outside. */
const PLAIN_NAME = /[^\s,{}"]+/y
const WORD = /[^\s(){}"=,]+/y

/**
 * The first argument of `SEARCH`: a schema, terms, or both (CloudWatch, *CloudWatch search expression syntax*).
 *
 * @throws ExpressionError where it does not follow the syntax
 */
export function parseSearch(query: string): MetricSearch {
  if (query.length > MAX_CHARACTERS) {
    throw new ExpressionError(`A search has at most ${MAX_CHARACTERS} characters, not ${query.length}.`)
  }
  return new SearchParser(query).parse()
}

class SearchParser {
  readonly #text: string
  #position = 0
  #nesting = 0

  constructor(text: string) {
    this.#text = text.trim()
  }

  parse(): MetricSearch {
    const schema = this.#take(OPEN_SCHEMA) ? this.#schema() : undefined
    if (schema) this.#take(COMMA)
    if (this.#atEnd()) return schema ?? this.#fail()
    const term = this.#any()
    if (!this.#atEnd()) this.#fail()
    return schema ? metric => schema(metric) && term(metric) : term
  }

  /** `{Namespace, "Dimension name", …}`: the metrics with exactly these dimensions, or with any where none is named. */
  #schema(): MetricSearch {
    const namespace = this.#name()
    const names: string[] = []
    while (this.#take(COMMA)) names.push(this.#name())
    if (!this.#take(CLOSE_SCHEMA)) this.#fail()
    return metric =>
      metric.namespace === namespace &&
      (names.length === 0 ||
        (Object.keys(metric.dimensions).length === names.length &&
          names.every(name => Object.hasOwn(metric.dimensions, name))))
  }

  #any(): MetricSearch {
    const terms = [this.#all()]
    while (this.#take(OR)) terms.push(this.#all())
    return metric => terms.some(term => term(metric))
  }

  /** "Not using any Boolean operator between search terms implicitly searches them as if there were an AND operator" */
  #all(): MetricSearch {
    const terms = [this.#single()]
    while (this.#take(AND) || this.#beginsTerm()) terms.push(this.#single())
    return metric => terms.every(term => term(metric))
  }

  #beginsTerm(): boolean {
    return !this.#atEnd() && this.#text[this.#position] !== ')' && !this.#lookingAt(OR)
  }

  #single(): MetricSearch {
    this.#nesting++
    if (this.#nesting > MAX_NESTING) {
      throw new ExpressionError(`The local AWS searches with up to ${MAX_NESTING} levels of nesting.`)
    }
    const term = this.#negatedOrGrouped() ?? this.#term()
    this.#nesting--
    return term
  }

  #negatedOrGrouped(): MetricSearch | undefined {
    if (this.#take(NOT)) {
      const inner = this.#single()
      return metric => !inner(metric)
    }
    if (!this.#take(OPEN)) return undefined
    const inner = this.#any()
    if (!this.#take(CLOSE)) this.#fail()
    return inner
  }

  /** `"exact"`, `partial`, `MetricName="exact"`, `Dimension=partial` */
  #term(): MetricSearch {
    const quoted = this.#quoted()
    const word = quoted === undefined ? (this.#take(WORD)?.[0] ?? this.#fail()) : undefined
    if (!this.#take(EQUALS)) {
      const holds = quoted === undefined ? partial(word ?? '') : exact(quoted)
      return metric => anywhere(metric).some(holds)
    }
    const property = quoted ?? word ?? ''
    if (property.startsWith(':aws.')) {
      throw new ExpressionError(`The local AWS does not simulate ${property}: there is one account.`)
    }
    const value = this.#quoted()
    const holds = value === undefined ? partial(this.#take(WORD)?.[0] ?? this.#fail()) : exact(value)
    return metric => {
      const found = propertyOf(metric, property)
      return found !== undefined && holds(found)
    }
  }

  #name(): string {
    return this.#quoted() ?? this.#take(PLAIN_NAME)?.[0] ?? this.#fail()
  }

  #quoted(): string | undefined {
    return this.#take(QUOTED)?.[1]?.replace(/\\(.)/gs, '$1')
  }

  #atEnd(): boolean {
    return this.#position >= this.#text.length
  }

  #lookingAt(token: RegExp): boolean {
    token.lastIndex = this.#position
    return token.test(this.#text)
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#position
    const match = token.exec(this.#text)
    if (!match) return undefined
    this.#position += match[0].length
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position++
    return match
  }

  #fail(): never {
    const found = this.#text.slice(this.#position) || 'an end'
    throw new ExpressionError(`The search is invalid at ${JSON.stringify(found)}.`)
  }
}

function exact(text: string): (name: string) => boolean {
  return name => name === text
}

function partial(text: string): (name: string) => boolean {
  const term = tokenize(text)
  return name => contains(tokenize(name), term)
}

function anywhere({ namespace, name, dimensions }: MetricIdentity): string[] {
  return [name, namespace, ...Object.keys(dimensions), ...Object.values(dimensions)]
}

function propertyOf({ namespace, name, dimensions }: MetricIdentity, property: string): string | undefined {
  if (property === 'MetricName') return name
  if (property === 'Namespace') return namespace
  return Object.hasOwn(dimensions, property) ? dimensions[property] : undefined
}
