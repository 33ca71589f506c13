import {
  ANY,
  BLANKS,
  type CharacterSet,
  complement,
  DIGITS,
  foldCase,
  NEWLINE,
  singleCharacter,
  union,
  WORD,
} from './character-set.ts'
import { type ParsedRegex, RegexError, type RegexNode } from './syntax.ts'

const MAX_NESTING = 50
const MAX_REPETITIONS = 1000

const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: DIGITS,
  D: complement(DIGITS),
  w: WORD,
  W: complement(WORD),
  s: BLANKS,
  S: complement(BLANKS),
}
const CONTROLS: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, f: 12, v: 11, a: 7, e: 27, '0': 0 }

const REFUSED_GROUPS = [
  ['(?=', 'look-ahead'],
  ['(?!', 'look-ahead'],
  ['(?<=', 'look-behind'],
  ['(?<!', 'look-behind'],
  ['(?>', 'an atomic group'],
] as const

interface Flags {
  ignoreCase: boolean
  /** `.` stands for line breaks, too. */
  dotAll: boolean
  multiline: boolean
}

/**
 * Parses what can be found in a time proportional to the text: neither back-references nor look-around.
 *
 * @throws RegexError
 */
export function parseRegex(source: string): ParsedRegex {
  return new RegexParser(source).parse()
}

class RegexParser {
  readonly #source: string
  #position = 0
  #nesting = 0
  #flags: Flags = { ignoreCase: false, dotAll: false, multiline: false }
  readonly #groupNames: (string | undefined)[] = []

  constructor(source: string) {
    this.#source = source
  }

  parse(): ParsedRegex {
    const node = this.#choice()
    if (this.#position < this.#source.length) throw this.#error('an unmatched )')
    return { node, groupNames: this.#groupNames }
  }

  #choice(): RegexNode {
    const items = [this.#sequence()]
    while (this.#take('|')) items.push(this.#sequence())
    const [only] = items
    return only && items.length === 1 ? only : { kind: 'choice', items }
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = []
    while (this.#position < this.#source.length && !this.#sees('|') && !this.#sees(')')) {
      const atom = this.#atom()
      if (atom) items.push(this.#repeated(atom))
    }
    return { kind: 'sequence', items }
  }

  #repeated(atom: RegexNode): RegexNode {
    let item = atom
    for (;;) {
      const bounds = this.#bounds()
      if (!bounds) return item
      if (atom.kind === 'assertion') throw this.#error('a repeated assertion')
      const lazy = this.#take('?')
      if (this.#take('+')) throw this.#error('a possessive quantifier')
      item = { kind: 'repetition', item, ...bounds, lazy }
      if (this.#bounds()) throw this.#error('a quantifier after a quantifier')
    }
  }

  #bounds(): { minimum: number; maximum: number } | undefined {
    const maximum = Number.POSITIVE_INFINITY
    if (this.#take('*')) return { minimum: 0, maximum }
    if (this.#take('+')) return { minimum: 1, maximum }
    if (this.#take('?')) return { minimum: 0, maximum: 1 }
    const [text, from, comma, to = ''] = this.#match(/\{(\d+)(?:(,)(\d*))?\}/y) ?? []
    if (text === undefined) return undefined
    const minimum = Number(from)
    const bounds = { minimum, maximum: comma ? (to ? Number(to) : maximum) : minimum }
    const tooMany = Math.max(minimum, Number(to)) > MAX_REPETITIONS
    if (bounds.maximum < minimum || tooMany) {
      throw this.#error(`the repetition ${text}: it goes up, and to ${MAX_REPETITIONS} at most`)
    }
    return bounds
  }

  /** Undefined for what takes no place, such as a flag. */
  #atom(): RegexNode | undefined {
    if (this.#sees('(')) return this.#group()
    if (this.#take('[')) return this.#characters(this.#class())
    if (this.#take('.')) return { kind: 'characters', set: this.#flags.dotAll ? ANY : ANY_BUT_NEWLINE }
    const { multiline } = this.#flags
    if (this.#take('^')) return { kind: 'assertion', assertion: multiline ? 'line start' : 'start' }
    if (this.#take('$')) return { kind: 'assertion', assertion: multiline ? 'line end' : 'end' }
    if (this.#take('\\')) return this.#escape()
    if (this.#match(/[*+?]/y)) throw this.#error('a quantifier after nothing')
    return this.#characters(singleCharacter(this.#unit()))
  }

  #group(): RegexNode | undefined {
    const refused = REFUSED_GROUPS.find(([opening]) => this.#source.startsWith(opening, this.#position))
    if (refused) throw this.#error(refused[1])
    const flags = this.#match(/\(\?([ims]*)(?:-([ims]+))?([:)])/y)
    if (flags) return this.#flagged(flags[1] ?? '', flags[2] ?? '', flags[3] === ':')
    const named = this.#match(/\(\?P?<([@\w.]+)>/y)
    if (!named && this.#source.startsWith('(?', this.#position)) throw this.#error('an unknown group')
    if (!named) this.#take('(')
    const index = this.#groupNames.push(named?.[1]) - 1
    return { kind: 'group', item: this.#inner(this.#flags), index }
  }

  /** `(?i)` holds to the end of the group around it, `(?i:…)` inside. */
  #flagged(on: string, off: string, group: boolean): RegexNode | undefined {
    const flags = { ...this.#flags }
    for (const [letters, value] of [[on, true] as const, [off, false] as const]) {
      if (letters.includes('i')) flags.ignoreCase = value
      if (letters.includes('s')) flags.dotAll = value
      if (letters.includes('m')) flags.multiline = value
    }
    if (group) return this.#inner(flags)
    this.#flags = flags
    return undefined
  }

  #inner(flags: Flags): RegexNode {
    if (++this.#nesting > MAX_NESTING) throw this.#error(`more than ${MAX_NESTING} nested groups`)
    const around = this.#flags
    this.#flags = flags
    const node = this.#choice()
    this.#flags = around
    if (!this.#take(')')) throw this.#error('a group without its )')
    this.#nesting--
    return node
  }

  #escape(): RegexNode {
    if (this.#take('b')) return { kind: 'assertion', assertion: 'word boundary' }
    if (this.#take('B')) return { kind: 'assertion', assertion: 'no word boundary' }
    if (this.#take('A')) return { kind: 'assertion', assertion: 'start' }
    if (this.#take('z') || this.#take('Z')) return { kind: 'assertion', assertion: 'end' }
    return this.#characters(this.#escapedSet())
  }

  /** What follows a backslash, inside and outside of brackets. */
  #escapedSet(): CharacterSet {
    const coded = this.#match(/x([\da-fA-F]{2})|u([\da-fA-F]{4})/y)
    if (coded) return singleCharacter(Number.parseInt(coded[1] ?? coded[2] ?? '', 16))
    const [letter = ''] = this.#match(/[A-Za-z0-9]/y) ?? []
    const known = CLASSES[letter]
    if (known) return known
    const control = CONTROLS[letter]
    if (control !== undefined) return singleCharacter(control)
    if (letter >= '1' && letter <= '9') throw this.#error(`the back-reference \\${letter}`)
    if (letter !== '') throw this.#error(`the unknown escape \\${letter}`)
    return singleCharacter(this.#unit())
  }

  #class(): CharacterSet {
    const negated = this.#take('^')
    let set: CharacterSet = []
    for (let first = true; first || !this.#sees(']'); first = false) {
      if (this.#sees('[')) throw this.#error('[ inside of brackets: write \\[')
      set = union(set, this.#range())
    }
    this.#take(']')
    const folded = this.#flags.ignoreCase ? foldCase(set) : set
    return negated ? complement(folded) : folded
  }

  #range(): CharacterSet {
    const from = this.#member()
    if (!this.#match(/-(?=[^\]])/y)) return from
    const to = this.#member()
    const [first, last] = [from[0]?.[0] ?? 0, to[0]?.[0] ?? 0]
    const single = [from, to].every(([only, ...more]) => more.length === 0 && only?.[0] === only?.[1])
    if (!single || last < first) throw this.#error('a range in brackets that does not go up')
    return [[first, last]]
  }

  #member(): CharacterSet {
    return this.#take('\\') ? this.#escapedSet() : singleCharacter(this.#unit())
  }

  #characters(set: CharacterSet): RegexNode {
    return { kind: 'characters', set: this.#flags.ignoreCase ? foldCase(set) : set }
  }

  #unit(): number {
    if (this.#position >= this.#source.length) throw this.#error('the end of the expression')
    return this.#source.charCodeAt(this.#position++)
  }

  #sees(character: string): boolean {
    return this.#source[this.#position] === character
  }

  #take(character: string): boolean {
    if (!this.#sees(character)) return false
    this.#position++
    return true
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position
    const match = pattern.exec(this.#source)
    if (!match) return undefined
    this.#position += match[0].length
    return match
  }

  #error(what: string): RegexError {
    return new RegexError(what, this.#position)
  }
}

const ANY_BUT_NEWLINE = complement(singleCharacter(NEWLINE))
