import { KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import type { ReplayedPart } from './parts.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')

/** The shards that may have events since a time. */
export async function shardsSince(Timestamp: Date): Promise<ReplayedPart[]> {
  const shards: Shard[] = []
  let NextToken: string | undefined
  do {
    const page = await kinesis.send(
      new ListShardsCommand(
        NextToken
          ? { NextToken }
          : {
              StreamName: streamName,
              ShardFilter: { Type: 'FROM_TIMESTAMP', Timestamp },
            },
      ),
    )
    shards.push(...(page.Shards ?? []))
    NextToken = page.NextToken
  } while (NextToken)
  const ids = new Set(shards.map(({ ShardId }) => ShardId))
  return shards.map(({ ShardId = '', ParentShardId, AdjacentParentShardId }) => ({
    part: ShardId,
    parents: [ParentShardId, AdjacentParentShardId].filter(id => id !== undefined && ids.has(id)) as string[],
  }))
}
