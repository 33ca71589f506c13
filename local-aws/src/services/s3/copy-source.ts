import type { Account } from '../../account.ts'
import { checkVersionId } from './addressed-version.ts'
import type { Bucket } from './bucket.ts'
import {
  invalidArgument,
  invalidRequest,
  noSuchKey,
  noSuchVersion,
  notImplemented,
  preconditionFailed,
} from './errors.ts'
import { checkOwner } from './expected-owner.ts'
import { useObjectKey } from './object-encryption.ts'
import type { ObjectStore } from './object-store.ts'
import { isLive, type LiveVersion, NULL_VERSION } from './object-version.ts'
import type { S3Request } from './operation.ts'
import { failedCondition, readConditions } from './preconditions.ts'

const HEADER = 'x-amz-copy-source'

/** The source of a copy. */
export interface CopySource {
  bucket: Bucket
  version: LiveVersion
  /** Undefined for the current version. */
  versionId: string | undefined
  /** The request as one for the source. */
  reading: S3Request
}

/**
 * The source in `x-amz-copy-source`, `bucket/key` or `bucket/key?versionId=…`, URL-encoded; its conditions hold and its
 * key is usable.
 *
 * @throws AwsError `AccessDenied`, `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `PreconditionFailed`,
 * `InvalidArgument`, …
 */
export function copySource(store: ObjectStore, request: S3Request): CopySource {
  const { bucketName, key, versionId } = parse(request.headers[HEADER] as string)
  checkOwner(request.headers, 'x-amz-source-expected-bucket-owner', store.account.id)
  const query = new URLSearchParams(versionId === undefined ? {} : { versionId })
  const reading = { ...request, bucket: bucketName, key, query }
  store.access.authorize('GetObject', reading)
  const bucket = store.buckets.get(bucketName)
  const version = store.access.find(reading, () => find(bucket, key, versionId))
  checkConditions(version, request, store.account)
  useObjectKey(store.keys, version.object.encryption, 'Decrypt', {
    bucket: bucketName,
    key,
    caller: request.caller,
  })
  return { bucket, version, versionId, reading }
}

/** The header with the copied version, unless it is the null version. */
export function sourceVersionHeader({ version: { versionId } }: CopySource): Record<string, string> {
  return versionId === NULL_VERSION ? {} : { 'x-amz-copy-source-version-id': versionId }
}

function parse(header: string): { bucketName: string; key: string; versionId: string | undefined } {
  if (header.startsWith('arn:')) throw notImplemented('copying from access points')
  const [path, versionId] = header.split(/\?versionId=/) as [string, string?]
  const decoded = decode(path, header).replace(/^\//, '')
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument('Invalid copy source object key', HEADER, HEADER)
  }
  if (versionId !== undefined) checkVersionId(versionId)
  return { bucketName: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId }
}

function decode(path: string, header: string): string {
  try {
    // As in a form, a plus sign is a space.
    return decodeURIComponent(path.replaceAll('+', ' '))
  } catch {
    throw invalidArgument('Invalid copy source encoding.', HEADER, header)
  }
}

function find(bucket: Bucket, key: string, versionId: string | undefined): LiveVersion {
  const version = versionId === undefined ? bucket.latest(key) : bucket.version(key, versionId)
  if (isLive(version)) return version
  if (versionId === undefined) throw noSuchKey(key)
  if (!version) throw noSuchVersion(key, versionId)
  throw invalidRequest(
    'The source of a copy request may not specifically refer to a delete marker by version id.',
  )
}

function checkConditions(version: LiveVersion, { headers }: S3Request, { clock }: Account): void {
  const failed = failedCondition(version, readConditions(headers, 'x-amz-copy-source-'), clock.now())
  if (failed) throw preconditionFailed(`x-amz-copy-source-${failed}`)
}
