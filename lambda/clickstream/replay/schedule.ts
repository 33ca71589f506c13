import { MAXIMUM_AHEAD_MS } from '../../contracts/clickstream-events.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { minuteAfter, minuteOf } from '../minute.ts'

export const STREAM_RETENTION_MS = Number(environmentVariable('STREAM_RETENTION_SECONDS')) * 1_000

/**
 * The assumed maximum difference between the clocks of the stream, which stamps arrivals, and of the functions.
 * Arrivals may also be slightly out of order.
 */
export const CLOCK_SKEW_MS = 60_000

/** A margin, so that the first records do not expire before they are read. */
const HEAD_START_MS = 5 * 60_000

/** The earliest possible arrival of an event of a minute. */
export function firstArrivalOf(minute: string): Date {
  return new Date(Date.parse(minute) - MAXIMUM_AHEAD_MS)
}

/** The time to read from, so that nothing that arrived since `time` is missed. */
export function readingSince(time: Date): Date {
  return new Date(time.getTime() - CLOCK_SKEW_MS)
}

/** Whether records that arrived since a time may be deleted. */
export function mayHaveExpired(since: Date, now: Date, retentionMs = STREAM_RETENTION_MS): boolean {
  return readingSince(since).getTime() < now.getTime() - retentionMs
}

/** The earliest arrival since which all records can still be read in time. */
export function earliestArrival(now: Date, retentionMs = STREAM_RETENTION_MS): Date {
  return new Date(now.getTime() - retentionMs + CLOCK_SKEW_MS + HEAD_START_MS)
}

/** The earliest minute whose events can all be read in time. */
export function earliestMinute(now: Date, retentionMs = STREAM_RETENTION_MS): string {
  const earliest = earliestArrival(now, retentionMs).getTime() + MAXIMUM_AHEAD_MS
  return minuteAfter(minuteOf(new Date(earliest)), 1)
}
