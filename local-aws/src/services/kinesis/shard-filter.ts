import { invalidArgument } from './errors.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'

/** The filter of `ListShards`. */
export interface ShardFilter {
  Type:
    | 'AFTER_SHARD_ID'
    | 'AT_TRIM_HORIZON'
    | 'FROM_TRIM_HORIZON'
    | 'AT_LATEST'
    | 'AT_TIMESTAMP'
    | 'FROM_TIMESTAMP'
  ShardId?: string
  /** Seconds since the epoch. */
  Timestamp?: number
}

/**
 * The shards of a stream that match a filter, in the order of their ids.
 *
 * @throws AwsError `InvalidArgumentException` if the filter lacks a member that its type requires
 */
export function filteredShards(stream: Stream, filter: ShardFilter): readonly Shard[] {
  const isMeant = predicateOf(stream, filter)
  return stream.listedShards.filter(isMeant)
}

function predicateOf(stream: Stream, filter: ShardFilter): (shard: Shard) => boolean {
  switch (filter.Type) {
    case 'FROM_TRIM_HORIZON':
      return () => true
    case 'AT_LATEST':
      return ({ open }) => open
    case 'AFTER_SHARD_ID': {
      const { ShardId } = filter
      if (ShardId === undefined) throw invalidArgument('The shard filter AFTER_SHARD_ID needs a ShardId.')
      return ({ id }) => id > ShardId
    }
    case 'AT_TRIM_HORIZON':
      // The horizon of a stream that is younger than its retention is its creation.
      return openAt(Math.max(stream.trimHorizon, stream.createdAt))
    case 'AT_TIMESTAMP':
      return openAt(timeOf(filter))
    case 'FROM_TIMESTAMP': {
      const time = timeOf(filter)
      return ({ closedAt }) => closedAt === undefined || closedAt >= time
    }
  }
}

/** "Start timestamp is less than or equal to the given timestamp and end timestamp is greater than or equal, or still open." */
function openAt(time: number): (shard: Shard) => boolean {
  return ({ openedAt, closedAt }) => openedAt <= time && (closedAt === undefined || closedAt >= time)
}

function timeOf({ Type, Timestamp }: ShardFilter): number {
  if (Timestamp === undefined) throw invalidArgument(`The shard filter ${Type} needs a Timestamp.`)
  return Math.round(Timestamp * 1000)
}
