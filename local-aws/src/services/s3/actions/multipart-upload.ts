import type { IncomingHttpHeaders } from 'node:http'
import { type ByteRange, byteRange } from '../byte-range.ts'
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  checksumHeader,
  checksumOf,
  type ObjectChecksum,
} from '../checksum.ts'
import { expirationHeader } from '../configuration/object-expiration.ts'
import { copySource, sourceVersionHeader } from '../copy-source.ts'
import { entityTag } from '../entity-tag.ts'
import { conditionalRequestConflict, invalidArgument, invalidRequest } from '../errors.ts'
import { givenChecksum } from '../integrity.ts'
import { assembledObject, checkPartChecksum, MAX_PARTS } from '../multipart-completion.ts'
import type { MultipartUpload, UploadedPart } from '../multipart-uploads.ts'
import { encryptionHeaders, useObjectKey } from '../object-encryption.ts'
import type { ObjectStore } from '../object-store.ts'
import { objectTraits } from '../object-traits.ts'
import { wholeSeconds } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { checkWriteConditions } from '../preconditions.ts'
import { withKey, writtenVersion } from '../put-object.ts'
import { xmlDocument } from '../xml-document.ts'
import { requestedAlgorithm } from './copy-object.ts'
import { checksumXml } from './object-attributes.ts'

/**
 * Multipart uploads: CreateMultipartUpload, UploadPart, UploadPartCopy, CompleteMultipartUpload, AbortMultipartUpload.
 */
export function multipartUpload(store: ObjectStore): S3Operation[] {
  return [
    {
      name: 'CreateMultipartUpload',
      method: 'POST',
      on: 'object',
      query: ['uploads'],
      run: request => create(store, request),
    },
    {
      name: 'UploadPart',
      method: 'PUT',
      on: 'object',
      query: ['partNumber', 'uploadId'],
      run: request => uploadPart(store, request),
    },
    {
      name: 'UploadPartCopy',
      method: 'PUT',
      on: 'object',
      query: ['partNumber', 'uploadId'],
      header: 'x-amz-copy-source',
      run: request => uploadPartCopy(store, request),
    },
    {
      name: 'CompleteMultipartUpload',
      method: 'POST',
      on: 'object',
      query: ['uploadId'],
      checksumOfObject: true,
      run: request => complete(store, request),
    },
    {
      name: 'AbortMultipartUpload',
      method: 'DELETE',
      on: 'object',
      query: ['uploadId'],
      run(request) {
        const { uploads } = store.buckets.get(request.bucket)
        uploads.delete(addressedUpload(store, request))
        return { status: 204 }
      },
    },
  ]
}

/** @throws AwsError `NoSuchUpload` */
export function addressedUpload(
  { buckets }: ObjectStore,
  { bucket, key, query }: S3Request,
): MultipartUpload {
  return buckets.get(bucket).uploads.get(key, query.get('uploadId') ?? '')
}

function create(store: ObjectStore, request: S3Request): S3Response {
  const { key, headers } = request
  const { account } = store
  const bucket = store.buckets.get(request.bucket)
  const traits = withKey(store, objectTraits(headers, bucket), request)
  const upload: MultipartUpload = {
    uploadId: account.random.letters(64),
    key,
    initiatedAt: wholeSeconds(account.clock.now()),
    initiator: request.caller,
    traits,
    checksum: requestedChecksum(headers),
    parts: new Map(),
    overtaken: false,
  }
  bucket.uploads.add(upload)
  return {
    headers: {
      ...encryptionHeaders(traits.encryption),
      ...(upload.checksum && {
        'x-amz-checksum-algorithm': upload.checksum.algorithm,
        'x-amz-checksum-type': upload.checksum.type,
      }),
    },
    body: xmlDocument('InitiateMultipartUploadResult', {
      Bucket: bucket.name,
      Key: key,
      UploadId: upload.uploadId,
    }),
  }
}

/** The checksum types of each algorithm (User Guide, "Checking object integrity"); the first is the default. */
const TYPES: Readonly<Record<ChecksumAlgorithm, readonly ChecksumType[]>> = {
  CRC32: ['COMPOSITE', 'FULL_OBJECT'],
  CRC32C: ['COMPOSITE', 'FULL_OBJECT'],
  CRC64NVME: ['FULL_OBJECT'],
  SHA1: ['COMPOSITE'],
  SHA256: ['COMPOSITE'],
}

/** @throws AwsError `InvalidRequest` */
function requestedChecksum(headers: IncomingHttpHeaders): MultipartUpload['checksum'] {
  const algorithm = requestedAlgorithm(headers)
  const asked = headers['x-amz-checksum-type'] as string | undefined
  if (algorithm === undefined) {
    if (asked === undefined) return undefined
    throw invalidRequest(
      'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
    )
  }
  const type = asked === undefined ? TYPES[algorithm][0] : TYPES[algorithm].find(name => name === asked)
  if (type) return { algorithm, type }
  throw invalidRequest(
    `The ${asked} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  )
}

async function uploadPart(store: ObjectStore, request: S3Request): Promise<S3Response> {
  const upload = addressedUpload(store, request)
  const partNumber = requestedPartNumber(request)
  const given = givenChecksum(request.headers)
  checkPartChecksum(upload, given?.algorithm)
  const part = await storePart(store, request, { partNumber, content: request.body, given })
  return {
    headers: {
      etag: `"${part.eTag}"`,
      ...(part.checksum && { [checksumHeader(part.checksum.algorithm)]: part.checksum.value }),
      ...encryptionHeaders(upload.traits.encryption),
    },
  }
}

async function uploadPartCopy(store: ObjectStore, request: S3Request): Promise<S3Response> {
  const upload = addressedUpload(store, request)
  const partNumber = requestedPartNumber(request)
  const source = copySource(store, request)
  const whole = source.version.object.content
  const range = copiedRange(request.headers['x-amz-copy-source-range'] as string | undefined, whole.length)
  const content = range ? whole.subarray(range.first, range.last + 1) : whole
  const part = await storePart(store, request, { partNumber, content, given: undefined })
  return {
    headers: {
      ...sourceVersionHeader(source),
      ...encryptionHeaders(upload.traits.encryption),
    },
    body: xmlDocument('CopyPartResult', {
      LastModified: new Date(part.lastModified),
      ETag: `"${part.eTag}"`,
      ...checksumXml(part.checksum),
    }),
  }
}

/** @throws AwsError `NoSuchUpload` if the upload ended while the part was hashed */
async function storePart(
  store: ObjectStore,
  request: S3Request,
  { partNumber, content, given }: { partNumber: number; content: Buffer; given: ObjectChecksum | undefined },
): Promise<UploadedPart> {
  const { checksum: wanted, traits } = addressedUpload(store, request)
  // S3 "must decrypt and read data from the encrypted file parts before it completes the multipart upload".
  useObjectKey(store.keys, traits.encryption, 'Decrypt', request)
  const eTag = await entityTag(content, traits.encryption, store.account)
  const checksum = given ?? (wanted && (await checksumOf(content, wanted.algorithm)))
  const lastModified = wholeSeconds(store.account.clock.now())
  const part: UploadedPart = { partNumber, content, eTag, lastModified, checksum }
  addressedUpload(store, request).parts.set(partNumber, part)
  return part
}

/** @throws AwsError `InvalidArgument` */
function requestedPartNumber({ query }: S3Request): number {
  const text = query.get('partNumber') as string
  const partNumber = /^\d+$/.test(text) ? Number(text) : 0
  if (partNumber >= 1 && partNumber <= MAX_PARTS) return partNumber
  throw invalidArgument(
    `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
    'partNumber',
    text,
  )
}

/** @throws AwsError `InvalidArgument`, `InvalidRequest` */
function copiedRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(header) ?? []
  if (first === undefined || Number(first) > Number(last)) {
    throw invalidArgument(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      'x-amz-copy-source-range',
      header,
    )
  }
  if (Number(last) < size) return byteRange(header, size)
  if (Number(first) >= size) {
    throw invalidRequest('The specified copy range is invalid for the source object size')
  }
  throw invalidArgument(
    `Range specified is not valid for source object of size: ${size}`,
    'x-amz-copy-source-range',
    header,
  )
}

/**
 * A conditional completion fails once the key was written or deleted after the upload began.
 *
 * @throws AwsError `ConditionalRequestConflict`
 */
function checkNotOvertaken({ overtaken, key }: MultipartUpload, headers: IncomingHttpHeaders): void {
  if (!overtaken) return
  if (headers['if-none-match'] !== undefined) throw conditionalRequestConflict('If-None-Match', key)
  if (headers['if-match'] !== undefined) throw conditionalRequestConflict('If-Match', key)
}

async function complete(store: ObjectStore, request: S3Request): Promise<S3Response> {
  const { key, headers } = request
  const object = await assembledObject(addressedUpload(store, request), request)
  const bucket = store.buckets.get(request.bucket)
  const upload = addressedUpload(store, request)
  checkWriteConditions(headers, bucket, key)
  checkNotOvertaken(upload, headers)
  useObjectKey(store.keys, object.encryption, 'Decrypt', request)
  bucket.uploads.delete(upload)
  const event = 's3:ObjectCreated:CompleteMultipartUpload'
  const version = store.changes.put(bucket, key, object, event, request)
  return {
    headers: {
      ...writtenVersion(bucket, version.versionId),
      ...encryptionHeaders(object.encryption),
      ...expirationHeader(bucket, version),
    },
    body: xmlDocument('CompleteMultipartUploadResult', {
      Location: `${request.bucketUrl}/${encodeURIComponent(key)}`,
      Bucket: bucket.name,
      Key: key,
      ETag: `"${object.eTag}"`,
      ...checksumXml(object.checksum),
      ChecksumType: object.checksum.type,
    }),
  }
}
