import { invalidParameter } from '../errors.ts'
import type { LogGroup, LogStream } from '../log-group.ts'
import type { LogGroups } from '../log-groups.ts'
import { paginate } from '../pagination.ts'

export interface DescribeLogStreamsInput {
  logGroupName?: string
  logGroupIdentifier?: string
  logStreamNamePrefix?: string
  orderBy?: 'LogStreamName' | 'LastEventTime'
  descending?: boolean
  nextToken?: string
  limit?: number
}

export function describeLogStreams(groups: LogGroups, input: DescribeLogStreamsInput): object {
  const { logStreamNamePrefix, orderBy = 'LogStreamName', descending = false } = input
  if (logStreamNamePrefix !== undefined && orderBy === 'LastEventTime') {
    throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.')
  }
  const group = groups.require(input.logGroupIdentifier ?? input.logGroupName)
  const streams = [...group.streams.values()]
    .filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ''))
    .sort(orderBy === 'LogStreamName' ? byName : byLastEvent)
  const { items, nextToken } = paginate(descending ? streams.reverse() : streams, input)
  return { logStreams: items.map(stream => shape(group, stream)), nextToken }
}

function byName(a: LogStream, b: LogStream): number {
  return a.name < b.name ? -1 : 1
}

function byLastEvent(a: LogStream, b: LogStream): number {
  return (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0)
}

function shape(group: LogGroup, stream: LogStream): object {
  const { name, creationTime, firstEventTimestamp, lastEventTimestamp, lastIngestionTime } = stream
  return {
    logStreamName: name,
    creationTime,
    firstEventTimestamp,
    lastEventTimestamp,
    lastIngestionTime,
    arn: `${group.arn}:log-stream:${name}`,
    // "As of June 17, 2019, this parameter is no longer supported for log streams, and is always reported as zero."
    storedBytes: 0,
  }
}
