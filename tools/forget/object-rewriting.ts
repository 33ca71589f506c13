import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'

/** An object as it was read. */
export interface ReadObject {
  readonly bytes: Uint8Array
  readonly about: GetObjectCommandOutput
}

/** @returns undefined for one that expired since it was listed */
export async function readObject(
  client: S3Client,
  Bucket: string,
  Key: string,
): Promise<ReadObject | undefined> {
  try {
    const about = await client.send(new GetObjectCommand({ Bucket, Key }))
    return { bytes: (await about.Body?.transformToByteArray()) ?? new Uint8Array(), about }
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined
    throw error
  }
}

/**
 * Puts other content into an object, if it is still the one that was read.
 *
 * @returns whether it was
 */
export async function rewriteObject(
  client: S3Client,
  target: { readonly Bucket: string; readonly Key: string; readonly Tagging?: string },
  { about }: ReadObject,
  Body: Uint8Array,
): Promise<boolean> {
  const { ContentType, ContentEncoding, Metadata, ETag: IfMatch } = about
  try {
    await client.send(
      new PutObjectCommand({ ...target, Body, ContentType, ContentEncoding, Metadata, IfMatch }),
    )
    return true
  } catch (error) {
    // "412 Precondition Failed" where another write came first, 404 where it was deleted, 409 for one under way (S3,
    // Conditional writes).
    if (error instanceof S3ServiceException && RACES.includes(error.name)) return false
    throw error
  }
}

const RACES = ['PreconditionFailed', 'NoSuchKey', 'ConditionalRequestConflict']
