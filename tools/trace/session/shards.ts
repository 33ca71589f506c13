import { createHash } from 'node:crypto'
import { type KinesisClient, ListShardsCommand, type Shard } from '@aws-sdk/client-kinesis'

/**
 * The shards that have, or had, the records of a partition key: that whose range holds the MD5 of the key, and after a
 * split or a merge those before it that the stream still keeps.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html
 */
export async function shardsOf(
  client: KinesisClient,
  StreamName: string,
  partitionKey: string,
): Promise<string[]> {
  const hash = BigInt(`0x${createHash('md5').update(partitionKey).digest('hex')}`)
  const shards: Shard[] = []
  let NextToken: string | undefined
  do {
    const page: { Shards?: Shard[]; NextToken?: string } = await client.send(
      new ListShardsCommand(NextToken === undefined ? { StreamName } : { NextToken }),
    )
    shards.push(...(page.Shards ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  return shards.filter(shard => holds(shard, hash)).flatMap(({ ShardId }) => ShardId ?? [])
}

function holds({ HashKeyRange }: Shard, hash: bigint): boolean {
  const { StartingHashKey = '0', EndingHashKey = '-1' } = HashKeyRange ?? {}
  return BigInt(StartingHashKey) <= hash && hash <= BigInt(EndingHashKey)
}
