import type { KindOfChange } from '../mutant.ts'
import type { Place } from '../syntax-tree.ts'

/** One part of a pattern: an escape, a class, a quantifier, the opening of a group, or a character. */
const PARTS =
  /\\[pP]\{[^}]*\}|\\.|\[\^?(?:\\.|[^\]\\])*\]|\(\?(?:<?[=!]|:|<[^>]+>)|[+*?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/gu

const NEGATED: Readonly<Record<string, string>> = {
  '\\d': '\\D',
  '\\D': '\\d',
  '\\w': '\\W',
  '\\W': '\\w',
  '\\s': '\\S',
  '\\S': '\\s',
  '\\b': '\\B',
  '(?=': '(?!',
  '(?!': '(?=',
  '(?<=': '(?<!',
  '(?<!': '(?<=',
}

/** Anchors and quantifiers are removed, limits are one off, classes and lookarounds are negated. */
export function* regexChanges({ node, start, end }: Place): Iterable<KindOfChange> {
  if (node.type !== 'RegExpLiteral') return
  const { pattern, flags } = node
  for (const { 0: part, index } of pattern.matchAll(PARTS)) {
    for (const other of othersOf(part)) {
      const changed = pattern.slice(0, index) + other + pattern.slice(index + part.length)
      if (isPattern(changed, flags)) yield { start, end, kind: 'regex', replacement: `/${changed}/${flags}` }
    }
  }
}

function othersOf(part: string): readonly string[] {
  if (part === '^' || part === '$' || /^[+*?]\??$/.test(part)) return ['']
  if (part.startsWith('[^')) return [`[${part.slice(2)}`]
  if (part.startsWith('[')) return [`[^${part.slice(1)}`]
  const counts = /^\{(\d+)(,?)(\d*)\}(\??)$/.exec(part)
  if (counts) return otherCounts(counts)
  const negated = NEGATED[part]
  return negated === undefined ? [] : [negated]
}

/** `{2,5}` becomes `{1,5}`, `{3,5}`, `{2,4}` and `{2,6}`. */
function otherCounts([, least = '', comma = '', most = '', lazy = '']: readonly string[]): string[] {
  const low = Number(least)
  const high = Number(most)
  const written = [low + 1, low - 1].filter(one => one >= 0).map(one => `{${one}${comma}${most}}${lazy}`)
  if (most === '') return written
  return [...written, ...[high + 1, high - 1].map(one => `{${least},${one}}${lazy}`)]
}

function isPattern(pattern: string, flags: string): boolean {
  if (pattern === '') return false
  try {
    new RegExp(pattern, flags)
    return true
  } catch {
    return false
  }
}
