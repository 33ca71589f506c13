import type { CharacterSet } from './character-set.ts'

/** Where a match may go on without taking a character. */
export type Assertion = 'start' | 'end' | 'line start' | 'line end' | 'word boundary' | 'no word boundary'

/** A regular expression as a tree. */
export type RegexNode =
  | { kind: 'characters'; set: CharacterSet }
  | { kind: 'assertion'; assertion: Assertion }
  | { kind: 'sequence'; items: RegexNode[] }
  | { kind: 'choice'; items: RegexNode[] }
  | { kind: 'repetition'; item: RegexNode; minimum: number; maximum: number; lazy: boolean }
  | { kind: 'group'; item: RegexNode; index: number }

export interface ParsedRegex {
  node: RegexNode
  /** Of the capturing groups, from the left; undefined for one without a name. */
  groupNames: (string | undefined)[]
}

/** What the expression has that is no regular expression, or that takes more than linear time to find. */
export class RegexError extends Error {
  /** Where in the source, from 0. */
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}
