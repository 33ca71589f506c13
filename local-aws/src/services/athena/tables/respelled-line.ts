import type { HiveField, HiveType } from './hive-type.ts'
import { elementPath, fieldPath, type SpellingOf } from './json-value.ts'

const SPACE = /[ \t\r\n]*/y
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y
const SEPARATORS = /[ \t\r\n,:]*/y
const BRACKET = /[[\]{}]/y
const OTHER = /[^\s,\]}]+/y

/** A line whose keys are spelled as `spellingOf` has them; undefined for a line that is no JSON object. */
export function respelledLine(
  line: string,
  columns: readonly HiveField[],
  spellingOf: SpellingOf,
): string | undefined {
  try {
    return new Respelling(line, spellingOf).line({ kind: 'struct', fields: columns })
  } catch (cause) {
    if (cause instanceof NotJson) return undefined
    throw cause
  }
}

class NotJson extends Error {}

/** Copies a JSON text, and changes nothing but keys: numbers and texts keep their digits and escapes. */
class Respelling {
  readonly #text: string
  readonly #spellingOf: SpellingOf
  #at = 0

  constructor(text: string, spellingOf: SpellingOf) {
    this.#text = text
    this.#spellingOf = spellingOf
  }

  /** The OpenX SerDe reads the first object of a line and passes over what follows. */
  line(type: HiveType): string {
    this.#take(SPACE)
    if (this.#text[this.#at] !== '{') throw new NotJson()
    return this.#value(type, '')
  }

  #value(type: HiveType | undefined, path: string): string {
    this.#take(SPACE)
    if (!type) return this.#untyped()
    switch (this.#text[this.#at]) {
      case '{':
        return this.#members('}', () => this.#member(type, path))
      case '[':
        return this.#members(']', () =>
          this.#value(type?.kind === 'array' ? type.element : undefined, elementPath(path)),
        )
      case '"':
        return this.#take(STRING)
      default:
        return this.#take(OTHER)
    }
  }

  /** A value in which no key has another spelling. It may be nested deeper than calls can be. */
  #untyped(): string {
    const start = this.#at
    let depth = 0
    do {
      this.#take(SEPARATORS)
      const character = this.#text[this.#at]
      if (character === '{' || character === '[') depth += 1
      if (character === '}' || character === ']') depth -= 1
      this.#take('{}[]'.includes(character ?? ' ') ? BRACKET : character === '"' ? STRING : OTHER)
    } while (depth > 0)
    return this.#text.slice(start, this.#at)
  }

  #members(end: string, member: () => string): string {
    const start = this.#text[this.#at++]
    const members: string[] = []
    while (!this.#accept(end)) {
      if (members.length > 0 && !this.#accept(',')) throw new NotJson()
      members.push(member())
    }
    return `${start}${members.join(',')}${end}`
  }

  #member(type: HiveType | undefined, path: string): string {
    this.#take(SPACE)
    const key = this.#take(STRING)
    if (!this.#accept(':')) throw new NotJson()
    if (type?.kind === 'map') return `${key}:${this.#value(type.value, elementPath(path))}`
    const name = (JSON.parse(key) as string).toLowerCase()
    const field = type?.kind === 'struct' ? type.fields.find(candidate => candidate.name === name) : undefined
    if (!field) return `${key}:${this.#value(undefined, path)}`
    const below = fieldPath(path, name)
    return `${JSON.stringify(this.#spellingOf(below))}:${this.#value(field.type, below)}`
  }

  #accept(character: string): boolean {
    this.#take(SPACE)
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  /** @throws NotJson where the pattern does not match */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const [text] = pattern.exec(this.#text) ?? []
    if (text === undefined) throw new NotJson()
    this.#at += text.length
    return text
  }
}
