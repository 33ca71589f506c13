import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** Where a project lists them. */
const LIST = 'tools/mutate/equivalents.json'

/** The argued list of a project; empty if it has none. */
export function listedEquivalents(root: string): Equivalent[] {
  const path = join(root, LIST)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []
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
