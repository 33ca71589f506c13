import type { Caller } from '../../../identity/caller.ts'
import { addressedVersion, currentVersion } from '../addressed-version.ts'
import type { Bucket } from '../bucket.ts'
import { type ByteRange, byteRange } from '../byte-range.ts'
import { invalidRequest, preconditionFailed, s3Error } from '../errors.ts'
import { encryptionHeaders, useObjectKey } from '../object-encryption.ts'
import { servedHeaders } from '../object-headers.ts'
import type { ObjectStore } from '../object-store.ts'
import type { LiveVersion, StoredObject } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { failedCondition, readConditions } from '../preconditions.ts'
import { checksumHeaders } from '../put-object.ts'

const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE']

/** GetObject and HeadObject. */
export function readObject(store: ObjectStore): S3Operation[] {
  function find(request: S3Request): { bucket: Bucket; version: LiveVersion } {
    const bucket = store.buckets.get(request.bucket)
    return { bucket, version: addressedVersion(bucket, request) }
  }

  return [
    {
      name: 'HeadObject',
      method: 'HEAD',
      on: 'object',
      run(request) {
        const { bucket, version } = find(request)
        return read(store, bucket, version, request)
      },
    },
    {
      name: 'GetObject',
      method: 'GET',
      on: 'object',
      run(request) {
        const { bucket, version } = find(request)
        const response = read(store, bucket, version, request)
        if (response.status === 304) return response
        checkRetrievable(version.object)
        useObjectKey(store.keys, version.object.encryption, 'Decrypt', request.caller as Caller)
        return response
      },
    },
  ]
}

/**
 * The content of the current version, for other services.
 *
 * @throws AwsError as GetObject does
 */
export function retrieve(store: ObjectStore, bucketName: string, key: string, caller: Caller): Buffer {
  const { object } = currentVersion(store.buckets.get(bucketName), key)
  checkRetrievable(object)
  useObjectKey(store.keys, object.encryption, 'Decrypt', caller)
  return object.content
}

function read(store: ObjectStore, bucket: Bucket, version: LiveVersion, request: S3Request): S3Response {
  const { object } = version
  const validators = {
    etag: `"${object.eTag}"`,
    'last-modified': new Date(version.lastModified).toUTCString(),
    ...(bucket.versioning && { 'x-amz-version-id': version.versionId }),
  }
  const failed = failedCondition(version, readConditions(request.headers), store.account.clock.now())
  if (failed === 'If-None-Match' || failed === 'If-Modified-Since') {
    return { status: 304, headers: validators }
  }
  if (failed) throw preconditionFailed(failed)

  const { range, partsCount } = requestedRange(object, request)
  const part = range ? object.content.subarray(range.first, range.last + 1) : object.content
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    ...validators,
    ...servedHeaders(object.headers, request.query),
    ...(object.storageClass !== 'STANDARD' && { 'x-amz-storage-class': object.storageClass }),
    ...(object.tags.size > 0 && { 'x-amz-tagging-count': String(object.tags.size) }),
    ...encryptionHeaders(object.encryption, store.account),
    ...(partsCount !== undefined && { 'x-amz-mp-parts-count': String(partsCount) }),
    ...(!range && asksForChecksum(request) && checksumHeaders(object.checksum)),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${object.content.length}` }),
  }
  return { status: range ? 206 : 200, headers, body: part }
}

function asksForChecksum({ headers }: S3Request): boolean {
  return String(headers['x-amz-checksum-mode']).toUpperCase() === 'ENABLED'
}

/** @throws AwsError `InvalidRange`, `InvalidPartNumber`, `InvalidRequest` */
function requestedRange(
  { content, parts }: StoredObject,
  { headers, query }: S3Request,
): { range: ByteRange | undefined; partsCount: number | undefined } {
  const partNumber = query.get('partNumber')
  const { range } = headers
  if (partNumber === null) return { range: byteRange(range, content.length), partsCount: undefined }
  if (range !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
  const sizes = parts?.map(({ size }) => size) ?? [content.length]
  const index = Number(partNumber) - 1
  const size = sizes[index]
  if (size === undefined) throw invalidPartNumber(partNumber, sizes.length)
  const first = sizes.slice(0, index).reduce((sum, before) => sum + before, 0)
  return { range: size === 0 ? undefined : { first, last: first + size - 1 }, partsCount: parts?.length }
}

function invalidPartNumber(requested: string, actual: number) {
  return s3Error(416, 'InvalidPartNumber', 'The requested partnumber is not satisfiable', {
    PartNumberRequested: requested,
    ActualPartCount: actual,
  })
}

/** "you must first restore the object", which is not simulated. */
function checkRetrievable({ storageClass }: StoredObject): void {
  if (!ARCHIVED.includes(storageClass)) return
  throw s3Error(403, 'InvalidObjectState', "The operation is not valid for the object's storage class", {
    StorageClass: storageClass,
  })
}
