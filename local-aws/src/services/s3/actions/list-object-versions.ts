import type { Account } from '../../../account.ts'
import { checkVersionId } from '../addressed-version.ts'
import type { Bucket } from '../bucket.ts'
import type { BucketDirectory } from '../bucket-directory.ts'
import { invalidArgument } from '../errors.ts'
import { type ListedPage, type ListingRequest, listingRequest, listPage } from '../listing.ts'
import { isLive, type ObjectVersion } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { ownerOf } from '../owner.ts'
import { type XmlContent, type XmlSequence, xmlDocument } from '../xml-document.ts'
import { keysToList, listingXml, objectXml } from './list-objects.ts'

/** ListObjectVersions: by key, "the most recently stored version first". */
export function listObjectVersions(buckets: BucketDirectory, account: Account): S3Operation[] {
  return [
    {
      name: 'ListObjectVersions',
      method: 'GET',
      on: 'bucket',
      query: ['versions'],
      run: request => list(buckets.get(request.bucket), account, request),
    },
  ]
}

function list(bucket: Bucket, account: Account, { query }: S3Request): S3Response {
  const request = listingRequest(query, 'max-keys', 'key-marker')
  const versionIdMarker = requestedVersionIdMarker(query)
  const { encode } = request
  const page = listPage(versions(bucket, request, versionIdMarker), ({ key }) => key, request)
  const body = xmlDocument(
    'ListVersionsResult',
    {
      ...listingXml(bucket, request, page),
      KeyMarker: encode(request.marker),
      VersionIdMarker: versionIdMarker ?? '',
      ...nextMarkers(page, request),
    },
    [
      ...page.entries.map(version => entryXml(bucket, version, encode, ownerOf(account))),
      ...page.commonPrefixes.map(prefix => ['CommonPrefixes', { Prefix: encode(prefix) }] as const),
    ],
  )
  return { body }
}

function requestedVersionIdMarker(query: URLSearchParams): string | undefined {
  const marker = query.get('version-id-marker')
  if (marker === null) return undefined
  if (marker === '') throw invalidArgument('A version-id marker cannot be empty.', 'version-id-marker', '')
  if (query.has('key-marker')) {
    checkVersionId(marker)
    return marker
  }
  throw invalidArgument(
    'A version-id marker cannot be specified without a key marker.',
    'version-id-marker',
    marker,
  )
}

/** The versions after the markers; the remaining versions of the marked key come first. */
function* versions(
  bucket: Bucket,
  request: ListingRequest,
  versionIdMarker: string | undefined,
): Generator<ObjectVersion> {
  if (versionIdMarker !== undefined) {
    const marked = bucket.versionsOf(request.marker)
    const index = marked.findIndex(({ versionId }) => versionId === versionIdMarker)
    if (index >= 0) yield* marked.slice(index + 1)
  }
  for (const key of keysToList(bucket, request)) {
    if (!key.startsWith(request.prefix)) return
    yield* bucket.versionsOf(key)
  }
}

function nextMarkers({ truncated, last, lastEntry }: ListedPage<ObjectVersion>, { encode }: ListingRequest) {
  if (!truncated || last === undefined) return {}
  return { NextKeyMarker: encode(last), NextVersionIdMarker: lastEntry?.versionId }
}

function entryXml(
  bucket: Bucket,
  version: ObjectVersion,
  encode: (text: string) => string,
  owner: XmlContent,
): XmlSequence[number] {
  const { key, versionId, lastModified } = version
  const identity = {
    Key: encode(key),
    VersionId: versionId,
    IsLatest: bucket.latest(key) === version,
  }
  if (isLive(version)) return ['Version', { ...identity, ...objectXml(version, owner) }]
  return ['DeleteMarker', { ...identity, LastModified: new Date(lastModified), Owner: owner }]
}
