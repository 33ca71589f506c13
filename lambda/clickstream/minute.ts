const MINUTE_MS = 60_000

/** The minute of an instant in UTC, such as `2026-11-29T10:15Z`. Minutes can be compared as strings. */
export function minuteOf(instant: Date): string {
  return `${instant.toISOString().slice(0, 16)}Z`
}

/** The minute `minutes` after another; before it if negative. */
export function minuteAfter(minute: string, minutes: number): string {
  return minuteOf(new Date(Date.parse(minute) + minutes * MINUTE_MS))
}

/** The number of minutes from one minute, inclusive, to another, exclusive. */
export function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MINUTE_MS
}
