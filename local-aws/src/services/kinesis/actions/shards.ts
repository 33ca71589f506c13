import { pageOf } from '../../../api/page.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { invalidArgument, validation } from '../errors.ts'
import { readToken, writeToken } from '../page-token.ts'
import { Resharding } from '../resharding.ts'
import { filteredShards, type ShardFilter } from '../shard-filter.ts'
import { describeShard, seconds } from '../stream-description.ts'
import type { StreamDirectory, StreamReference } from '../stream-directory.ts'

interface ListShardsInput extends StreamReference {
  NextToken?: string
  ExclusiveStartShardId?: string
  MaxResults?: number
  /** Seconds since the epoch. */
  StreamCreationTimestamp?: number
  ShardFilter?: ShardFilter
}

/** The content of a `ListShards` token. */
interface Listing {
  name: string
  /** Seconds since the epoch. */
  created: number
  after: string
  filter: ShardFilter
}

/** "The default value is 1000. If you specify a value greater than 1000, at most 1000 results are returned." */
const MAX_PAGE_SHARDS = 1000
const WITH_TOKEN = new Set(['NextToken', 'MaxResults'])

/** The actions on shards: list, split, merge, and scale the stream. */
export function shardActions(streams: StreamDirectory): Actions {
  const resharding = new Resharding(streams)
  const now = () => streams.account.clock.now()

  return {
    ListShards(input: ListShardsInput, context: RequestContext) {
      const listing = listingOf(streams, input, now())
      // Only Kinesis can read which stream a token belongs to.
      if (input.NextToken !== undefined) context.authorize('ListShards', { StreamName: listing.name })
      const stream = streams.byName(listing.name)
      if (seconds(stream.createdAt) !== listing.created) {
        throw invalidArgument(
          `Stream ${stream.name} was not created at ${listing.created}, but at ${seconds(stream.createdAt)}.`,
        )
      }
      const shards = filteredShards(stream, listing.filter).filter(({ id }) => id > listing.after)
      const limit = Math.min(input.MaxResults ?? MAX_PAGE_SHARDS, MAX_PAGE_SHARDS)
      const { items, next } = pageOf(shards, { limit })
      return {
        Shards: items.map(describeShard),
        NextToken:
          next === undefined ? undefined : writeToken({ ...listing, after: items.at(-1)?.id }, now()),
      }
    },

    SplitShard(input: StreamReference & { ShardToSplit: string; NewStartingHashKey: string }): void {
      resharding.split(streams.byReference(input), input.ShardToSplit, BigInt(input.NewStartingHashKey))
    },

    MergeShards(input: StreamReference & { ShardToMerge: string; AdjacentShardToMerge: string }): void {
      resharding.merge(streams.byReference(input), input.ShardToMerge, input.AdjacentShardToMerge)
    },

    UpdateShardCount(input: StreamReference & { TargetShardCount: number }) {
      const stream = streams.byReference(input)
      const CurrentShardCount = stream.shards.open.length
      resharding.resize(stream, input.TargetShardCount)
      return {
        StreamName: stream.name,
        StreamARN: stream.arn,
        CurrentShardCount,
        TargetShardCount: input.TargetShardCount,
      }
    },
  }
}

function listingOf(streams: StreamDirectory, input: ListShardsInput, now: number): Listing {
  const { NextToken, ExclusiveStartShardId, ShardFilter, StreamCreationTimestamp } = input
  if (NextToken !== undefined) {
    const other = Object.keys(input).find(name => !WITH_TOKEN.has(name))
    if (other !== undefined) throw invalidArgument(`NextToken and ${other} cannot be provided together.`)
    return readToken<Listing>(NextToken, now)
  }
  if (ExclusiveStartShardId !== undefined && ShardFilter !== undefined) {
    throw validation('ExclusiveStartShardId and ShardFilter cannot be provided together.')
  }
  const stream = streams.byReference(input)
  return {
    name: stream.name,
    created: StreamCreationTimestamp ?? seconds(stream.createdAt),
    after: ExclusiveStartShardId ?? '',
    filter: ShardFilter ?? { Type: 'FROM_TRIM_HORIZON' },
  }
}
