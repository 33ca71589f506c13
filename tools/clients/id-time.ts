/** When something may have been made, both ends included. */
export interface TimeRange {
  readonly from: Date
  readonly to: Date
}

/** 48 bits of milliseconds since the epoch (RFC 9562, UUID version 7). */
const TIME_DIGITS = 12
const VERSION = '7'
/** No id is older than the project; what says so holds no time. */
const FIRST_ID_MS = Date.UTC(2025, 0, 1)
const DAY_MS = 86_400_000

/**
 * When an id was made, as it says itself.
 *
 * @param beginning of an id, or all of it: the longer, the narrower the range
 * @param now in ms since the epoch
 * @returns undefined where it does not look like the beginning of a UUIDv7
 */
export function idTime(beginning: string, now: number): TimeRange | undefined {
  const digits = beginning.replaceAll('-', '')
  const version = digits[TIME_DIGITS]
  if (version !== undefined && version !== VERSION) return undefined
  const time = digits.slice(0, TIME_DIGITS)
  const from = Number.parseInt(time.padEnd(TIME_DIGITS, '0'), 16)
  const to = Number.parseInt(time.padEnd(TIME_DIGITS, 'f'), 16)
  if (to < FIRST_ID_MS || from > now + DAY_MS) return undefined
  return { from: new Date(from), to: new Date(to) }
}
