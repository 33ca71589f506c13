import { type CharacterSet, contains, NEWLINE, singleCharacter, WORD } from './character-set.ts'
import type { Instruction } from './program.ts'
import type { Assertion } from './syntax.ts'

/** What assertions look at: the character beside a place, or that there is none. */
export type Neighbour = 'none' | 'newline' | 'last newline' | 'word' | 'other'

/** Characters that no instruction of a program tells apart, by number. */
export class Alphabet {
  /** The place behind the last character. */
  readonly end: number
  /** A line break that ends the text: "$ matches … before a line terminator at the end of input" (Java). */
  readonly lastNewline: number
  readonly size: number
  /** The symbols of the first code units; a line break at the very end has another one. */
  readonly unitSymbols: Uint16Array
  readonly #starts: number[]
  readonly #neighbours: Neighbour[]

  constructor(program: readonly Instruction[]) {
    const sets = program.flatMap(instruction => (instruction.kind === 'characters' ? [instruction.set] : []))
    const edges = [WORD, singleCharacter(NEWLINE), ...sets]
      .flat()
      .flatMap(([first, last]) => [first, last + 1])
    this.#starts = [...new Set([0, ...edges])].filter(start => start <= 0xffff).sort((a, b) => a - b)
    this.unitSymbols = Uint16Array.from({ length: 256 }, (_, unit) => this.#search(unit))
    this.lastNewline = this.#starts.length
    this.end = this.#starts.length + 1
    this.size = this.#starts.length + 2
    this.#neighbours = [...this.#starts.map(neighbour), 'last newline', 'none']
  }

  /** Of the character at `index`, or of the end. */
  symbolAt(text: string, index: number): number {
    if (index === text.length) return this.end
    const unit = text.charCodeAt(index)
    if (unit === NEWLINE && index === text.length - 1) return this.lastNewline
    return this.unitSymbols[unit] ?? this.#search(unit)
  }

  neighbour(symbol: number): Neighbour {
    return this.#neighbours[symbol] as Neighbour
  }

  /** Whether each symbol is in the set. */
  membership(set: CharacterSet): boolean[] {
    return [...this.#starts.map(start => contains(set, start)), contains(set, NEWLINE), false]
  }

  #search(unit: number): number {
    let low = 0
    let high = this.#starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#starts[middle] as number) <= unit) low = middle
      else high = middle - 1
    }
    return low
  }
}

function neighbour(unit: number): Neighbour {
  if (unit === NEWLINE) return 'newline'
  return contains(WORD, unit) ? 'word' : 'other'
}

export function holds(assertion: Assertion, before: Neighbour, after: Neighbour): boolean {
  switch (assertion) {
    case 'start':
      return before === 'none'
    case 'end':
      return after === 'none' || after === 'last newline'
    case 'line start':
      return before === 'none' || before === 'newline'
    case 'line end':
      return after !== 'word' && after !== 'other'
    case 'word boundary':
      return (before === 'word') !== (after === 'word')
    case 'no word boundary':
      return (before === 'word') === (after === 'word')
  }
}
