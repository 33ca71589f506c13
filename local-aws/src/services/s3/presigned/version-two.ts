import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import { headerValues, queryParameters, type RequestHead } from '../../../identity/canonical-request.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import { accessDenied } from '../errors.ts'
import type { RequestTarget } from '../request-target.ts'
import { credentialsOf, signatureDoesNotMatch } from './credential-check.ts'
import { requestExpired } from './presigned-url.ts'

/*
 * Signature Version 2 "is being turned off (deprecated)", and us-east-1 still takes it: there the AWS CLI (version 1)
 * and boto3 presign with it unless they are told not to.
 */

/** Whether the URL has the parameters of a version 2 presigned URL. */
export function isVersionTwo(query: URLSearchParams): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature')
}

/**
 * Parameters that change the operation or the response and are therefore signed (API reference, "Appendix:
 * Authenticating requests (AWS signature version 2)").
 */
const SIGNED_PARAMETERS = [
  'accelerate',
  'acl',
  'analytics',
  'cors',
  'delete',
  'inventory',
  'lifecycle',
  'location',
  'logging',
  'metrics',
  'notification',
  'object-lock',
  'partNumber',
  'policy',
  'replication',
  'requestPayment',
  'restore',
  'select',
  'select-type',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
]

/**
 * Returns the signer of the URL.
 *
 * @throws AwsError `AccessDenied` if it has expired, `SignatureDoesNotMatch`, `InvalidAccessKeyId`, `InvalidToken`
 */
export function verifyVersionTwo(
  request: RequestHead,
  { bucket, virtualHosted }: RequestTarget,
  store: CredentialStore,
): PrincipalCaller {
  const path = request.url.split('?', 1)[0] as string
  const parameters = queryParameters(request.url.slice(path.length + 1))
  const query = new Map(parameters)
  const [accessKeyId = '', signature = '', expires = ''] = ['AWSAccessKeyId', 'Signature', 'Expires'].map(
    name => query.get(name),
  )
  const { secretAccessKey } = credentialsOf(store, accessKeyId, query.get('x-amz-security-token'))
  if (!/^\d+$/.test(expires)) {
    throw accessDenied(`Invalid date (should be seconds since epoch): ${expires}`)
  }
  const now = store.clockOf(accessKeyId).now()
  if (now > Number(expires) * 1000) throw requestExpired(Number(expires) * 1000, now)

  const header = (name: string) => headerValues(request.rawHeaders, name)[0] ?? query.get(name) ?? ''
  const stringToSign = [
    request.method,
    header('content-md5'),
    header('content-type'),
    expires,
    ...amazonHeaders(request.rawHeaders, parameters),
    (virtualHosted ? `/${bucket}${path}` : path) + signedQuery(parameters),
  ].join('\n')
  checkVersionTwoSignature(signature, { accessKeyId, secretAccessKey, stringToSign })
  return store.callerOf(accessKeyId)
}

/** @throws AwsError `SignatureDoesNotMatch` */
export function checkVersionTwoSignature(
  signature: string,
  signed: { accessKeyId: string; secretAccessKey: string; stringToSign: string },
): void {
  const { accessKeyId, secretAccessKey, stringToSign } = signed
  const expected = createHmac('sha1', secretAccessKey).update(stringToSign).digest()
  const given = Buffer.from(signature, 'base64')
  if (given.length === expected.length && timingSafeEqual(given, expected)) return
  throw signatureDoesNotMatch({
    AWSAccessKeyId: accessKeyId,
    StringToSign: stringToSign,
    SignatureProvided: signature,
  })
}

/** The `x-amz-` headers of the request and the URL, sorted, one per line. */
function amazonHeaders(rawHeaders: readonly string[], parameters: readonly [string, string][]): string[] {
  const sent = rawHeaders.filter((_, at) => at % 2 === 0).map(name => name.toLowerCase())
  const inUrl = new Map(parameters.filter(([name]) => name.startsWith('x-amz-')))
  const names = new Set([...sent.filter(name => name.startsWith('x-amz-')), ...inUrl.keys()])
  return [...names]
    .sort()
    .map(name => `${name}:${inUrl.get(name) ?? headerValues(rawHeaders, name).join(',')}`)
}

function signedQuery(parameters: readonly [string, string][]): string {
  const signed = parameters
    .filter(([name]) => SIGNED_PARAMETERS.includes(name) || name.startsWith('response-'))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  return signed.length > 0 ? `?${signed.join('&')}` : ''
}
