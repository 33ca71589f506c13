import { pageOf } from '../../../api/page.ts'
import type { Bucket } from '../bucket.ts'
import { invalidArgument } from '../errors.ts'
import { listingRequest, listPage, partNumberMarker, requestedLimit } from '../listing.ts'
import type { MultipartUpload } from '../multipart-uploads.ts'
import type { ObjectStore } from '../object-store.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { initiatorOf, ownerOf } from '../owner.ts'
import { compareKeys } from '../sorted-keys.ts'
import { xmlDocument } from '../xml-document.ts'
import { addressedUpload } from './multipart-upload.ts'
import { checksumXml } from './object-attributes.ts'

/** ListMultipartUploads and ListParts. */
export function listMultipartUploads(store: ObjectStore): S3Operation[] {
  return [
    {
      name: 'ListMultipartUploads',
      method: 'GET',
      on: 'bucket',
      query: ['uploads'],
      run: request => listUploads(store, request),
    },
    {
      name: 'ListParts',
      method: 'GET',
      on: 'object',
      query: ['uploadId'],
      run: request => listParts(store, request),
    },
  ]
}

function listUploads({ buckets, account }: ObjectStore, { bucket: name, query }: S3Request): S3Response {
  const bucket = buckets.get(name)
  const request = listingRequest(query, 'max-uploads', 'key-marker')
  const { encode, delimiter, limit, encodingType } = request
  const uploadIdMarker = request.marker === '' ? '' : (query.get('upload-id-marker') ?? '')
  const page = listPage(uploadsBehind(bucket, request.marker, uploadIdMarker), ({ key }) => key, request)
  const body = xmlDocument('ListMultipartUploadsResult', {
    Bucket: bucket.name,
    KeyMarker: encode(request.marker),
    UploadIdMarker: uploadIdMarker,
    NextKeyMarker: encode(page.lastEntry?.key ?? ''),
    NextUploadIdMarker: page.lastEntry?.uploadId ?? '',
    Prefix: encode(request.prefix) || undefined,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxUploads: limit,
    EncodingType: encodingType,
    IsTruncated: page.truncated,
    Upload: page.entries.map(upload => ({
      Key: encode(upload.key),
      UploadId: upload.uploadId,
      Initiator: initiatorOf(upload.initiator),
      Owner: ownerOf(account),
      StorageClass: upload.traits.storageClass,
      Initiated: new Date(upload.initiatedAt),
      ChecksumAlgorithm: upload.checksum?.algorithm,
      ChecksumType: upload.checksum?.type,
    })),
    CommonPrefixes: page.commonPrefixes.map(prefix => ({ Prefix: encode(prefix) })),
  })
  return { body }
}

/** "If upload-id-marker is specified, any multipart uploads for a key equal to the key-marker might also be included". */
function uploadsBehind({ uploads }: Bucket, keyMarker: string, uploadIdMarker: string): MultipartUpload[] {
  const all = uploads.all()
  const marked = all.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === uploadIdMarker)
  if (marked >= 0) return all.slice(marked + 1)
  if (all.some(({ uploadId }) => uploadId === uploadIdMarker)) {
    throw invalidArgument('Invalid uploadId marker', 'upload-id-marker', uploadIdMarker)
  }
  return keyMarker === '' ? all : all.filter(({ key }) => compareKeys(key, keyMarker) > 0)
}

function listParts(store: ObjectStore, request: S3Request): S3Response {
  const { query } = request
  const upload = addressedUpload(store, request)
  const limit = requestedLimit(query, 'max-parts')
  const marker = partNumberMarker(query.get('part-number-marker'), 'part-number-marker')
  const rest = [...upload.parts.values()]
    .filter(({ partNumber }) => partNumber > marker)
    .sort((a, b) => a.partNumber - b.partNumber)
  const { items, next } = pageOf(rest, { limit })
  const body = xmlDocument('ListPartsResult', {
    Bucket: request.bucket,
    Key: upload.key,
    UploadId: upload.uploadId,
    Initiator: initiatorOf(upload.initiator),
    Owner: ownerOf(store.account),
    StorageClass: upload.traits.storageClass,
    PartNumberMarker: marker,
    NextPartNumberMarker: items.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: next !== undefined,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: items.map(({ partNumber, lastModified, eTag, content, checksum }) => ({
      PartNumber: partNumber,
      LastModified: new Date(lastModified),
      ETag: `"${eTag}"`,
      Size: content.length,
      ...(upload.checksum && checksumXml(checksum)),
    })),
  })
  return { body }
}
