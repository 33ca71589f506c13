import type { Account } from '../../../account.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import { invalidArgument } from '../errors.ts'
import { type ListedPage, type ListingRequest, listingRequest, listPage } from '../listing.ts'
import { isLive, type LiveVersion } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { ownerOf } from '../owner.ts'
import { compareKeys } from '../sorted-keys.ts'
import { type XmlContent, xmlDocument } from '../xml-document.ts'

/** ListObjects and ListObjectsV2. */
export function listObjects(buckets: BucketDirectory, account: Account): S3Operation[] {
  return [
    {
      name: 'ListObjects',
      method: 'GET',
      on: 'bucket',
      run: request => listV1(buckets.get(request.bucket), account, request),
    },
    {
      name: 'ListObjectsV2',
      method: 'GET',
      on: 'bucket',
      query: ['list-type'],
      run: request => listV2(buckets.get(request.bucket), account, request),
    },
  ]
}

function listV1(bucket: Bucket, account: Account, { query }: S3Request): S3Response {
  const request = listingRequest(query, 'max-keys', 'marker')
  const page = listCurrent(bucket, request)
  const { delimiter, encode } = request
  const nextMarker = page.truncated && delimiter !== '' && page.last !== undefined
  const body = xmlDocument('ListBucketResult', {
    ...listingXml(bucket, request, page),
    Marker: encode(request.marker),
    NextMarker: nextMarker ? encode(page.last as string) : undefined,
    ...contentsXml(page, request, ownerOf(account)),
  })
  return { body }
}

function listV2(bucket: Bucket, account: Account, { query }: S3Request): S3Response {
  if (query.get('list-type') !== '2') {
    throw invalidArgument('Invalid List Type specified in Request', 'list-type', query.get('list-type') ?? '')
  }
  const startAfter = query.get('start-after') ?? undefined
  const token = query.get('continuation-token') ?? undefined
  const marker = token === undefined ? (startAfter ?? '') : decodeToken(token)
  const request = { ...listingRequest(query, 'max-keys', 'start-after'), marker }
  const page = listCurrent(bucket, request)
  const owner = query.get('fetch-owner') === 'true' ? ownerOf(account) : undefined
  const body = xmlDocument('ListBucketResult', {
    ...listingXml(bucket, request, page),
    StartAfter: startAfter === undefined || token !== undefined ? undefined : request.encode(startAfter),
    ContinuationToken: token,
    NextContinuationToken: page.truncated ? encodeToken(page.last as string) : undefined,
    KeyCount: page.entries.length + page.commonPrefixes.length,
    ...contentsXml(page, request, owner),
  })
  return { body }
}

/** "The continuation token … is obfuscated and is not a real key." */
function encodeToken(last: string): string {
  return Buffer.from(`1${last}`).toString('base64')
}

function decodeToken(token: string): string {
  const text = Buffer.from(token, 'base64').toString()
  if (text.startsWith('1') && encodeToken(text.slice(1)) === token) return text.slice(1)
  throw invalidArgument(
    'The continuation token provided is incorrect',
    'continuation-token',
    token || undefined,
  )
}

/** Where a listing starts. */
type KeyRange = Pick<ListingRequest, 'prefix' | 'marker'>

/** The keys from the marker on, or from the first key with the prefix. */
export function keysToList(bucket: Bucket, { prefix, marker }: KeyRange): Iterable<string> {
  if (compareKeys(marker, prefix) >= 0) return bucket.keysFrom(marker)
  return bucket.keysFrom(prefix, true)
}

function listCurrent(bucket: Bucket, request: ListingRequest): ListedPage<LiveVersion> {
  return listPage(currentObjects(bucket, request), ({ key }) => key, request)
}

/** The objects with the prefix, from the marker on. */
export function* currentObjects(bucket: Bucket, request: KeyRange): Generator<LiveVersion> {
  for (const key of keysToList(bucket, request)) {
    if (!key.startsWith(request.prefix)) return
    const version = bucket.latest(key)
    if (isLive(version)) yield version
  }
}

/** The members of the request that every listing of a bucket repeats. */
export function listingXml(bucket: Bucket, request: ListingRequest, { truncated }: ListedPage<unknown>) {
  const { prefix, delimiter, limit, encodingType, encode } = request
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: encodingType,
    IsTruncated: truncated,
  }
}

function contentsXml(
  { entries, commonPrefixes }: ListedPage<LiveVersion>,
  { encode }: ListingRequest,
  owner: XmlContent,
) {
  return {
    Contents: entries.map(version => ({ Key: encode(version.key), ...objectXml(version, owner) })),
    CommonPrefixes: commonPrefixes.map(prefix => ({ Prefix: encode(prefix) })),
  }
}

/** The members of an object in listings, without its key. */
export function objectXml({ lastModified, object }: LiveVersion, owner: XmlContent) {
  const { eTag, checksum, content, storageClass } = object
  return {
    LastModified: new Date(lastModified),
    ETag: `"${eTag}"`,
    ChecksumAlgorithm: checksum.algorithm,
    ChecksumType: checksum.type,
    Size: content.length,
    StorageClass: storageClass,
    Owner: owner,
  }
}
