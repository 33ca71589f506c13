import type { Account } from '../../../account.ts'
import {
  canonicalObjectPath,
  canonicalRequest,
  type RequestHead,
} from '../../../identity/canonical-request.ts'
import { parseTimestamp } from '../../../identity/claimed-signature.ts'
import type { CredentialStore, Credentials } from '../../../identity/credentials.ts'
import { type CredentialScope, isSignature, stringToSign } from '../../../identity/signing-keys.ts'
import { s3Error } from '../errors.ts'

/**
 * Parses `X-Amz-Credential` of a URL or form.
 *
 * @throws AwsError `AuthorizationQueryParametersError`
 */
export function credentialScope(credential: string, timestamp: string, account: Account): CredentialScope {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0) {
    throw wrongParameters(
      'Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  }
  if (region !== account.region) {
    throw wrongParameters(
      `Error parsing the X-Amz-Credential parameter; the region '${region}' is wrong; expecting '${account.region}'`,
      { Region: account.region },
    )
  }
  if (service !== 's3') {
    throw wrongParameters(
      `Error parsing the X-Amz-Credential parameter; incorrect service "${service}". This endpoint belongs to "s3".`,
    )
  }
  if (!timestamp.startsWith(date)) {
    throw wrongParameters(
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    )
  }
  return { accessKeyId, date, region, service }
}

/**
 * @returns `X-Amz-Date` in ms since the epoch
 * @throws AwsError `AuthorizationQueryParametersError`
 */
export function signingTime(timestamp: string): number {
  const time = parseTimestamp(timestamp)
  if (time !== undefined) return time
  throw wrongParameters(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`)
}

/**
 * The credentials that made the signature.
 *
 * @throws AwsError `ExpiredToken`, `InvalidAccessKeyId`, `InvalidToken`
 */
export function credentialsOf(
  store: CredentialStore,
  accessKeyId: string,
  sessionToken: string | undefined,
): Credentials {
  if (store.hasExpired(accessKeyId)) {
    throw s3Error(400, 'ExpiredToken', 'The provided token has expired.', { 'Token-0': sessionToken })
  }
  const credentials = store.find(accessKeyId)
  if (!credentials) {
    throw s3Error(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      { AWSAccessKeyId: accessKeyId },
    )
  }
  if (credentials.sessionToken !== sessionToken) {
    throw s3Error(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.', {
      'Token-0': sessionToken,
    })
  }
  return credentials
}

/** The parts of a signature over a request. */
export interface RequestSignature {
  scope: CredentialScope
  timestamp: string
  signedHeaders: readonly string[]
  payloadHash: string
  /** Hexadecimal. */
  signature: string
}

/**
 * @param sign signs a text as the client does
 * @throws AwsError `SignatureDoesNotMatch`
 */
export function checkSignature(
  request: RequestHead,
  { scope, timestamp, signedHeaders, payloadHash, signature }: RequestSignature,
  sign: (text: string) => string,
): void {
  const canonical = canonicalRequest(request, signedHeaders, payloadHash, canonicalObjectPath)
  const text = stringToSign(scope, timestamp, canonical)
  if (isSignature(signature, sign(text))) return
  throw signatureDoesNotMatch({
    AWSAccessKeyId: scope.accessKeyId,
    StringToSign: text,
    SignatureProvided: signature,
    CanonicalRequest: canonical,
  })
}

/** Includes the values that S3 signed, so that a developer can compare them. */
export function signatureDoesNotMatch(members: {
  AWSAccessKeyId: string
  StringToSign: string
  SignatureProvided: string
  CanonicalRequest?: string
}) {
  return s3Error(
    403,
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    members,
  )
}

export const wrongParameters = (message: string, members: Record<string, string> = {}) =>
  s3Error(400, 'AuthorizationQueryParametersError', message, members)
