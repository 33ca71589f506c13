import { AwsError } from '../../../aws-error.ts'
import { isVersionId, requestedVersionId } from '../addressed-version.ts'
import type { Bucket } from '../bucket.ts'
import { invalidRequest, malformedXml, noSuchVersion } from '../errors.ts'
import { verifiedChecksum } from '../integrity.ts'
import type { ObjectStore } from '../object-store.ts'
import type { ObjectVersion } from '../object-version.ts'
import type { S3Operation, S3Request, S3Response } from '../operation.ts'
import { checkDeletable } from '../preconditions.ts'
import { putObject, writtenHeaders } from '../put-object.ts'
import {
  NOT_SIMULATED,
  parseXml,
  type XmlContent,
  type XmlElement,
  type XmlSequence,
  xmlDocument,
} from '../xml-document.ts'

/** "The request can contain a list of up to 1,000 keys". */
const MAX_KEYS = 1000

/** The element `Delete`; other conditions than the entity tag are for directory buckets. */
export const DELETION = {
  Object: {
    Key: 'text',
    VersionId: 'text',
    ETag: 'text',
    LastModifiedTime: NOT_SIMULATED,
    Size: NOT_SIMULATED,
  },
  Quiet: 'text',
} as const

/** PutObject, DeleteObject and DeleteObjects. */
export function putAndDelete(store: ObjectStore): S3Operation[] {
  return [
    {
      name: 'PutObject',
      method: 'PUT',
      on: 'object',
      async run(request) {
        const version = await putObject(store, request)
        return { headers: writtenHeaders(store.buckets.get(request.bucket), version) }
      },
    },
    {
      name: 'DeleteObject',
      method: 'DELETE',
      on: 'object',
      run(request) {
        const bucket = store.buckets.get(request.bucket)
        const versionId = requestedVersionId(request)
        const ifMatch = request.headers['if-match']
        const deletion = deleteOne(store, bucket, { key: request.key, versionId, ifMatch }, request)
        return { status: 204, headers: deletionHeaders(bucket, deletion, versionId) }
      },
    },
    {
      name: 'DeleteObjects',
      method: 'POST',
      on: 'bucket',
      query: ['delete'],
      run: request => deleteMany(store, request),
    },
  ]
}

interface Deletion {
  key: string
  versionId: string | undefined
  /** An entity tag, or `*`. */
  ifMatch: string | undefined
}

/** The deleted version, or the new delete marker; undefined if there was nothing to delete. */
function deleteOne(
  { changes }: ObjectStore,
  bucket: Bucket,
  { key, versionId, ifMatch }: Deletion,
  request: S3Request,
): ObjectVersion | undefined {
  checkDeletable(ifMatch, bucket, key)
  if (versionId === undefined) return changes.delete(bucket, key, request)
  return changes.deleteVersion(bucket, key, versionId, request)
}

function deletionHeaders(
  { versioning }: Bucket,
  deletion: ObjectVersion | undefined,
  requested: string | undefined,
): Record<string, string> {
  const versionId = deletion?.versionId ?? requested
  return {
    ...(versioning !== undefined && versionId !== undefined && { 'x-amz-version-id': versionId }),
    ...(deletion && !deletion.object && { 'x-amz-delete-marker': 'true' }),
  }
}

async function deleteMany(store: ObjectStore, request: S3Request): Promise<S3Response> {
  await checkIntegrityGiven(request)
  const bucket = store.buckets.get(request.bucket)
  const document = parseXml(request.body, 'Delete', DELETION)
  const objects = document.all('Object')
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml()
  const deletions = objects.map(deletionOf)
  const quiet = document.textOf('Quiet')?.toLowerCase() === 'true'
  const results = deletions
    .map(deletion => tryOne(store, bucket, deletion, request))
    .filter(([name]) => name === 'Error' || !quiet)
  return { body: xmlDocument('DeleteResult', {}, results) }
}

/** "Content-MD5 … This header is required", or a checksum instead. */
async function checkIntegrityGiven({ headers, body }: S3Request): Promise<void> {
  if (headers['content-md5'] !== undefined || (await verifiedChecksum(headers, body))) return
  throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*')
}

function deletionOf(object: XmlElement): Deletion {
  const key = object.textOf('Key')
  if (!key) throw malformedXml()
  return { key, versionId: object.textOf('VersionId') || undefined, ifMatch: object.textOf('ETag') }
}

function tryOne(
  store: ObjectStore,
  bucket: Bucket,
  deletion: Deletion,
  request: S3Request,
): XmlSequence[number] {
  const { key, versionId } = deletion
  try {
    authorize(store, deletion, request)
    if (versionId !== undefined && !isVersionId(versionId)) throw noSuchVersion(key, versionId)
    return ['Deleted', deletedXml(deletion, deleteOne(store, bucket, deletion, request))]
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return ['Error', { Code: error.code, Message: error.message, Key: key, VersionId: versionId }]
  }
}

/** @throws AwsError `AccessDenied` */
function authorize({ access }: ObjectStore, { key, versionId }: Deletion, request: S3Request): void {
  const query = new URLSearchParams(versionId === undefined ? {} : { versionId })
  access.authorize('DeleteObject', { ...request, key, query })
}

function deletedXml({ key, versionId }: Deletion, deletion: ObjectVersion | undefined): XmlContent {
  const marker = deletion && !deletion.object ? deletion : undefined
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: marker && true,
    DeleteMarkerVersionId: marker?.versionId,
  }
}
