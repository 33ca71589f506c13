import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { AnnounceVideo, VideoAnnounced } from '../contracts/videos-api.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { noteSent } from '../runtime/hop.ts'
import { OBJECT_CREATED, uploadKey } from './object-keys.ts'

const bucket = environmentVariable('BUCKET')

// It sends no requests, so it is not traced. A checksum would be that of the empty body that is signed here.
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' })

export interface PresignedLink {
  url: string
  /** ISO 8601, UTC. */
  expiresAt: string
}

/**
 * A URL that opens an object of the bucket for anyone who has it.
 *
 * It expires with the credentials that signed it, if these expire first: a function's credentials last for hours.
 *
 * @param method the only one that the URL is for
 */
export async function linkTo(
  key: string,
  seconds: number,
  method: 'GET' | 'HEAD' = 'GET',
): Promise<PresignedLink> {
  const expiresAt = secondsFromNow(seconds)
  const object = { Bucket: bucket, Key: key }
  const command = method === 'GET' ? new GetObjectCommand(object) : new HeadObjectCommand(object)
  return { url: await getSignedUrl(s3, command, { expiresIn: seconds }), expiresAt }
}

/**
 * The only request that uploads a video. Its headers are part of the signature: S3 refuses another type or length, and
 * a second upload.
 */
export async function uploadRequest(
  videoId: string,
  { contentType, contentLength }: Pick<AnnounceVideo, 'contentType' | 'contentLength'>,
  seconds: number,
): Promise<VideoAnnounced['upload']> {
  const expiresAt = secondsFromNow(seconds)
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: uploadKey(videoId),
    ContentType: contentType,
    ContentLength: contentLength,
    IfNoneMatch: '*',
  })
  noteSent(bucket, OBJECT_CREATED, { key: uploadKey(videoId), by: 'client' })
  const url = await getSignedUrl(s3, command, {
    expiresIn: seconds,
    signableHeaders: new Set(['host', 'content-type', 'content-length', 'if-none-match']),
  })
  const headers = {
    'content-type': contentType,
    'content-length': String(contentLength),
    'if-none-match': '*',
  }
  return { method: 'PUT', url, headers, expiresAt }
}

function secondsFromNow(seconds: number): string {
  return new Date(Date.now() + seconds * 1_000).toISOString()
}
