import type { Account } from '../../../account.ts'
import { AwsError } from '../../../aws-error.ts'
import { RealClock } from '../../../clock.ts'
import type { PrincipalCaller } from '../../../identity/caller.ts'
import type { RequestHead } from '../../../identity/canonical-request.ts'
import { type ClaimedSignature, claimedSignature } from '../../../identity/claimed-signature.ts'
import type { CredentialStore } from '../../../identity/credentials.ts'
import { SigningKeys } from '../../../identity/signing-keys.ts'
import { authorizationHeaderMalformed, invalidRequest, s3Error } from '../errors.ts'
import { checkSignature, credentialsOf } from './credential-check.ts'
import { CLOCK_SKEW_MS, checkHeadersSigned } from './presigned-url.ts'

/** Clients outside sign with it, even if the account's clock stands still until a test advances it. */
const REAL_TIME = new RealClock()

/** The signer of a request, and what signs the chunks of its body. */
export interface HeaderSigner {
  caller: PrincipalCaller
  /** The signature in the header, with which the chain of the chunks' signatures begins. */
  seed: ClaimedSignature
  /** Signs as the client does, in hexadecimal. */
  sign(text: string): string
}

/**
 * Verifies signatures in the header `Authorization` as S3 does: before the body arrives, by the hash that the header
 * `x-amz-content-sha256` states. The body is then checked against that hash (`integrity.ts`) or chunk by chunk.
 */
export class HeaderSignatures {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #keys = new SigningKeys()

  constructor(account: Account, credentials: CredentialStore) {
    this.#account = account
    this.#credentials = credentials
  }

  /**
   * @throws AwsError `AuthorizationHeaderMalformed`, `InvalidAccessKeyId`, `InvalidToken`, `RequestTimeTooSkewed`,
   * `AccessDenied` for unsigned headers, `InvalidRequest`, `SignatureDoesNotMatch`
   */
  verify(request: RequestHead): HeaderSigner {
    const claim = claimOf(request)
    this.#checkScope(claim)
    const { accessKeyId, sessionToken, payloadHash, signedHeaders } = claim
    const { secretAccessKey } = credentialsOf(this.#credentials, accessKeyId, sessionToken)
    this.#checkTime(claim)
    checkHeadersSigned(request.rawHeaders, signedHeaders)
    if (payloadHash === undefined) {
      throw invalidRequest('Missing required header for this request: x-amz-content-sha256')
    }
    const sign = (text: string) => this.#keys.sign(claim, secretAccessKey, text)
    checkSignature(request, { ...claim, scope: claim, payloadHash }, sign)
    return { caller: this.#credentials.callerOf(accessKeyId), seed: claim, sign }
  }

  #checkScope({ region, date, timestamp }: ClaimedSignature): void {
    const expected = this.#account.region
    if (region !== expected) {
      throw authorizationHeaderMalformed(`the region '${region}' is wrong; expecting '${expected}'`, {
        Region: expected,
      })
    }
    if (timestamp.startsWith(date)) return
    throw authorizationHeaderMalformed(
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    )
  }

  #checkTime({ accessKeyId, signedAt, timestamp }: ClaimedSignature): void {
    const clock = this.#credentials.clockOf(accessKeyId)
    const clocks = clock.pace === 0 ? [clock, REAL_TIME] : [clock]
    if (clocks.some(known => Math.abs(signedAt - known.now()) <= CLOCK_SKEW_MS)) return
    throw s3Error(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      {
        RequestTime: timestamp,
        ServerTime: new Date(clock.now()).toISOString(),
        MaxAllowedSkewMilliseconds: CLOCK_SKEW_MS,
      },
    )
  }
}

/** @throws AwsError `AuthorizationHeaderMalformed` */
function claimOf(request: RequestHead): ClaimedSignature {
  try {
    return claimedSignature(request)
  } catch (error) {
    if (error instanceof AwsError) throw authorizationHeaderMalformed(error.message)
    throw error
  }
}
