/** UTF-16 code units, as pairs of first and last: sorted, without overlaps. */
export type CharacterSet = readonly (readonly [first: number, last: number])[]

const LAST_UNIT = 0xffff

export const NEWLINE = 10

export function singleCharacter(unit: number): CharacterSet {
  return [[unit, unit]]
}

/** Sorts and merges. */
export function union(...sets: readonly CharacterSet[]): CharacterSet {
  const merged: [number, number][] = []
  for (const [first, last] of sets.flat().sort((a, b) => a[0] - b[0])) {
    const previous = merged.at(-1)
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last)
    else merged.push([first, last])
  }
  return merged
}

export function complement(set: CharacterSet): CharacterSet {
  const rest: [number, number][] = []
  let next = 0
  for (const [first, last] of set) {
    if (first > next) rest.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST_UNIT) rest.push([next, LAST_UNIT])
  return rest
}

export function contains(set: CharacterSet, unit: number): boolean {
  return set.some(([first, last]) => unit >= first && unit <= last)
}

const between = (first: string, last: string): [number, number] => [first.charCodeAt(0), last.charCodeAt(0)]

export const DIGITS: CharacterSet = [between('0', '9')]
export const WORD: CharacterSet = [between('0', '9'), between('A', 'Z'), between('_', '_'), between('a', 'z')]
export const BLANKS: CharacterSet = [
  [9, 13],
  [32, 32],
]
export const ANY: CharacterSet = [[0, LAST_UNIT]]

/** With the other case of each letter from A to Z: `(?i)` is "case-insensitive in the US-ASCII charset" (Java). */
export function foldCase(set: CharacterSet): CharacterSet {
  const shifted = (from: readonly [number, number], by: number): [number, number][] =>
    set
      .map(([first, last]): [number, number] => [Math.max(first, from[0]) + by, Math.min(last, from[1]) + by])
      .filter(([first, last]) => first <= last)
  return union(set, shifted(between('A', 'Z'), 32), shifted(between('a', 'z'), -32))
}
