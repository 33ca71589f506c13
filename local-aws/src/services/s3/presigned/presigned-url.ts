import type { Account } from '../../../account.ts'
import type { AwsError } from '../../../aws-error.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import {
  headerValues,
  queryParameters,
  type RequestHead,
  signsHost,
  splitUrl,
} from '../../../identity/canonical-request.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import { ALGORITHM, SigningKeys } from '../../../identity/signing-keys.ts'
import { accessDenied, s3Error } from '../errors.ts'
import {
  checkSignature,
  credentialScope,
  credentialsOf,
  type RequestSignature,
  signingTime,
  wrongParameters,
} from './credential-check.ts'

interface Claim extends RequestSignature {
  signedAt: number
  expiresInSeconds: number
  sessionToken: string | undefined
}

const PARAMETERS = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-Date',
  'X-Amz-SignedHeaders',
  'X-Amz-Expires',
]
/** "The maximum … is 604800 (seven days)" (API reference, "Authenticating Requests: Using Query Parameters"). */
const MAX_VALIDITY_SECONDS = 7 * 24 * 60 * 60
/** "RequestTimeTooSkewed": S3 allows fifteen minutes. */
export const CLOCK_SKEW_MS = 15 * 60_000

/** Verifies the signatures of presigned URLs as S3 does: with the original path and an unsigned body. */
export class PresignedUrls {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #keys = new SigningKeys()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /**
   * Returns the signer of the URL, and the age of the signature in ms.
   *
   * @throws AwsError `AccessDenied` if it has expired, `SignatureDoesNotMatch`, `InvalidAccessKeyId`, `InvalidToken`,
   * `AuthorizationQueryParametersError`
   */
  verify(request: RequestHead): { caller: PrincipalCaller; ageMs: number } {
    const claim = this.#claimOf(request)
    const { accessKeyId } = claim.scope
    const { secretAccessKey } = credentialsOf(this.#credentials, accessKeyId, claim.sessionToken)
    const ageMs = this.#checkTime(claim)
    checkHeadersSigned(request.rawHeaders, claim.signedHeaders)
    checkSignature(request, claim, text => this.#keys.sign(claim.scope, secretAccessKey, text))
    return { caller: this.#credentials.callerOf(accessKeyId), ageMs }
  }

  #claimOf({ url, rawHeaders }: RequestHead): Claim {
    const query = new Map(queryParameters(splitUrl(url)[1]))
    if (PARAMETERS.some(name => !query.get(name))) {
      throw wrongParameters(
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      )
    }
    const parameter = (name: string) => query.get(name) as string
    if (parameter('X-Amz-Algorithm') !== ALGORITHM) {
      throw wrongParameters(`X-Amz-Algorithm only supports "${ALGORITHM}"`)
    }
    const timestamp = parameter('X-Amz-Date')
    return {
      timestamp,
      signedAt: signingTime(timestamp),
      scope: credentialScope(parameter('X-Amz-Credential'), timestamp, this.#account),
      expiresInSeconds: expiryOf(parameter('X-Amz-Expires')),
      signedHeaders: parameter('X-Amz-SignedHeaders').split(';'),
      signature: parameter('X-Amz-Signature'),
      sessionToken: query.get('X-Amz-Security-Token'),
      payloadHash:
        query.get('X-Amz-Content-Sha256') ??
        headerValues(rawHeaders, 'x-amz-content-sha256')[0] ??
        'UNSIGNED-PAYLOAD',
    }
  }

  /** @returns the age of the signature in ms */
  #checkTime({ scope, signedAt, expiresInSeconds }: Claim): number {
    const now = this.#credentials.clockOf(scope.accessKeyId).now()
    if (signedAt > now + CLOCK_SKEW_MS) throw accessDenied('Request is not valid yet')
    const expiresAt = signedAt + expiresInSeconds * 1000
    if (now <= expiresAt) return Math.max(0, now - signedAt)
    throw requestExpired(expiresAt, now, expiresInSeconds)
  }
}

/** Whether the URL has the parameters of a presigned URL. */
export function isPresigned(query: URLSearchParams): boolean {
  return query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm') || query.has('X-Amz-Credential')
}

/** @param expiresInSeconds of a URL that states its period of validity instead of its expiration */
export function requestExpired(expiresAt: number, now: number, expiresInSeconds?: number): AwsError {
  return s3Error(403, 'AccessDenied', 'Request has expired', {
    'X-Amz-Expires': expiresInSeconds,
    Expires: inSeconds(expiresAt),
    ServerTime: inSeconds(now),
  })
}

/**
 * "The … host header and any x-amz-* headers … must be … signed".
 *
 * @throws AwsError `AccessDenied`
 */
export function checkHeadersSigned(rawHeaders: readonly string[], signedHeaders: readonly string[]): void {
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map(name => name.toLowerCase())
  const unsigned = new Set(names.filter(name => name.startsWith('x-amz-') && !signedHeaders.includes(name)))
  if (!signsHost(signedHeaders)) unsigned.add('host')
  if (unsigned.size === 0) return
  throw s3Error(403, 'AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: [...unsigned].join(', '),
  })
}

function expiryOf(text: string): number {
  const seconds = Number(text)
  if (!Number.isInteger(seconds)) throw wrongParameters('X-Amz-Expires should be a number')
  if (seconds < 0) throw wrongParameters('X-Amz-Expires must be non-negative')
  if (seconds <= MAX_VALIDITY_SECONDS) return seconds
  throw wrongParameters(
    `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_VALIDITY_SECONDS} seconds`,
  )
}

const inSeconds = (timeMs: number) => new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z')
