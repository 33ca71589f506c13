import { readFileSync } from 'node:fs'
import type { Mutant } from './mutant.ts'

/** A mutant that changes no behaviour. Nothing can notice it, so it does not count. */
export interface Equivalent {
  file: string
  /** The whole line where the change begins, without indentation. */
  code: string
  original: string
  replacement: string
  /** Why no test can tell. */
  why: string
}

const LIST = new URL('equivalents.json', import.meta.url)

/** The argued list of this project. */
export function listedEquivalents(): Equivalent[] {
  return JSON.parse(readFileSync(LIST, 'utf8'))
}

/** Which mutants an entry means: all that read like it, wherever they are in its file. */
export function means(entry: Equivalent, mutant: Mutant): boolean {
  return (
    entry.file === mutant.file &&
    entry.code === mutant.code &&
    entry.original === mutant.original &&
    entry.replacement === mutant.replacement
  )
}

/**
 * Entries that are out of date: about one of these sources, and no mutant of it.
 *
 * @param mutants all of these sources
 */
export function outdated(
  entries: readonly Equivalent[],
  sources: readonly string[],
  mutants: readonly Mutant[],
): Equivalent[] {
  return entries.filter(
    entry => sources.includes(entry.file) && !mutants.some(mutant => means(entry, mutant)),
  )
}
