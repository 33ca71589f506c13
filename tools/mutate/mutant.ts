import type { Place } from './syntax-tree.ts'

/** The names of the kinds of change. */
export const KINDS = [
  'arithmetic',
  'array',
  'arrow function',
  'assignment',
  'await',
  'block',
  'boolean',
  'catch',
  'condition',
  'equality',
  'logical',
  'method',
  'number',
  'object',
  'optional chaining',
  'regex',
  'statement',
  'string',
  'unary',
] as const

export type Kind = (typeof KINDS)[number]

/** One change of a source: its text from `start` to `end` becomes `replacement`. */
export interface Change {
  start: number
  end: number
  replacement: string
}

/** What one mutator makes of a node. */
export interface KindOfChange extends Change {
  kind: Kind
}

/** One changed version of a file. */
export interface Mutant extends KindOfChange {
  /** From the root of the project, with `/`. */
  file: string
  /** From 1. */
  line: number
  /** From 1, in UTF-16 units. */
  column: number
  /** The whole line where the change begins, without indentation. */
  code: string
  original: string
  /** What is changed, or what encloses the change. */
  place: Place
}

/** Where it is, and what it changes: the same in each run on the same sources. */
export function idOf({ file, line, column, original, replacement }: Mutant): string {
  return `${file}:${line}:${column} ${original} → ${replacement}`
}

export function applied(source: string, { start, end, replacement }: Change): string {
  return source.slice(0, start) + replacement + source.slice(end)
}
