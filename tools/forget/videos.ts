import { DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DeleteObjectsCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3'
import type { StackOutputs } from '../clients/stack-outputs.ts'
import type { Person } from './person.ts'
import { TableStore } from './table-store.ts'

/**
 * The videos that were uploaded from an address: the files of each first, so that a repetition finds what is left. One that
 * is being encoded is left for later, because its encoder would store renditions that no record leads to.
 */
export function videos(
  { dynamoDb, s3 }: { dynamoDb: DynamoDBClient; s3: S3Client },
  outputs: StackOutputs,
  person: Person,
  signal: AbortSignal,
): TableStore {
  const [table, bucket] = [outputs('VideosTableName'), outputs('BucketName')]
  return new TableStore(
    dynamoDb,
    {
      name: 'videos, with their files',
      table,
      attributes: ['videoId', 'uploaderEmail', 'status', 'leaseEndsAt'],
      isTheirs: ({ uploaderEmail }) => person.owns(uploaderEmail?.S),
      async erase({ videoId, status, leaseEndsAt }) {
        if (videoId?.S === undefined) return undefined
        if (status?.S === 'encoding' && Number(leaseEndsAt?.N) > Date.now()) return false
        await deleteAll(s3, bucket, `uploads/${videoId.S}`)
        await deleteAll(s3, bucket, `renditions/${videoId.S}/`)
        return dynamoDb.send(new DeleteItemCommand({ TableName: table, Key: { videoId } }))
      },
    },
    signal,
  )
}

async function deleteAll(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
    if (Contents.length === 0) continue
    const Objects = Contents.map(({ Key = '' }) => ({ Key }))
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))
    if (Errors.length > 0) {
      throw new Error(
        `S3 did not delete ${Errors.length} files of ${Bucket}: ${Errors[0]?.Code}. Run it again.`,
      )
    }
  }
}
