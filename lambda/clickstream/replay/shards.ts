import { KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'

const kinesis = sdkClient(KinesisClient)
const streamName = environmentVariable('STREAM_NAME')

/** A shard to read, and its parents, which must be read first because their records are older. */
export const replayedShard = z.readonly(
  z.object({
    shardId: z.string(),
    /** Only parents that must be read, too. */
    parents: z.readonly(z.array(z.string())),
  }),
)

export type ReplayedShard = z.infer<typeof replayedShard>

/** The shards that may have events since a time. */
export async function shardsSince(Timestamp: Date): Promise<ReplayedShard[]> {
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
    shardId: ShardId,
    parents: [ParentShardId, AdjacentParentShardId].filter(id => id !== undefined && ids.has(id)) as string[],
  }))
}
