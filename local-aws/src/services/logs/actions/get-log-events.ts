import {
  countThatFits,
  type EventPosition,
  formatPosition,
  isAfter,
  isBefore,
  pageLimit,
  parsePosition,
} from '../event-position.ts'
import type { LogEvent } from '../log-group.ts'
import { type LogGroups, requireStream } from '../log-groups.ts'

export interface GetLogEventsInput {
  logGroupName?: string
  logGroupIdentifier?: string
  logStreamName: string
  /** Included; ms since the epoch. */
  startTime?: number
  /** "Events with a timestamp equal to or later than this time are not included." */
  endTime?: number
  nextToken?: string
  limit?: number
  startFromHead?: boolean
}

const FORWARD = 'f'
const BACKWARD = 'b'

/** A page of one stream, oldest first; its tokens lead on in both directions and never run out. */
export function getLogEvents(groups: LogGroups, input: GetLogEventsInput): object {
  const group = groups.require(input.logGroupIdentifier ?? input.logGroupName)
  const stream = requireStream(group, input.logStreamName)
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, nextToken, startFromHead = false } = input
  const from = nextToken === undefined ? undefined : parsePosition(nextToken)
  const forward = from ? from.prefix === FORWARD : startFromHead

  const events = group
    .events()
    .filter(
      event =>
        event.stream === stream &&
        event.timestamp >= startTime &&
        event.timestamp < endTime &&
        (!from || (forward ? isAfter(event, from.position) : isBefore(event, from.position))),
    )
  const page = cut(events, forward, pageLimit(input.limit))

  const nowhere: EventPosition = from?.position ?? { timestamp: startTime, sequence: -1 }
  return {
    events: page.map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: formatPosition(FORWARD, page.at(-1) ?? nowhere),
    nextBackwardToken: formatPosition(BACKWARD, page[0] ?? nowhere),
  }
}

function cut(events: LogEvent[], forward: boolean, limit: number): LogEvent[] {
  if (forward) return events.slice(0, countThatFits(events, limit))
  const count = countThatFits(events.toReversed(), limit)
  return events.slice(events.length - count)
}
