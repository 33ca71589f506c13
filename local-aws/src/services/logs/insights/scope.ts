import { type Compiled, compiledValue } from './compiled.ts'
import { atPath } from './json-path.ts'
import { malformedQuery, type Span } from './malformed-query.ts'
import type { PrintStyle } from './print.ts'
import { systemField } from './system-fields.ts'
import { fromJson } from './value.ts'

/** The fields that a command of a query can name. */
export class Scope {
  /** Whether rows are events; behind `stats` they are not. */
  readonly ofEvents: boolean
  readonly #made = new Map<string, Compiled>()
  #slots = 0

  constructor(ofEvents: boolean) {
    this.ofEvents = ofEvents
  }

  /** A place for a value in each row. */
  addSlot(): number {
    return this.#slots++
  }

  /**
   * Makes a field of what rows have in a slot.
   *
   * @throws AwsError `MalformedQueryException` where the query made one of that name before
   */
  define(name: string, slot: number, print: PrintStyle, span: Span): Compiled {
    const key = withoutBlanks(name)
    if (this.#made.has(key)) throw malformedQuery(`the field ${name} is defined more than once`, span)
    const field = compiledValue(row => row.values[slot], print)
    this.#made.set(key, field)
    return field
  }

  /** The field that the query made, by its name or as it is written: `count(*)`. */
  made(text: string): Compiled | undefined {
    return this.#made.get(withoutBlanks(text))
  }

  /** @throws AwsError `MalformedQueryException` for one that is no event's behind `stats` */
  field(path: readonly string[], span: Span): Compiled {
    const name = path.join('.')
    const found = this.made(name) ?? this.#inStructure(path) ?? (this.ofEvents ? discovered(path) : undefined)
    if (found) return found
    throw malformedQuery(`Unknown symbols found in or after stats: ${name}`, span)
  }

  /** `document.status`, where `document` is a map that the query made. */
  #inStructure(path: readonly string[]): Compiled | undefined {
    for (let length = path.length - 1; length > 0; length--) {
      const structure = this.made(path.slice(0, length).join('.'))
      const rest = path.slice(length)
      if (structure) return compiledValue(row => fromJson(atPath(structure.read(row), rest)), 'plain')
    }
    return undefined
  }
}

function discovered(path: readonly string[]): Compiled {
  const name = path.join('.')
  const system = systemField(name)
  if (system) return compiledValue(({ scanned }) => scanned && system.read(scanned), system.print)
  if (name.startsWith('@') && !name.startsWith('@@')) return compiledValue(() => undefined, 'plain')
  // "If the name of a discovered log field starts with the @ character, … an additional @ appended to the beginning".
  const keys = name.startsWith('@@') ? [(path[0] ?? '').slice(1), ...path.slice(1)] : path
  const read = ({ scanned }: { scanned: { document: object | undefined } | undefined }) => {
    const value = fromJson(atPath(scanned?.document, keys))
    // "Nested JSON fields" are fields of their own; what holds them is none.
    return typeof value === 'object' ? undefined : value
  }
  return { ...compiledValue(read, 'plain'), needles: neverEscaped(keys.at(-1) ?? '') }
}

/** The text as a needle, where JSON documents have it as it is. */
export function neverEscaped(text: string): string[] {
  return /^[\w.:@ -]*$/.test(text) && /[A-Za-z_]/.test(text) ? [text] : []
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/g, '')
}
