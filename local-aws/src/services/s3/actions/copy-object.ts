import type { IncomingHttpHeaders } from 'node:http'
import { BASE_ENCRYPTION } from '../base-encryption.ts'
import type { Bucket } from '../bucket.ts'
import { type ChecksumAlgorithm, checksumOf } from '../checksum.ts'
import { expirationHeader } from '../configuration/object-expiration.ts'
import { type CopySource, copySource, sourceVersionHeader } from '../copy-source.ts'
import { entityTag } from '../entity-tag.ts'
import { invalidArgument, invalidRequest } from '../errors.ts'
import { checksumAlgorithm } from '../integrity.ts'
import { asksForEncryption, encryptionHeaders, requestedEncryption } from '../object-encryption.ts'
import { copiedHeaders, objectHeaders, redirectHeaders } from '../object-headers.ts'
import type { ObjectStore } from '../object-store.ts'
import { tagsOfHeader } from '../object-tags.ts'
import { checkAccessControlList, type ObjectTraits, requestedStorageClass } from '../object-traits.ts'
import type { StoredObject } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { checkWriteConditions } from '../preconditions.ts'
import { withKey } from '../put-object.ts'
import { xmlDocument } from '../xml-document.ts'
import { checksumXml } from './object-attributes.ts'

/** CopyObject. */
export function copyObject(store: ObjectStore): S3Operation[] {
  return [
    {
      name: 'CopyObject',
      method: 'PUT',
      on: 'object',
      header: 'x-amz-copy-source',
      run: request => copy(store, request),
    },
  ]
}

async function copy(store: ObjectStore, request: S3Request): Promise<S3Response> {
  const { key, headers } = request
  const source = copySource(store, request)
  checkChanges(source, store.buckets.get(request.bucket), request)
  const original = source.version.object
  authorizeTags(store, source, request)
  const asked = copiedTraits(original, store.buckets.get(request.bucket), headers)
  const content = {
    ...(await copiedContent(original, requestedAlgorithm(headers))),
    eTag: await entityTag(original.content, asked.encryption, store.account),
  }
  const bucket = store.buckets.get(request.bucket)
  checkWriteConditions(headers, bucket, key)
  const object = { ...withKey(store, asked, request), ...content }
  const version = store.changes.put(bucket, key, object, 's3:ObjectCreated:Copy', request)
  return {
    headers: {
      ...sourceVersionHeader(source),
      ...(bucket.versioning && { 'x-amz-version-id': version.versionId }),
      ...encryptionHeaders(object.encryption),
      ...expirationHeader(bucket, version),
    },
    body: xmlDocument('CopyObjectResult', {
      LastModified: new Date(version.lastModified),
      ETag: `"${object.eTag}"`,
      ...checksumXml(object.checksum),
      ChecksumType: object.checksum.type,
    }),
  }
}

/**
 * "You must have s3:GetObjectTagging permission for the source object and s3:PutObjectTagging permission for objects in
 * the destination bucket" (AWS re:Post, Troubleshoot copying objects between buckets).
 */
function authorizeTags({ access }: ObjectStore, { version, reading }: CopySource, request: S3Request): void {
  if (version.object.tags.size === 0 || directive(request.headers, 'tagging') === 'REPLACE') return
  access.authorize('GetObjectTagging', reading)
  access.authorize('PutObjectTagging', request)
}

/** What a copy takes from its source, and what the request replaces. */
function copiedTraits(original: StoredObject, bucket: Bucket, headers: IncomingHttpHeaders): ObjectTraits {
  checkAccessControlList(headers, bucket.settings)
  const newHeaders = directive(headers, 'metadata') === 'REPLACE'
  const newTags = directive(headers, 'tagging') === 'REPLACE'
  return {
    headers: newHeaders
      ? objectHeaders(headers)
      : { ...copiedHeaders(original.headers), ...redirectHeaders(headers) },
    storageClass: requestedStorageClass(headers),
    encryption: requestedEncryption(headers, bucket.settings.encryption),
    tags: newTags ? tagsOfHeader(headers['x-amz-tagging'] as string | undefined) : original.tags,
  }
}

/** A copy has one part; the bytes are shared, since they never change. */
async function copiedContent(
  { content, checksum }: StoredObject,
  asked: ChecksumAlgorithm | undefined,
): Promise<Pick<StoredObject, 'content' | 'checksum' | 'parts'>> {
  const algorithm = asked ?? checksum.algorithm
  const same = algorithm === checksum.algorithm && checksum.type === 'FULL_OBJECT'
  return {
    content,
    checksum: same ? checksum : await checksumOf(content, algorithm),
    parts: undefined,
  }
}

/** @throws AwsError `InvalidRequest` */
export function requestedAlgorithm(headers: IncomingHttpHeaders): ChecksumAlgorithm | undefined {
  const name = headers['x-amz-checksum-algorithm'] as string | undefined
  return name === undefined ? undefined : checksumAlgorithm(name.toUpperCase())
}

function directive(headers: IncomingHttpHeaders, what: 'metadata' | 'tagging'): 'COPY' | 'REPLACE' {
  const name = `x-amz-${what}-directive`
  const value = (headers[name] as string | undefined) ?? 'COPY'
  if (value === 'COPY' || value === 'REPLACE') return value
  throw invalidArgument(`Unknown ${what} directive.`, name, value)
}

/**
 * Refuses to "copy an object to itself" without a change. Copying an older version makes it the current one, which is a
 * change.
 */
function checkChanges(source: CopySource, bucket: Bucket, { key, headers }: S3Request): void {
  const itself = source.bucket === bucket && source.version.key === key && source.versionId === undefined
  const changes =
    directive(headers, 'metadata') === 'REPLACE' ||
    headers['x-amz-storage-class'] !== undefined ||
    headers['x-amz-website-redirect-location'] !== undefined ||
    asksForEncryption(headers) ||
    bucket.settings.encryption !== BASE_ENCRYPTION
  if (!itself || changes) return
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  )
}
