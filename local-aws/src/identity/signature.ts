import { hash, timingSafeEqual } from 'node:crypto'
import type { Account } from '../account.ts'
import { AwsError } from '../aws-error.ts'
import type { PrincipalCaller } from './caller.ts'
import { canonicalHeaders, canonicalPath, canonicalQuery } from './canonical-request.ts'
import { type ClaimedSignature, claimedSignature } from './claimed-signature.ts'
import type { CredentialStore } from './credentials.ts'
import { SigningKeys } from './signing-keys.ts'

/** A request as received. */
export interface SignedRequest {
  method: string
  /** Path and query, still encoded. */
  url: string
  /** Alternating names and values, as in `IncomingMessage.rawHeaders`. */
  rawHeaders: readonly string[]
  body: Buffer
}

/** "The request must reach AWS within five minutes of the time stamp" (IAM guide, "Signature Version 4"). */
const CLOCK_SKEW_MS = 5 * 60_000

/**
 * Verifies Signature Version 4 in headers and presigned URLs, for one service.
 *
 * Implements "Create a signed AWS API request" of the IAM guide with hash functions only.
 */
export class SignatureVerifier {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #service: string
  readonly #signingKeys = new SigningKeys()

  /** @param service the service in the credential scope, such as `execute-api` */
  constructor(account: Account, credentials: CredentialStore, service: string) {
    this.#account = account
    this.#credentials = credentials
    this.#service = service
  }

  /**
   * Returns the signer of the request.
   *
   * @throws AwsError with status 403: `MissingAuthenticationToken`, `IncompleteSignature`, `InvalidClientTokenId`,
   * `RequestExpired`, `SignatureDoesNotMatch`
   */
  verify(request: SignedRequest): PrincipalCaller {
    const claim = claimedSignature(request)
    this.#checkScope(claim)
    const secret = this.#secretOf(claim)
    this.#checkTime(claim)
    const expected = this.#sign(claim, request, secret)
    const given = Buffer.from(claim.signature, 'hex')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw mismatch()
    return this.#credentials.callerOf(claim.accessKeyId)
  }

  #checkScope({ region, service, date, timestamp, signedHeaders }: ClaimedSignature): void {
    if (region !== this.#account.region || service !== this.#service) {
      throw refused(
        'SignatureDoesNotMatch',
        `Credential should be scoped to ${this.#account.region}/${this.#service}, not ${region}/${service}.`,
      )
    }
    if (!timestamp.startsWith(date)) {
      throw refused(
        'SignatureDoesNotMatch',
        `Date in Credential scope does not match: ${date}, ${timestamp}.`,
      )
    }
    if (!signedHeaders.includes('host')) {
      throw refused('SignatureDoesNotMatch', "'Host' must be a signed header.")
    }
  }

  #secretOf({ accessKeyId, sessionToken }: ClaimedSignature): string {
    const credentials = this.#credentials.find(accessKeyId)
    if (credentials && credentials.sessionToken === sessionToken) return credentials.secretAccessKey
    throw refused('InvalidClientTokenId', 'The security token included in the request is invalid.')
  }

  #checkTime({ accessKeyId, signedAt, validForMs, timestamp }: ClaimedSignature): void {
    const now = this.#credentials.clockOf(accessKeyId).now()
    if (signedAt > now + CLOCK_SKEW_MS) {
      throw refused('RequestExpired', `Signature not yet current: ${timestamp} is too far in the future.`)
    }
    if (now > signedAt + (validForMs ?? CLOCK_SKEW_MS)) {
      throw refused('RequestExpired', `Signature expired: ${timestamp} is too long ago.`)
    }
  }

  #sign(claim: ClaimedSignature, request: SignedRequest, secret: string): Buffer {
    const [path = '/', query = ''] = splitUrl(request.url)
    const canonicalRequest = [
      request.method,
      canonicalPath(path),
      canonicalQuery(query),
      canonicalHeaders(request.rawHeaders, claim.signedHeaders),
      claim.signedHeaders.join(';'),
      payloadHash(claim.payloadHash, request.body),
    ].join('\n')
    const scope = `${claim.date}/${claim.region}/${claim.service}/aws4_request`
    const stringToSign = ['AWS4-HMAC-SHA256', claim.timestamp, scope, sha256(canonicalRequest)].join('\n')
    return this.#signingKeys.sign(claim, secret, stringToSign)
  }
}

/** The signed value for the body: its hash, or the constant for an unsigned body. */
function payloadHash(claimed: string | undefined, body: Buffer): string {
  if (claimed === 'UNSIGNED-PAYLOAD') return claimed
  const actual = sha256(body)
  if (claimed === undefined || claimed === actual) return actual
  throw refused('SignatureDoesNotMatch', 'The hash of the body differs from X-Amz-Content-Sha256.')
}

function splitUrl(url: string): [string, string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

const sha256 = (content: string | Buffer) => hash('sha256', content)

const mismatch = () =>
  refused(
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  )

const refused = (code: string, message: string) => new AwsError(code, message, { statusCode: 403 })
