import type { Refuse } from '../constructs/refusal.ts'
import { show } from './show.ts'

/** "Maximum 3 wildcards per pattern" (SNS, Filter policy constraints, Wildcard pattern usage guidelines). */
const MAXIMUM_WILDCARDS = 3

/** `*` matches any characters; `\*` and `\\` are literal (github.com/aws/event-ruler, Wildcard Matching). */
export function refuseUnlessWildcard(pattern: unknown, refuse: Refuse): void {
  if (typeof pattern !== 'string') return refuse(`${show(pattern)} is not a string`, 'Write one string.')
  if (wildcardsIn(pattern) > MAXIMUM_WILDCARDS) {
    refuse(
      `${show(pattern)} has ${wildcardsIn(pattern)} wildcards`,
      `Use at most ${MAXIMUM_WILDCARDS}, or prefix and suffix.`,
    )
  }
  const unescaped = pattern.replaceAll(/\\[*\\]/g, '-')
  if (unescaped.includes('**')) {
    refuse(
      `${show(pattern)} has two wildcards in a row`,
      'Write one: it stands for any number of characters.',
    )
  }
  if (unescaped.includes('\\')) {
    refuse(
      `${show(pattern)} has a backslash before neither * nor another backslash`,
      String.raw`Write \\ for a backslash, that is '\\\\' in TypeScript.`,
    )
  }
}

/** How many of the pattern's asterisks are wildcards. */
export function wildcardsIn(pattern: string): number {
  return pattern.replaceAll(/\\./gs, '').split('*').length - 1
}
