import type { Bucket } from './bucket.ts'
import { type ChecksumAlgorithm, checksumHeader, checksumOf, type ObjectChecksum } from './checksum.ts'
import { expirationHeader } from './configuration/object-expiration.ts'
import { entityTag } from './entity-tag.ts'
import { givenChecksum } from './integrity.ts'
import { encryptionHeaders, useObjectKey } from './object-encryption.ts'
import type { ObjectEventName } from './object-events.ts'
import type { ObjectStore } from './object-store.ts'
import { type ObjectTraits, objectTraits } from './object-traits.ts'
import type { LiveVersion } from './object-version.ts'
import type { S3Request } from './operation.ts'
import { checkWriteConditions } from './preconditions.ts'

/** "CRC-64/NVME": the checksum that S3 calculates if the uploader gives none. */
export const DEFAULT_CHECKSUM: ChecksumAlgorithm = 'CRC64NVME'

/**
 * Stores the request's body as a new object; the fields of a posted form are passed as headers.
 *
 * @param request with the checksum in its headers already verified
 * @throws AwsError as {@link objectTraits}, {@link checkWriteConditions} and {@link useObjectKey} do
 */
export async function putObject(
  store: ObjectStore,
  request: S3Request,
  event: ObjectEventName = 's3:ObjectCreated:Put',
): Promise<LiveVersion> {
  const { key, headers, body } = request
  const checksum = givenChecksum(headers) ?? (await checksumOf(body, DEFAULT_CHECKSUM))
  const asked = objectTraits(headers, store.buckets.get(request.bucket))
  const eTag = await entityTag(body, asked.encryption, store.account)
  const bucket = store.buckets.get(request.bucket)
  checkWriteConditions(headers, bucket, key)
  const traits = withKey(store, asked, request)
  const object = { ...traits, content: body, eTag, checksum, parts: undefined }
  return store.changes.put(bucket, key, object, event, request)
}

/**
 * The traits of a new object with the ARN of the key that encrypts it.
 *
 * @throws AwsError as {@link useObjectKey} does
 */
export function withKey({ keys }: ObjectStore, traits: ObjectTraits, request: S3Request): ObjectTraits {
  return { ...traits, encryption: useObjectKey(keys, traits.encryption, 'GenerateDataKey', request) }
}

/** The response headers of a write: `ETag`, `x-amz-version-id`, the encryption, the checksum and the expiration. */
export function writtenHeaders(bucket: Bucket, version: LiveVersion): Record<string, string> {
  const { eTag, encryption, checksum } = version.object
  return {
    etag: `"${eTag}"`,
    ...checksumHeaders(checksum),
    ...writtenVersion(bucket, version.versionId),
    ...encryptionHeaders(encryption),
    ...expirationHeader(bucket, version),
  }
}

/** "If you enable versioning for a bucket, Amazon S3 … returns this ID in the response"; a null version has none. */
export function writtenVersion(bucket: Bucket, versionId: string): Record<string, string> {
  return bucket.versioning === 'Enabled' ? { 'x-amz-version-id': versionId } : {}
}

export function checksumHeaders({ algorithm, type, value }: ObjectChecksum): Record<string, string> {
  return { [checksumHeader(algorithm)]: value, 'x-amz-checksum-type': type }
}
