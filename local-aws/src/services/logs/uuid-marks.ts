/** As functions write them. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const ONE = new RegExp(`^${UUID.source}$`)

/** A number of this many bits is kept without an object of its own. */
const BITS = 30

/**
 * Which UUIDs a text may contain: each sets one of 30 bits, so that most lines without a certain one are told by
 * comparing two numbers. Looking for an id in a hundred thousand lines would otherwise read all of them.
 */
export function uuidMarks(text: string): number {
  let marks = 0
  UUID.lastIndex = 0
  for (let match = UUID.exec(text); match; match = UUID.exec(text)) {
    marks |= markOf(match[0])
    // Another may begin within it.
    UUID.lastIndex = match.index + 1
  }
  return marks
}

/** The marks that every text has which contains all of these; 0 where none of them is a UUID. */
export function requiredMarks(needles: readonly string[]): number {
  return needles.reduce((marks, needle) => (ONE.test(needle) ? marks | markOf(needle) : marks), 0)
}

function markOf(uuid: string): number {
  return 1 << (Number.parseInt(uuid.slice(-3), 16) % BITS)
}
