import { hash } from 'node:crypto'
import type { Account } from '../account.ts'
import { AwsError } from '../aws-error.ts'
import { RealClock } from '../clock.ts'
import type { PrincipalCaller } from './caller.ts'
import { canonicalRequest, type RequestHead, signsHost } from './canonical-request.ts'
import { type ClaimedSignature, claimedSignature } from './claimed-signature.ts'
import type { CredentialStore } from './credentials.ts'
import { isSignature, SigningKeys, stringToSign } from './signing-keys.ts'

/** A request as received. */
export interface SignedRequest extends RequestHead {
  body: Buffer
}

/** What {@link SignatureVerifier.claimOf} has found to be the claim of a known access key, at this time. */
export interface CheckedClaim extends ClaimedSignature {
  secretAccessKey: string
}

/** "The request must reach AWS within five minutes of the time stamp" (IAM guide, "Signature Version 4"). */
const CLOCK_SKEW_MS = 5 * 60_000
/** Clients outside sign with it, even if the account's clock stands still until a test advances it. */
const REAL_TIME = new RealClock()

/**
 * Verifies Signature Version 4 in headers and presigned URLs.
 *
 * Implements "Create a signed AWS API request" of the IAM guide with hash functions only.
 */
export class SignatureVerifier {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #signingKeys = new SigningKeys()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /**
   * Returns the signer of the request.
   *
   * @param service the service in the credential scope, such as `execute-api`
   * @throws AwsError with status 403: `MissingAuthenticationToken`, `IncompleteSignature`, `InvalidClientTokenId`,
   * `ExpiredToken`, `RequestExpired`, `SignatureDoesNotMatch`
   */
  verify(request: SignedRequest, service: string): PrincipalCaller {
    const claim = this.claimOf(request, service)
    this.#checkTime(claim)
    return this.verifyClaim(claim, request)
  }

  /**
   * Checks everything that needs no body, so that nobody without an access key makes this server store one.
   *
   * @throws AwsError as {@link SignatureVerifier.verify}
   */
  claimOf(request: RequestHead, service: string): CheckedClaim {
    const claim = claimedSignature(request)
    this.#checkScope(claim, service)
    const secretAccessKey = this.#secretOf(claim)
    // A test may advance a clock that stands still while requests are on their way.
    if (this.#credentials.clockOf(claim.accessKeyId).pace !== 0) this.#checkTime(claim)
    return Object.assign(claim, { secretAccessKey })
  }

  /** @throws AwsError `SignatureDoesNotMatch` */
  verifyClaim(claim: CheckedClaim, request: SignedRequest): PrincipalCaller {
    const hashOfBody = payloadHash(claim.payloadHash, request.body)
    const text = stringToSign(
      claim,
      claim.timestamp,
      canonicalRequest(request, claim.signedHeaders, hashOfBody),
    )
    const expected = this.#signingKeys.sign(claim, claim.secretAccessKey, text)
    if (!isSignature(claim.signature, expected)) throw mismatch()
    return this.#credentials.callerOf(claim.accessKeyId)
  }

  #checkScope(claim: ClaimedSignature, expected: string): void {
    const { region, service, date, timestamp, signedHeaders } = claim
    if (region !== this.#account.region || service !== expected) {
      throw refused(
        'SignatureDoesNotMatch',
        `Credential should be scoped to ${this.#account.region}/${expected}, not ${region}/${service}.`,
      )
    }
    if (!timestamp.startsWith(date)) {
      throw refused(
        'SignatureDoesNotMatch',
        `Date in Credential scope does not match: ${date}, ${timestamp}.`,
      )
    }
    if (!signsHost(signedHeaders)) {
      throw refused('SignatureDoesNotMatch', "'Host' must be a signed header.")
    }
  }

  #secretOf({ accessKeyId, sessionToken }: ClaimedSignature): string {
    const credentials = this.#credentials.find(accessKeyId)
    if (credentials && credentials.sessionToken === sessionToken) return credentials.secretAccessKey
    if (this.#credentials.hasExpired(accessKeyId)) {
      throw refused(
        'ExpiredToken',
        'The security token included in the request is expired. Assume the role again.',
      )
    }
    throw refused(
      'InvalidClientTokenId',
      'The security token included in the request is invalid. Use the credentials that the local AWS printed when it started.',
    )
  }

  #checkTime({ accessKeyId, signedAt, validForMs, timestamp }: ClaimedSignature): void {
    const clock = this.#credentials.clockOf(accessKeyId)
    const isNow = () => validForMs === undefined && Math.abs(signedAt - REAL_TIME.now()) <= CLOCK_SKEW_MS
    if (clock.pace === 0 && isNow()) return
    const now = clock.now()
    if (signedAt > now + CLOCK_SKEW_MS) {
      throw refused('RequestExpired', `Signature not yet current: ${timestamp} is too far in the future.`)
    }
    if (now > signedAt + (validForMs ?? CLOCK_SKEW_MS)) {
      throw refused('RequestExpired', `Signature expired: ${timestamp} is too long ago.`)
    }
  }
}

/** The signed value for the body: its hash, or the constant for an unsigned body. */
function payloadHash(claimed: string | undefined, body: Buffer): string {
  if (claimed === 'UNSIGNED-PAYLOAD') return claimed
  const actual = sha256(body)
  if (claimed === undefined || claimed === actual) return actual
  throw refused('SignatureDoesNotMatch', 'The hash of the body differs from X-Amz-Content-Sha256.')
}

const sha256 = (content: string | Buffer) => hash('sha256', content)

const mismatch = () =>
  refused(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  )

const refused = (code: string, message: string) => new AwsError(code, message, { statusCode: 403 })
