import type { IncomingHttpHeaders } from 'node:http'
import type { AwsError } from '../../aws-error.ts'
import type { BucketSettings } from './bucket-settings.ts'
import { accessControlListNotSupported, notImplemented, s3Error } from './errors.ts'
import { requestedEncryption } from './object-encryption.ts'
import { objectHeaders } from './object-headers.ts'
import { tagsOfHeader } from './object-tags.ts'
import type { StoredObject } from './object-version.ts'

/** What the headers of a write determine about the object, without its content. */
export type ObjectTraits = Pick<StoredObject, 'headers' | 'storageClass' | 'encryption' | 'tags'>

const STORAGE_CLASSES = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]
/** Canned ACLs that only grant rights to the owner of the bucket, who already owns its objects. */
const OWNERS_ACLS = ['private', 'bucket-owner-full-control', 'bucket-owner-read']

/**
 * @throws AwsError `InvalidStorageClass`, `InvalidArgument`, `InvalidTag`, `MetadataTooLarge`,
 *   `AccessControlListNotSupported`
 */
export function objectTraits(
  headers: IncomingHttpHeaders,
  bucket: { settings: BucketSettings },
): ObjectTraits {
  checkAccessControlList(headers, bucket.settings)
  return {
    headers: objectHeaders(headers),
    storageClass: requestedStorageClass(headers),
    encryption: requestedEncryption(headers, bucket.settings.encryption),
    tags: tagsOfHeader(headers['x-amz-tagging'] as string | undefined),
  }
}

/** @throws AwsError `AccessControlListNotSupported`, `NotImplemented` */
export function checkAccessControlList(headers: IncomingHttpHeaders, settings: BucketSettings): void {
  if (asksForAccess(headers, OWNERS_ACLS)) throw accessControlListRefused(settings)
}

/**
 * The error for a list on an object or a bucket. With "Bucket owner enforced", S3 refuses lists; the other settings
 * allow them, but they are not simulated.
 */
export function accessControlListRefused({ ownership }: BucketSettings): AwsError {
  return ownership === 'BucketOwnerEnforced'
    ? accessControlListNotSupported()
    : notImplemented('access control lists')
}

/**
 * Whether the request grants access by a list.
 *
 * @param harmless the canned lists that change nothing
 */
export function asksForAccess(headers: IncomingHttpHeaders, harmless: readonly string[]): boolean {
  const acl = headers['x-amz-acl'] as string | undefined
  const canned = acl !== undefined && !harmless.includes(acl)
  return canned || Object.keys(headers).some(name => name.startsWith('x-amz-grant-'))
}

/** @throws AwsError `InvalidStorageClass` */
export function requestedStorageClass(headers: IncomingHttpHeaders): string {
  const asked = headers['x-amz-storage-class'] as string | undefined
  if (asked === undefined) return 'STANDARD'
  if (STORAGE_CLASSES.includes(asked)) return asked
  throw s3Error(400, 'InvalidStorageClass', 'The storage class you specified is not valid', {
    StorageClassRequested: asked,
  })
}
