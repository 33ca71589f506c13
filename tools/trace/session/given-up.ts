import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { Connection } from '../../clients/connection.ts'
import type { SessionRecord } from './stream-events.ts'

/** A batch that Lambda gave up and put into the bucket. */
export interface GivenUpBatch {
  readonly key: string
  readonly shardId: string
  readonly startSequenceNumber: string
  readonly endSequenceNumber: string
  /** `RetryAttemptsExhausted`, `RecordAgeExceeded`. */
  readonly condition: string
}

/** Lambda names them `aws/lambda/<event source>/<shard>/<YYYY>/<MM>/<DD>/<time>-<uuid>`. */
const PREFIX = 'aws/lambda/'
const MOST_BATCHES = 100

/** The latest batches that were given up since a time. */
export async function givenUpBatches(
  connection: Connection,
  Bucket: string,
  since: Date,
): Promise<GivenUpBatch[]> {
  const client = new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined })
  const found: { key: string; at: number }[] = []
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix: PREFIX })) {
    for (const { Key, LastModified } of Contents) {
      const at = Number(LastModified)
      // S3 tells the second alone.
      if (Key !== undefined && at >= since.getTime() - 1_000) found.push({ key: Key, at })
    }
  }
  const latest = found.toSorted((a, b) => b.at - a.at).slice(0, MOST_BATCHES)
  const batches: GivenUpBatch[] = []
  for (const { key } of latest) {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: key }))
    batches.push(batchIn(key, (await Body?.transformToString()) ?? '{}'))
  }
  return batches
}

function batchIn(key: string, text: string): GivenUpBatch {
  const { KinesisBatchInfo = {}, requestContext = {} } = JSON.parse(text)
  const { shardId = '', startSequenceNumber = '0', endSequenceNumber = '0' } = KinesisBatchInfo
  return {
    key,
    shardId,
    startSequenceNumber,
    endSequenceNumber,
    condition: requestContext.condition ?? 'unknown',
  }
}

/** The batch that a record was given up with. */
export function batchOf(
  { shardId, sequenceNumber }: SessionRecord,
  batches: readonly GivenUpBatch[],
): GivenUpBatch | undefined {
  const number = BigInt(sequenceNumber)
  return batches.find(
    batch =>
      batch.shardId === shardId &&
      BigInt(batch.startSequenceNumber) <= number &&
      number <= BigInt(batch.endSequenceNumber),
  )
}
