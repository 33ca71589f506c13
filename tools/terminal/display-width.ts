const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Characters that a terminal draws over two cells: East Asian wide ones (Unicode, UAX #11), and emoji. */
const WIDE =
  /\p{Emoji_Presentation}|\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/u

/** How many cells of a terminal a text takes. */
export function displayWidth(text: string): number {
  return cells(text).reduce((sum, { width }) => sum + width, 0)
}

/** The beginning of a text, and … where it takes more than so many cells. */
export function cutToWidth(width: number, text: string): string {
  const all = cells(text)
  if (all.reduce((sum, cell) => sum + cell.width, 0) <= width) return text
  let taken = ''
  let room = width - 1
  for (const cell of all) {
    room -= cell.width
    if (room < 0) break
    taken += cell.character
  }
  return `${taken}…`
}

function cells(text: string): { character: string; width: number }[] {
  return Array.from(graphemes.segment(text), ({ segment }) => ({
    character: segment,
    width: WIDE.test(segment) ? 2 : 1,
  }))
}
