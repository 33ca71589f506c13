/** A type of Hive's, as columns of the Data Catalog have it. */
export type HiveType =
  | { readonly kind: 'scalar'; readonly name: ScalarName; readonly parameters: readonly number[] }
  | { readonly kind: 'array'; readonly element: HiveType }
  | { readonly kind: 'map'; readonly key: HiveType; readonly value: HiveType }
  | { readonly kind: 'struct'; readonly fields: readonly HiveField[] }

export interface HiveField {
  /** In lower case. */
  readonly name: string
  readonly type: HiveType
}

const SCALARS = [
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'string',
  'varchar',
  'char',
  'binary',
  'date',
  'timestamp',
] as const

type ScalarName = (typeof SCALARS)[number]

const SYNONYMS: Readonly<Record<string, ScalarName>> = { integer: 'int', real: 'float' }

/** A column's type that Athena has no such type for, or that is not simulated. */
export class HiveTypeError extends Error {
  override readonly name = 'HiveTypeError'
}

/** @throws HiveTypeError */
export function parseHiveType(text: string): HiveType {
  return new HiveTypeParser(text).parse()
}

class HiveTypeParser {
  readonly #text: string
  readonly #tokens: string[]
  #next = 0

  constructor(text: string) {
    this.#text = text
    this.#tokens = text.match(/`(?:[^`]|``)*`|[<>():,]|[^\s<>():,`]+/g) ?? []
  }

  parse(): HiveType {
    const type = this.#type()
    if (this.#next < this.#tokens.length) throw this.#malformed()
    return type
  }

  #type(): HiveType {
    const name = this.#take().toLowerCase()
    switch (name) {
      case 'array': {
        this.#expect('<')
        const element = this.#type()
        this.#expect('>')
        return { kind: 'array', element }
      }
      case 'map': {
        this.#expect('<')
        const key = this.#type()
        this.#expect(',')
        const value = this.#type()
        this.#expect('>')
        return { kind: 'map', key, value }
      }
      case 'struct':
        return { kind: 'struct', fields: this.#fields() }
      default:
        return this.#scalar(name)
    }
  }

  #fields(): HiveField[] {
    const fields: HiveField[] = []
    this.#expect('<')
    do {
      const name = this.#take().replace(/^`|`$/g, '').replaceAll('``', '`').toLowerCase()
      this.#expect(':')
      fields.push({ name, type: this.#type() })
    } while (this.#accept(','))
    this.#expect('>')
    return fields
  }

  #scalar(given: string): HiveType {
    const name = SYNONYMS[given] ?? SCALARS.find(scalar => scalar === given)
    if (!name)
      throw new HiveTypeError(
        `The type ${JSON.stringify(given)} in ${JSON.stringify(this.#text)} is unknown.`,
      )
    const parameters: number[] = []
    if (this.#accept('(')) {
      do parameters.push(Number(this.#take()))
      while (this.#accept(','))
      this.#expect(')')
    }
    if (!parameters.every(Number.isInteger)) throw this.#malformed()
    return { kind: 'scalar', name, parameters }
  }

  #take(): string {
    const token = this.#tokens[this.#next++]
    if (token === undefined) throw this.#malformed()
    return token
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false
    this.#next++
    return true
  }

  #expect(token: string): void {
    if (!this.#accept(token)) throw this.#malformed()
  }

  #malformed(): HiveTypeError {
    return new HiveTypeError(`The type ${JSON.stringify(this.#text)} is malformed.`)
  }
}
