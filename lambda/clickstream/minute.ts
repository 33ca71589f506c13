const MINUTE_MS = 60_000

/** The minute in which an instant is, in UTC, such as `2026-11-29T10:15Z`. Minutes are in order as texts. */
export function minuteOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 16)}Z`
}

/** The minute that comes so many after another; before it, where the number is negative. */
export function minuteAfter(minute: string, minutes: number): string {
  return minuteOf(new Date(Date.parse(minute) + minutes * MINUTE_MS))
}

/** How many minutes there are from one, inclusive, to another, exclusive. */
export function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MINUTE_MS
}
