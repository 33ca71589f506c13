import { pageOf } from '../../../api/page.ts'
import type { Actions } from '../../../api/service-api.ts'
import { invalidArgument, resourceInUse, validation } from '../errors.ts'
import { ON_DEMAND_SHARDS, type StreamMode } from '../stream.ts'
import { describeShard, describeStream, seconds } from '../stream-description.ts'
import {
  MAX_ON_DEMAND_STREAMS,
  MAX_SHARDS,
  type StreamDirectory,
  type StreamReference,
} from '../stream-directory.ts'
import { addTags, checkTags } from '../tags.ts'

const DEFAULT_PAGE_SHARDS = 100
const DEFAULT_PAGE_STREAMS = 100

interface CreateStreamInput {
  StreamName: string
  ShardCount?: number
  StreamModeDetails?: { StreamMode: StreamMode }
  Tags?: Record<string, string>
  MaxRecordSizeInKiB?: number
}

/** The actions on streams: create, describe, list and delete. */
export function streamActions(streams: StreamDirectory): Actions {
  return {
    CreateStream(input: CreateStreamInput): void {
      const { id: accountId } = streams.account
      checkTags({ name: input.StreamName, accountId, tags: new Map() }, input.Tags)
      const stream = streams.create({
        name: input.StreamName,
        maximumRecordKiB: input.MaxRecordSizeInKiB,
        ...capacityOf(input),
      })
      addTags(stream, input.Tags)
    },

    DescribeStream(input: StreamReference & { Limit?: number; ExclusiveStartShardId?: string }) {
      const stream = streams.byReference(input)
      const shards = stream.listedShards.filter(({ id }) => id > (input.ExclusiveStartShardId ?? ''))
      const { items, next } = pageOf(shards, { limit: input.Limit ?? DEFAULT_PAGE_SHARDS })
      return {
        StreamDescription: {
          ...describeStream(stream),
          Shards: items.map(describeShard),
          HasMoreShards: next !== undefined,
        },
      }
    },

    DescribeStreamSummary(input: StreamReference) {
      const stream = streams.byReference(input)
      return {
        StreamDescriptionSummary: {
          ...describeStream(stream),
          OpenShardCount: stream.usable ? stream.shards.open.length : 0,
          ConsumerCount: stream.consumers.size,
          MaxRecordSizeInKiB: stream.maximumRecordKiB,
        },
      }
    },

    ListStreams(input: { Limit?: number; ExclusiveStartStreamName?: string; NextToken?: string }) {
      if (input.NextToken !== undefined && input.ExclusiveStartStreamName !== undefined) {
        throw invalidArgument('NextToken and ExclusiveStartStreamName cannot be provided together.')
      }
      const after = input.ExclusiveStartStreamName ?? nameIn(input.NextToken)
      const all = streams.all().filter(({ name }) => name > after)
      const { items, next } = pageOf(all, { limit: input.Limit ?? DEFAULT_PAGE_STREAMS })
      const more = next !== undefined
      return {
        StreamNames: items.map(({ name }) => name),
        HasMoreStreams: more,
        NextToken: more ? Buffer.from(items.at(-1)?.name ?? '').toString('base64') : undefined,
        StreamSummaries: items.map(({ name, arn, status, mode, createdAt }) => ({
          StreamName: name,
          StreamARN: arn,
          StreamStatus: status,
          StreamModeDetails: { StreamMode: mode },
          StreamCreationTimestamp: seconds(createdAt),
        })),
      }
    },

    DeleteStream(input: StreamReference & { EnforceConsumerDeletion?: boolean }): void {
      const stream = streams.byReference(input)
      if (stream.consumers.size > 0 && !input.EnforceConsumerDeletion) {
        throw resourceInUse(
          `Stream ${stream.name} under account ${stream.accountId} has ${stream.consumers.size} registered consumers: deregister them, or set EnforceConsumerDeletion.`,
        )
      }
      streams.delete(stream)
    },

    DescribeLimits: () => ({
      ShardLimit: MAX_SHARDS,
      OpenShardCount: streams.openShards,
      OnDemandStreamCount: streams.onDemandStreams,
      OnDemandStreamCountLimit: MAX_ON_DEMAND_STREAMS,
    }),
  }
}

/** The recording `test_create_stream_without_shard_count` (26-08-2022) has four shards. */
function capacityOf({ ShardCount, StreamModeDetails }: CreateStreamInput): {
  mode: StreamMode
  shardCount: number
} {
  const mode = StreamModeDetails?.StreamMode ?? (ShardCount === undefined ? 'ON_DEMAND' : 'PROVISIONED')
  if (mode === 'PROVISIONED') {
    if (ShardCount === undefined) throw validation('ShardCount is required for the stream mode PROVISIONED.')
    return { mode, shardCount: ShardCount }
  }
  if (ShardCount !== undefined) {
    throw validation(`ShardCount ${ShardCount} cannot be given for the stream mode ON_DEMAND: leave it out.`)
  }
  return { mode, shardCount: ON_DEMAND_SHARDS }
}

function nameIn(token: string | undefined): string {
  return Buffer.from(token ?? '', 'base64').toString()
}
