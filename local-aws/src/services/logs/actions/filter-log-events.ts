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

/** Events of all or some streams of a group, oldest first. */
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

  const wanted = (event: LogEvent) =>
    (!after || isAfter(event, after)) &&
    (!names || names.has(event.stream.name)) &&
    event.stream.name.startsWith(logStreamNamePrefix ?? '') &&
    matches(event.message)
  const found = group.eventsBetween(startTime, endTime).filter(wanted)
  const page = found.slice(0, countThatFits(found, pageLimit(input.limit)))
  const last = page.at(-1)
  return {
    events: page.map(shape),
    // "As of May 15, 2020, this parameter is no longer supported. This parameter returns an empty list."
    searchedLogStreams: [],
    nextToken: last && page.length < found.length ? formatPosition('filter', last) : undefined,
  }
}

function shape(event: LogEvent): object {
  const { timestamp, ingestionTime, message, stream } = event
  return { logStreamName: stream.name, timestamp, message, ingestionTime, eventId: eventId(event) }
}
