import { isLike } from './like.ts'

/**
 * Compiles an expression that filters names in a catalog, as in Hive: `*` and `.*` match any text, `.` one character,
 * `|` separates alternatives, and case does not matter.
 */
export function compileNameExpression(expression: string): (name: string) => boolean {
  return anyOf(expression.replaceAll('.*', '*').replaceAll('.', '?'))
}

/** Compiles a pattern of `SHOW TABLES`: `*` matches any text, `|` separates alternatives, case does not matter. */
export function compileNamePattern(pattern: string): (name: string) => boolean {
  // A name has no question mark, so that one in a pattern must match nothing.
  return anyOf(pattern.replaceAll('?', '\0'))
}

function anyOf(pattern: string): (name: string) => boolean {
  const alternatives = pattern.toLowerCase().split('|')
  return name => alternatives.some(alternative => isLike(name.toLowerCase(), alternative))
}
