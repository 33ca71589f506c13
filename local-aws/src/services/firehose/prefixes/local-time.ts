/** An instant as the clocks of a time zone show it. */
export interface LocalTime {
  /** `UTC`, `Asia/Tokyo`. */
  readonly zone: string
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
  /** 0 is Sunday. */
  readonly weekday: number
  /** From 1. */
  readonly dayOfYear: number
  /** "US conventions: a week starts on Sunday"; the week of 1 January is the first. */
  readonly weekOfYear: number
  /** The year that {@link weekOfYear} counts in: the week of 1 January belongs to the new year. */
  readonly weekYear: number
  /** East of Greenwich. */
  readonly offsetMinutes: number
}

const DAY_MS = 24 * 3_600_000

/** Whether the machine knows the time zone. */
export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }) !== undefined
  } catch {
    return false
  }
}

/** @param instant in ms since the epoch */
export function localTime(instant: number, zone: string): LocalTime {
  const offsetMs = offsetOf(instant, zone)
  const shown = new Date(instant + offsetMs)
  const year = shown.getUTCFullYear()
  const weekday = shown.getUTCDay()
  const midnight = Date.UTC(year, shown.getUTCMonth(), shown.getUTCDate())
  // The Saturday of a week decides: the week of 1 January ends in the new year.
  const weekYear = new Date(midnight + (6 - weekday) * DAY_MS).getUTCFullYear()
  const newYear = Date.UTC(weekYear, 0, 1)
  const firstSunday = newYear - new Date(newYear).getUTCDay() * DAY_MS
  return {
    zone,
    year,
    month: shown.getUTCMonth() + 1,
    day: shown.getUTCDate(),
    hour: shown.getUTCHours(),
    minute: shown.getUTCMinutes(),
    second: shown.getUTCSeconds(),
    millisecond: shown.getUTCMilliseconds(),
    weekday,
    dayOfYear: (midnight - Date.UTC(year, 0, 1)) / DAY_MS + 1,
    weekOfYear: Math.floor((midnight - firstSunday) / (7 * DAY_MS)) + 1,
    weekYear,
    offsetMinutes: offsetMs / 60_000,
  }
}

/** In ms; whole minutes. */
function offsetOf(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  })
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  return shown - Math.floor(instant / 60_000) * 60_000
}
