import type { Caller } from '../../../identity/caller.ts'
import { addressedVersion, currentVersion } from '../addressed-version.ts'
import type { Bucket } from '../bucket.ts'
import { type ByteRange, byteRange } from '../byte-range.ts'
import type { ObjectChecksum } from '../checksum.ts'
import { expirationHeader } from '../configuration/object-expiration.ts'
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
    return { bucket, version: store.access.find(request, () => addressedVersion(bucket, request)) }
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
        useObjectKey(store.keys, version.object.encryption, 'Decrypt', request)
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
  const bucket = store.buckets.get(bucketName)
  const asker = { bucket: bucketName, caller, http: undefined }
  const { object } = store.access.find(asker, () => currentVersion(bucket, key))
  checkRetrievable(object)
  useObjectKey(store.keys, object.encryption, 'Decrypt', { bucket: bucketName, key, caller })
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

  const { range, partsCount, checksum } = requestedRange(object, request)
  const part = range ? object.content.subarray(range.first, range.last + 1) : object.content
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    ...validators,
    ...servedHeaders(object.headers, request.query),
    ...(object.storageClass !== 'STANDARD' && { 'x-amz-storage-class': object.storageClass }),
    ...(object.tags.size > 0 && { 'x-amz-tagging-count': String(object.tags.size) }),
    ...encryptionHeaders(object.encryption),
    ...expirationHeader(bucket, version),
    ...(partsCount !== undefined && { 'x-amz-mp-parts-count': String(partsCount) }),
    ...(checksum && asksForChecksum(request) && checksumHeaders(checksum)),
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${object.content.length}` }),
  }
  return { status: range ? 206 : 200, headers, body: part }
}

function asksForChecksum({ headers }: S3Request): boolean {
  return String(headers['x-amz-checksum-mode']).toUpperCase() === 'ENABLED'
}

interface RequestedRange {
  range: ByteRange | undefined
  partsCount: number | undefined
  /** Undefined for a range that has no checksum of its own. */
  checksum: ObjectChecksum | undefined
}

/** @throws AwsError `InvalidRange`, `InvalidPartNumber`, `InvalidRequest` */
function requestedRange(object: StoredObject, { headers, query }: S3Request): RequestedRange {
  const { content, parts } = object
  const partNumber = query.get('partNumber')
  if (partNumber === null) {
    const range = byteRange(headers.range, content.length)
    const whole = range === undefined || (range.first === 0 && range.last === content.length - 1)
    return { range, partsCount: undefined, checksum: whole ? object.checksum : undefined }
  }
  if (headers.range !== undefined) {
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter')
  }
  const sizes = parts?.map(({ size }) => size) ?? [content.length]
  const index = Number(partNumber) - 1
  const size = sizes[index]
  if (size === undefined) throw invalidPartNumber(partNumber, sizes.length)
  const first = sizes.slice(0, index).reduce((sum, before) => sum + before, 0)
  return {
    range: size === 0 ? undefined : { first, last: first + size - 1 },
    partsCount: parts?.length,
    checksum: parts ? partChecksum(object, parts[index]?.checksum) : object.checksum,
  }
}

/** Only composite checksums keep those of the parts. */
function partChecksum({ checksum: { type } }: StoredObject, checksum: ObjectChecksum | undefined) {
  return type === 'COMPOSITE' && checksum ? { ...checksum, type } : undefined
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
