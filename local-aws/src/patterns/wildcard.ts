import { InvalidPatternError } from './invalid-pattern.ts'

/**
 * Compiles a wildcard: `*` matches any text, including an empty one; `\*` and `\\` match the literal character.
 *
 * @throws InvalidPatternError for `**`, and for a backslash before another character ("consecutive wildcard characters
 * are not allowed", Event Ruler)
 */
export function compileWildcard(pattern: string): (text: string) => boolean {
  const parts = literalParts(pattern)
  const [first = '', ...rest] = parts
  const last = rest.pop()
  if (last === undefined) return text => text === first

  return text => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
      return false
    const end = text.length - last.length
    let position = first.length
    for (const part of rest) {
      const found = text.indexOf(part, position)
      if (found < 0 || found + part.length > end) return false
      position = found + part.length
    }
    return true
  }
}

/** The number of wildcards in `pattern`. */
export function countWildcards(pattern: string): number {
  return literalParts(pattern).length - 1
}

/** The literal texts between the wildcards. */
function literalParts(pattern: string): string[] {
  const parts: string[] = []
  let literal = ''
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]
    if (character === '*') {
      if (pattern[index + 1] === '*') {
        throw new InvalidPatternError(`Consecutive wildcard characters at pos ${index}`)
      }
      parts.push(literal)
      literal = ''
      continue
    }
    if (character === '\\') {
      index++
      if (pattern[index] !== '*' && pattern[index] !== '\\') {
        throw new InvalidPatternError(`Invalid escape character at pos ${index - 1}`)
      }
    }
    literal += pattern[index]
  }
  return [...parts, literal]
}
