import type { IncomingHttpHeaders } from 'node:http'
import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { neededPermissions } from '../../identity/needed-permissions.ts'
import type { Permission } from '../../identity/permission.ts'
import type { ContextKeys } from '../../identity/policies/request.ts'
import type { BucketDirectory } from './bucket-directory.ts'
import { conditionKeys, type SignatureFacts } from './condition-keys.ts'
import { TAGGING, tagsOfHeader, tagsOfXml } from './object-tags.ts'
import { isLive, NO_TAGS, type ObjectTags } from './object-version.ts'
import { parseXml } from './xml-document.ts'

/** What the permissions for an operation depend on. */
export interface PermissionRequest {
  /** Empty for all buckets. */
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
  /** `versionId` selects a version. */
  readonly query: URLSearchParams
  /** Those of the request and of a presigned URL, or the fields of a form. */
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly signature: SignatureFacts | undefined
  /** The condition keys of its HTTP request; undefined for a request of this process. */
  readonly http: ContextKeys | undefined
}

/** Where the tags of objects are found. */
interface Place {
  readonly account: Account
  readonly buckets: BucketDirectory
}

/** Operations whose headers say what the new object has. */
const CREATING = ['CopyObject', 'CreateMultipartUpload', 'PostObject', 'PutObject']

/** Operations whose actions have `s3:ExistingObjectTag`; those that write and delete objects have not. */
const ON_EXISTING = [
  'DeleteObjectTagging',
  'GetObject',
  'GetObjectAcl',
  'GetObjectAttributes',
  'GetObjectTagging',
  'HeadObject',
  'PutObjectAcl',
  'PutObjectTagging',
]

/**
 * The permissions that a caller needs for an operation of S3. If a version is given, the actions differ:
 * `s3:GetObjectVersion` instead of `s3:GetObject`.
 *
 * @param operation the name in the API reference
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function permissionsFor(place: Place, operation: string, request: PermissionRequest): Permission[] {
  const { account } = place
  const { bucket, key, http } = request
  const needed = neededPermissions(account, { service: 's3', operation, input: { bucket, key } })
  const existingTags = ON_EXISTING.includes(operation) ? existingTagsOf(place, request) : NO_TAGS
  const described = { ...request, existingTags, newTags: newTagsIn(operation, request) }
  const keys = { ...http, ...conditionKeys(described, account.id) }
  const versioned = key !== '' && Boolean(request.query.get('versionId'))
  const permissions = needed.map(({ action, resource }) => ({
    action: versioned ? action.replace(/Object(?!Version)/, 'ObjectVersion') : action,
    resource,
    keys,
  }))
  const more = actionsByHeaders(operation, request.headers)
  return more.length === 0 ? permissions : [...permissions, ...onEach(permissions, more)]
}

/** The actions that headers require beside the action of the operation itself. */
function actionsByHeaders(operation: string, headers: IncomingHttpHeaders): string[] {
  const grants = Object.keys(headers).some(name => name === 'x-amz-acl' || name.startsWith('x-amz-grant-'))
  if (operation === 'CreateBucket') {
    return [
      ...(grants ? ['s3:PutBucketAcl'] : []),
      ...(headers['x-amz-object-ownership'] === undefined ? [] : ['s3:PutBucketOwnershipControls']),
    ]
  }
  if (!CREATING.includes(operation)) return []
  return [
    ...(grants ? ['s3:PutObjectAcl'] : []),
    ...(headers['x-amz-tagging'] ? ['s3:PutObjectTagging'] : []),
  ]
}

function onEach(permissions: readonly Permission[], actions: readonly string[]): Permission[] {
  return permissions.flatMap(permission => actions.map(action => ({ ...permission, action })))
}

function existingTagsOf({ buckets }: Place, { bucket: name, key, query }: PermissionRequest): ObjectTags {
  const bucket = buckets.find(name)
  const versionId = query.get('versionId')
  const version = versionId ? bucket?.version(key, versionId) : bucket?.latest(key)
  return isLive(version) ? version.object.tags : NO_TAGS
}

/** The operation refuses tags that are invalid. */
function newTagsIn(operation: string, { headers, body }: PermissionRequest): ObjectTags {
  try {
    if (operation === 'PutObjectTagging') return tagsOfXml(parseXml(body, 'Tagging', TAGGING))
    if (!CREATING.includes(operation)) return NO_TAGS
    return tagsOfHeader(headers['x-amz-tagging'] as string | undefined)
  } catch (error) {
    if (error instanceof AwsError) return NO_TAGS
    throw error
  }
}
