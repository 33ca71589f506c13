import { AwsError } from '../aws-error.ts'
import { headerValues, queryParameters, splitUrl } from './canonical-request.ts'
import { ALGORITHM, type CredentialScope } from './signing-keys.ts'

/** The signature of a request and its parameters, before verification. */
export interface ClaimedSignature extends CredentialScope {
  /** In lower case, in the order of signing. */
  signedHeaders: string[]
  /** Hexadecimal. */
  signature: string
  /** `yyyymmddThhmmssZ`. */
  timestamp: string
  /** The timestamp, in ms since the epoch. */
  signedAt: number
  /** How long a presigned URL is valid; undefined for a signature in headers. */
  validForMs: number | undefined
  sessionToken: string | undefined
  /** The value of `X-Amz-Content-Sha256`, if present. */
  payloadHash: string | undefined
}

const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
/** "A presigned URL can be valid for up to seven days." */
const MAX_PRESIGNED_SECONDS = 7 * 24 * 60 * 60

/** @throws AwsError `MissingAuthenticationToken`, `IncompleteSignature` */
export function claimedSignature(request: { url: string; rawHeaders: readonly string[] }): ClaimedSignature {
  const header = (name: string) => headerValues(request.rawHeaders, name)[0]
  const authorization = header('authorization')
  if (authorization !== undefined) return inHeaders(authorization, header)

  const query = new Map(queryParameters(splitUrl(request.url)[1]))
  if (query.has('X-Amz-Algorithm')) return inQuery(query, header)
  throw refused('MissingAuthenticationToken', 'Missing Authentication Token')
}

function inHeaders(authorization: string, header: (name: string) => string | undefined): ClaimedSignature {
  const { scope, signedHeaders, signature } = partsOf(authorization)
  const { timestamp, signedAt } = timeOf(header('x-amz-date'))
  return {
    accessKeyId: scope.accessKeyId,
    date: scope.date,
    region: scope.region,
    service: scope.service,
    signedHeaders,
    signature,
    timestamp,
    signedAt,
    validForMs: undefined,
    sessionToken: header('x-amz-security-token'),
    payloadHash: header('x-amz-content-sha256'),
  }
}

interface AuthorizationParts {
  scope: CredentialScope
  signedHeaders: string[]
  signature: string
}

/** In the order in which all SDKs write them; everything but the signature is the same in a client's next requests. */
const USUAL_ORDER = /^AWS4-HMAC-SHA256 Credential=\S+, ?SignedHeaders=\S+, ?Signature=[0-9a-f]{64}$/
const SIGNATURE = /^[0-9a-f]{64}$/
const SIGNATURE_LENGTH = 64
const KEPT_HEADERS = 1000
const kept = new Map<string, AuthorizationParts>()

/** The parts of the header `Authorization`. */
function partsOf(authorization: string): AuthorizationParts {
  const start = authorization.slice(0, -SIGNATURE_LENGTH)
  const signature = authorization.slice(-SIGNATURE_LENGTH)
  const known = kept.get(start)
  if (known && SIGNATURE.test(signature)) {
    return { scope: known.scope, signedHeaders: known.signedHeaders, signature }
  }
  const parsed = parse(authorization)
  if (!USUAL_ORDER.test(authorization)) return parsed
  if (kept.size >= KEPT_HEADERS) kept.clear()
  kept.set(start, parsed)
  return parsed
}

function parse(authorization: string): AuthorizationParts {
  const [algorithm, ...rest] = authorization.trim().split(/\s+/)
  checkAlgorithm(algorithm)
  const parts = new Map(
    rest
      .join('')
      .split(',')
      .map(part => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  )
  const where = 'Authorization header'
  return {
    scope: scopeOf(required(parts, 'Credential', where)),
    signedHeaders: required(parts, 'SignedHeaders', where).split(';'),
    signature: required(parts, 'Signature', where),
  }
}

function inQuery(
  query: ReadonlyMap<string, string>,
  header: (name: string) => string | undefined,
): ClaimedSignature {
  checkAlgorithm(query.get('X-Amz-Algorithm'))
  const where = 'query'
  const seconds = Number(required(query, 'X-Amz-Expires', where))
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_PRESIGNED_SECONDS) {
    throw incomplete(`X-Amz-Expires must be from 1 to ${MAX_PRESIGNED_SECONDS} seconds, not ${seconds}.`)
  }
  return {
    ...scopeOf(required(query, 'X-Amz-Credential', where)),
    signedHeaders: required(query, 'X-Amz-SignedHeaders', where).split(';'),
    signature: required(query, 'X-Amz-Signature', where),
    ...timeOf(query.get('X-Amz-Date')),
    validForMs: seconds * 1000,
    sessionToken: query.get('X-Amz-Security-Token'),
    payloadHash: query.get('X-Amz-Content-Sha256') ?? header('x-amz-content-sha256'),
  }
}

function scopeOf(credential: string): CredentialScope {
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/')
  if (accessKeyId && date && region && service && terminator === 'aws4_request' && more.length === 0) {
    return { accessKeyId, date, region, service }
  }
  throw incomplete(
    `Credential must be <access key>/<date>/<region>/<service>/aws4_request, not ${JSON.stringify(credential)}.`,
  )
}

type SigningTime = Pick<ClaimedSignature, 'timestamp' | 'signedAt'>

/** A client signs many requests in one second. */
let latest: SigningTime | undefined

function timeOf(timestamp: string | undefined): SigningTime {
  if (latest !== undefined && latest.timestamp === timestamp) return latest
  const signedAt = parseTimestamp(timestamp ?? '')
  if (timestamp !== undefined && signedAt !== undefined) {
    latest = { timestamp, signedAt }
    return latest
  }
  throw incomplete(`X-Amz-Date must be yyyymmddThhmmssZ, not ${JSON.stringify(timestamp) ?? 'missing'}.`)
}

/** @returns `yyyymmddThhmmssZ` in ms since the epoch; undefined for another text */
export function parseTimestamp(timestamp: string): number | undefined {
  const [, year, month, day, hour, minute, second] = TIMESTAMP.exec(timestamp) ?? []
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? undefined : time
}

function required(parts: ReadonlyMap<string, string>, name: string, where: string): string {
  const value = parts.get(name)
  if (value) return value
  throw incomplete(`The ${where} must have ${name}.`)
}

function checkAlgorithm(algorithm: string | undefined): void {
  if (algorithm === ALGORITHM) return
  throw incomplete(`The algorithm must be ${ALGORITHM}, not ${JSON.stringify(algorithm)}.`)
}

const incomplete = (message: string) => refused('IncompleteSignature', message)

const refused = (code: string, message: string) => new AwsError(code, message, { statusCode: 403 })
