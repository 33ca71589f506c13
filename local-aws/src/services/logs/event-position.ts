import { invalidParameter, invalidToken } from './errors.ts'
import type { LogEvent } from './log-group.ts'

/** A place between events, just after the one that has this timestamp and sequence. */
export interface EventPosition {
  timestamp: number
  sequence: number
}

export function isBefore(event: LogEvent, position: EventPosition): boolean {
  if (event.timestamp !== position.timestamp) return event.timestamp < position.timestamp
  return event.sequence < position.sequence
}

export function isAfter(event: LogEvent, position: EventPosition): boolean {
  if (event.timestamp !== position.timestamp) return event.timestamp > position.timestamp
  return event.sequence > position.sequence
}

/** The number of digits is AWS's. */
const EVENT_ID_DIGITS = 56

/** The id of an event, unique in its group; ids grow as their events do. */
export function eventId({ timestamp, sequence }: EventPosition): string {
  return `${timestamp}${String(sequence).padStart(EVENT_ID_DIGITS - String(timestamp).length, '0')}`
}

export function formatPosition(prefix: string, { timestamp, sequence }: EventPosition): string {
  return `${prefix}/${timestamp}/${sequence}`
}

/** @throws AwsError `InvalidParameterException` for a token that was not given out */
export function parsePosition(token: string): { prefix: string; position: EventPosition } {
  const match = /^([a-z]+)\/(-?\d+)\/(-?\d+)$/.exec(token)
  if (!match) throw invalidToken()
  return {
    prefix: match[1] as string,
    position: { timestamp: Number(match[2]), sequence: Number(match[3]) },
  }
}

/** "as many log events as can fit in a response size of 1 MB (up to 10,000 log events)" (GetLogEvents). */
export const MAX_PAGE_EVENTS = 10_000
const MAX_PAGE_BYTES = 1024 * 1024

/** How many of `events`, taken in their order, one response holds. */
export function countThatFits(events: Iterable<LogEvent>, limit: number): number {
  let bytes = 0
  let count = 0
  for (const { message } of events) {
    bytes += message.length
    if (count === limit || (count > 0 && bytes > MAX_PAGE_BYTES)) break
    count++
  }
  return count
}

export function pageLimit(limit: number | undefined): number {
  if (limit === undefined) return MAX_PAGE_EVENTS
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE_EVENTS) return limit
  throw invalidParameter(`limit must be a whole number from 1 to ${MAX_PAGE_EVENTS}, not ${limit}.`)
}
