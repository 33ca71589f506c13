import { MAXIMUM_AHEAD_MS } from '../../contracts/clickstream-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { minuteAfter, minuteOf } from '../minute.ts'

const RETENTION_MS = Number(environmentVariable('STREAM_RETENTION_SECONDS')) * 1_000

/**
 * By how much clocks differ at most: the stream's, which says when events arrive, and the functions'. Arrivals may also
 * be a little out of order.
 */
export const CLOCK_SKEW_MS = 60_000

/** What is read first is not to expire before it is read. */
const HEAD_START_MS = 5 * 60_000

/** As long as figures are kept: older ones would expire as soon as they are written. */
const FIGURES_MS = 30 * 24 * 3_600_000

/** When the first events of a minute may have arrived. */
export function firstArrivalOf(minute: string): Date {
  return new Date(Date.parse(minute) - MAXIMUM_AHEAD_MS)
}

/** Where reading begins that is to miss nothing that arrived since a time. */
export function readingSince(time: Date): Date {
  return new Date(time.getTime() - CLOCK_SKEW_MS)
}

/** Whether the stream may have deleted some of what arrived since a time. */
export function mayHaveExpired(since: Date, now: Date): boolean {
  return readingSince(since).getTime() < now.getTime() - RETENTION_MS
}

/** The earliest minute whose events the stream still has, all of them, and whose figures are kept. */
export function earliestMinute(now: Date): string {
  const inStream = now.getTime() - RETENTION_MS + CLOCK_SKEW_MS + HEAD_START_MS + MAXIMUM_AHEAD_MS
  const kept = now.getTime() - FIGURES_MS
  return minuteAfter(minuteOf(new Date(Math.max(inStream, kept))), 1)
}
