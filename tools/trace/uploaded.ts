import { HeadObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import type { Connection } from '../clients/connection.ts'

/** Whether a client has put an object into a bucket; undefined where this user may not look. */
export async function isUploaded(
  connection: Connection,
  Bucket: string,
  Key: string,
): Promise<boolean | undefined> {
  const client = new S3Client({ ...connection, forcePathStyle: connection.endpoint !== undefined })
  try {
    await client.send(new HeadObjectCommand({ Bucket, Key }))
    return true
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error
    const { httpStatusCode } = error.$metadata
    if (httpStatusCode === 404) return false
    if (httpStatusCode === 403) return undefined
    throw error
  }
}
