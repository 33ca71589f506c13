import { MAXIMUM_AHEAD_MS } from '../../contracts/clickstream-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { minuteAfter, minuteOf } from '../minute.ts'

const RETENTION_MS = Number(environmentVariable('STREAM_RETENTION_SECONDS')) * 1_000

/**
 * The assumed maximum difference between the clocks of the stream, which stamps arrivals, and of the functions.
 * Arrivals may also be slightly out of order.
 */
export const CLOCK_SKEW_MS = 60_000

/** A margin, so that the first records do not expire before they are read. */
const HEAD_START_MS = 5 * 60_000

/** How long figures are kept; older ones would expire as soon as they are written. */
const FIGURES_MS = 30 * 24 * 3_600_000

/** The earliest possible arrival of an event of a minute. */
export function firstArrivalOf(minute: string): Date {
  return new Date(Date.parse(minute) - MAXIMUM_AHEAD_MS)
}

/** The time to read from, so that nothing that arrived since `time` is missed. */
export function readingSince(time: Date): Date {
  return new Date(time.getTime() - CLOCK_SKEW_MS)
}

/** Whether the stream may have deleted records that arrived since a time. */
export function mayHaveExpired(since: Date, now: Date): boolean {
  return readingSince(since).getTime() < now.getTime() - RETENTION_MS
}

/** The earliest minute whose events are all still in the stream and whose figures are kept. */
export function earliestMinute(now: Date): string {
  const inStream = now.getTime() - RETENTION_MS + CLOCK_SKEW_MS + HEAD_START_MS + MAXIMUM_AHEAD_MS
  const kept = now.getTime() - FIGURES_MS
  return minuteAfter(minuteOf(new Date(Math.max(inStream, kept))), 1)
}
