import type { IncomingHttpHeaders } from 'node:http'
import type { ContextKeys } from '../../identity/policies/request.ts'
import type { ObjectTags } from './object-version.ts'

/** How a request is signed, as condition keys name it. */
export interface SignatureFacts {
  readonly method: 'REST-HEADER' | 'REST-QUERY-STRING' | 'POST'
  /** `AWS` is Signature Version 2. */
  readonly version: 'AWS' | 'AWS4-HMAC-SHA256'
  /** Of a presigned URL or a form, in ms: "In Signature Version 2, this value is always set to 0." */
  readonly ageMs?: number
}

/** What the condition keys of a request are read from. */
export interface DescribedRequest {
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  /** Undefined for an unsigned request, and one of this process. */
  readonly signature: SignatureFacts | undefined
  /** The tags that the request gives to an object. */
  readonly newTags: ObjectTags
  /** Those that the object has. */
  readonly existingTags: ObjectTags
}

/** Headers that are condition keys, under their own name behind `s3:`. */
const HEADERS = [
  'if-match',
  'if-none-match',
  'x-amz-acl',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-grant-full-control',
  'x-amz-grant-read',
  'x-amz-grant-read-acp',
  'x-amz-grant-write',
  'x-amz-grant-write-acp',
  'x-amz-metadata-directive',
  'x-amz-object-ownership',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
  'x-amz-website-redirect-location',
] as const

/** Query parameters, likewise. */
const PARAMETERS = ['delimiter', 'max-keys', 'prefix'] as const

/**
 * Every request counts as made with the latest TLS.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
 */
const TLS_VERSION = '1.3'

/** The condition keys of S3's actions. */
export function conditionKeys(
  { headers, query, signature, newTags, existingTags }: DescribedRequest,
  accountId: string,
): ContextKeys {
  const keys: Record<string, string | readonly string[] | undefined> = {
    's3:authtype': signature?.method,
    's3:resourceaccount': accountId,
    's3:signatureage': signature?.ageMs?.toString(),
    's3:signatureversion': signature?.version,
    's3:tlsversion': TLS_VERSION,
    's3:versionid': query.get('versionId') ?? undefined,
  }
  for (const name of HEADERS) {
    const value = headers[name]
    if (value !== undefined) keys[`s3:${name}`] = value
  }
  for (const name of PARAMETERS) {
    const value = query.get(name)
    if (value !== null) keys[`s3:${name}`] = value
  }
  for (const [tag, value] of existingTags) keys[`s3:existingobjecttag/${tag.toLowerCase()}`] = value
  for (const [tag, value] of newTags) keys[`s3:requestobjecttag/${tag.toLowerCase()}`] = value
  if (newTags.size > 0) keys['s3:requestobjecttagkeys'] = [...newTags.keys()]
  return keys
}
