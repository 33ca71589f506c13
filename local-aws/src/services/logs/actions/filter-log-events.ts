import { invalidParameter } from '../errors.ts'
import {
  countThatFits,
  eventId,
  formatPosition,
  isAfter,
  pageLimit,
  parsePosition,
} from '../event-position.ts'
import { parseFilterPattern } from '../filter-pattern.ts'
import type { LogEvent } from '../log-group.ts'
import { type LogGroups, requireStream } from '../log-groups.ts'
import { requiredMarks, uuidMarks } from '../uuid-marks.ts'

export interface FilterLogEventsInput {
  logGroupName?: string
  logGroupIdentifier?: string
  logStreamNames?: string[]
  logStreamNamePrefix?: string
  /** Events before it are left out; ms since the epoch. */
  startTime?: number
  /** "Events with a timestamp later than this time are not returned." */
  endTime?: number
  filterPattern?: string
  nextToken?: string
  limit?: number
}

/** Half a second of regular expressions. */
const MAX_STEPS = 2_000_000

/**
 * Events of all or some streams of a group, oldest first. "A returned page might only be partially full, or even empty":
 * a pattern that takes long goes on in the next request.
 */
export function filterLogEvents(groups: LogGroups, input: FilterLogEventsInput): object {
  const group = groups.require(input.logGroupIdentifier ?? input.logGroupName)
  const { logStreamNames, logStreamNamePrefix, startTime = 0, endTime = Number.POSITIVE_INFINITY } = input
  if (logStreamNames && logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix cannot be given together.')
  }
  for (const name of logStreamNames ?? []) requireStream(group, name)
  const names = logStreamNames && new Set(logStreamNames)
  const matches = parseFilterPattern(input.filterPattern ?? '')
  const after = input.nextToken === undefined ? undefined : parsePosition(input.nextToken).position

  const marks = requiredMarks(matches.needles ?? [])

  const wanted = (event: LogEvent) =>
    mayContain(event, marks) &&
    (!after || isAfter(event, after)) &&
    (!names || names.has(event.stream.name)) &&
    event.stream.name.startsWith(logStreamNamePrefix ?? '') &&
    matches(event.message)
  const limit = pageLimit(input.limit)
  // From the page before, which ended at that time, or from the start.
  const from = Math.max(startTime, after?.timestamp ?? 0)
  const spent = () => (matches.regexes ?? []).reduce((sum, { steps }) => sum + steps, 0) >= MAX_STEPS
  const { found, pausedAt } = firstThat(wanted, group.eventsBetween(from, endTime), limit + 1, spent)
  const page = found.slice(0, countThatFits(found, limit))
  const last = page.length < found.length ? page.at(-1) : pausedAt
  return {
    events: page.map(shape),
    // "As of May 15, 2020, this parameter is no longer supported. This parameter returns an empty list."
    searchedLogStreams: [],
    nextToken: last && formatPosition('filter', last),
  }
}

function mayContain(event: LogEvent, required: number): boolean {
  if (required === 0) return true
  event.uuidMarks ??= uuidMarks(event.message)
  return (event.uuidMarks & required) === required
}

/** The first events that hold, and the event after which the search paused because its time was spent. */
function firstThat(
  holds: (event: LogEvent) => boolean,
  events: Iterable<LogEvent>,
  most: number,
  spent: () => boolean,
): { found: LogEvent[]; pausedAt?: LogEvent } {
  const found: LogEvent[] = []
  for (const event of events) {
    if (holds(event)) found.push(event)
    if (found.length === most) break
    if (spent()) return { found, pausedAt: event }
  }
  return { found }
}

function shape(event: LogEvent): object {
  const { timestamp, ingestionTime, message, stream } = event
  return { logStreamName: stream.name, timestamp, message, ingestionTime, eventId: eventId(event) }
}
