import type { AwsError } from '../../aws-error.ts'
import type { Bucket } from './bucket.ts'
import { invalidArgument, methodNotAllowed, noSuchKey, noSuchVersion, s3Error } from './errors.ts'
import { isLive, type LiveVersion, NULL_VERSION, type ObjectVersion } from './object-version.ts'
import type { S3Request } from './operation.ts'

/** "Version IDs are … URL-ready, opaque strings"; the ids of the local AWS have this format. */
const VERSION_ID = /^[A-Z2-7]{32}$/

/** @throws AwsError `InvalidArgument` for a text that cannot be a version id of S3 */
export function checkVersionId(versionId: string): void {
  if (isVersionId(versionId)) return
  const reason = versionId === '' ? 'Version id cannot be the empty string' : 'Invalid version id specified'
  throw invalidArgument(reason, 'versionId', versionId)
}

export function isVersionId(versionId: string): boolean {
  return versionId === NULL_VERSION || VERSION_ID.test(versionId)
}

/** The query's `versionId`, if it is present and valid. */
export function requestedVersionId({ query }: S3Request): string | undefined {
  const versionId = query.get('versionId') ?? undefined
  if (versionId !== undefined) checkVersionId(versionId)
  return versionId
}

/**
 * The object that a request refers to: the current version, or the given one.
 *
 * @throws AwsError `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed`: "if the specified version is a delete marker"
 */
export function addressedVersion(bucket: Bucket, request: S3Request): LiveVersion {
  const versionId = requestedVersionId(request)
  return versionId === undefined
    ? currentVersion(bucket, request.key)
    : givenVersion(bucket, request, versionId)
}

/**
 * The object whose tags a request refers to. A delete marker refuses it even if the request names no version.
 *
 * @throws AwsError as {@link addressedVersion}
 */
export function taggedVersion(bucket: Bucket, request: S3Request): LiveVersion {
  const versionId = requestedVersionId(request) ?? bucket.latest(request.key)?.versionId
  return versionId === undefined
    ? currentVersion(bucket, request.key)
    : givenVersion(bucket, request, versionId)
}

function givenVersion(bucket: Bucket, { key, method }: S3Request, versionId: string): LiveVersion {
  const version = bucket.version(key, versionId)
  if (isLive(version)) return version
  if (!version) throw noSuchVersion(key, versionId)
  throw deleted(methodNotAllowed(method, 'DeleteMarker'), version, {
    allow: 'DELETE',
    'last-modified': new Date(version.lastModified).toUTCString(),
  })
}

/** @throws AwsError `NoSuchKey` */
export function currentVersion(bucket: Bucket, key: string): LiveVersion {
  const version = bucket.latest(key)
  if (isLive(version)) return version
  throw version ? deleted(noSuchKey(key), version) : noSuchKey(key)
}

/** "If the current version of the object is a delete marker, Amazon S3 … includes x-amz-delete-marker: true". */
function deleted(
  error: AwsError,
  { versionId }: ObjectVersion,
  headers: Record<string, string> = {},
): AwsError {
  return s3Error(error.statusCode, error.code, error.message, {
    ...error.members,
    ...headers,
    'x-amz-delete-marker': 'true',
    'x-amz-version-id': versionId,
  })
}
