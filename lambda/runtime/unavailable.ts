import { types } from 'node:util'
import type { Dependency } from '../contracts/dependency.ts'
import { failedCall } from './sdk-calls.ts'

/** What the message needs is down. Nothing is wrong with the message: it waits, and no try is used up. */
export class Unavailable extends Error {
  override readonly name: string = 'Unavailable'
  readonly dependency: Dependency
  /** Whether a new version may be at fault: what it was given is refused or missing, such as the sender of its mails. */
  readonly refused: boolean

  constructor(dependency: Dependency, message: string, options?: ErrorOptions & { refused?: boolean }) {
    super(message, options)
    this.dependency = dependency
    this.refused = options?.refused ?? false
  }
}

/**
 * What is down, where an error says that something is: it answers with 5xx, throttles, or does not answer; its table,
 * topic, queue, bucket or key is missing or disabled; the function may not use it. Undefined where the fault may be
 * the message's.
 */
export function unavailableIn(error: unknown): Dependency | undefined {
  for (const each of causes(error)) {
    if (each instanceof Unavailable) return each.dependency
    const call = failedCall(each)
    if (KMS.test(each.name)) return 'kms'
    if (call ? isOutage(each as ServiceError) : isNetworkFailure(each)) return call?.dependency ?? 'other'
  }
  return undefined
}

/**
 * Whether a service says that the function may not do what it asked for, or that something is not there. It may be down;
 * or the function is a new version that names another table or sender, or that calls what its role does not allow.
 */
export function isRefused(error: unknown): boolean {
  return causes(error).some(each =>
    each instanceof Unavailable
      ? each.refused
      : failedCall(each) && REFUSALS.some(names => names.test(each.name)),
  )
}

/** How far an error is followed to what caused it. */
const MOST_CAUSES = 10

function causes(error: unknown): Error[] {
  const found: Error[] = []
  for (let each = error; types.isNativeError(each) && found.length < MOST_CAUSES; each = each.cause) {
    found.push(each)
    if (each instanceof AggregateError) found.push(...each.errors.filter(one => types.isNativeError(one)))
  }
  return found
}

/** What the SDK says of a request that failed. */
interface ServiceError extends Error {
  $fault?: 'client' | 'server'
  $metadata?: { httpStatusCode?: number }
  $retryable?: object
}

/** `KMSDisabledException` (SNS), `KmsAccessDenied` (SQS), `KMS.DisabledException` (S3). */
const KMS = /^KMS/i

/** Names for what the function may not do, and for what is not there. */
const REFUSALS = [
  /AccessDenied|NotAuthorized|Authorization|Unauthorized|^Forbidden/,
  /^ResourceNotFound|^TableNotFound|QueueDoesNotExist|NonExistentQueue|InvalidAddress|^NotFound(Exception)?$|NoSuchBucket/,
  // SES: "the sending domain isn't verified".
  /MailFromDomainNotVerified/,
]

/** Names that services have for what is wrong with themselves, or with what the function was given, and not with the request. */
const OUTAGES = [
  ...REFUSALS,
  /Throttl|TooManyRequests|SlowDown|OverLimit|^(Request)?LimitExceeded|ProvisionedThroughputExceeded/,
  /InternalServerError|InternalError|InternalFailure|ServiceUnavailable|^Request(Timeout|Expired)/,
  /UnrecognizedClient|InvalidSecurity|OptInRequired/,
  /(Expired|Invalid)Token|TokenRefreshRequired|InvalidClientTokenId|InvalidAccessKeyId|TimeTooSkewed/,
  /InvalidSignature|IncompleteSignature|SignatureDoesNotMatch|MissingAuthenticationToken/,
  /^ResourceInUse|PermanentRedirect|^OperationAborted|^(Conditional|Transaction|ReplicatedWrite).*Conflict/,
  // S3: what was sent did not arrive as it was.
  /^IncompleteBody|^BadDigest/,
  // SES: the account, not the e-mail.
  /AccountSuspended|SendingPaused/,
  // KMS itself.
  /^Disabled|KeyUnavailable|^DependencyTimeout|^InvalidKeyUsage|^InvalidArn/,
]

/** S3 answers it with 403: the object is archived. */
const NO_OUTAGE = /^InvalidObjectState/

/**
 * What is down by the name that a service has for an error, in an exception or in the answer to a batch: its key, or
 * itself. Undefined where the fault may be the message's.
 */
export function outageBy(name: string): 'kms' | 'service' | undefined {
  if (KMS.test(name)) return 'kms'
  return OUTAGES.some(names => names.test(name)) && !NO_OUTAGE.test(name) ? 'service' : undefined
}

/** Of what a call throws, only what a service says of the request itself may be the message's fault. */
function isOutage({ name, $fault, $metadata, $retryable }: ServiceError): boolean {
  if (name === 'AbortError') return false
  if ($fault !== 'client' || $retryable) return true
  const status = $metadata?.httpStatusCode ?? 0
  if (status >= 500 || status < 400 || [401, 403, 408, 429].includes(status)) return !NO_OUTAGE.test(name)
  return outageBy(name) !== undefined || isNameless(name)
}

/** The SDK's words for an answer that names no error: it comes from something before the service. */
function isNameless(name: string): boolean {
  return /^(Unknown(Error)?|Error|[45]\d\d)$/.test(name)
}

/** Node's codes for connections that are not to be had, or break. */
const NETWORK =
  /^(ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ERR_STREAM_PREMATURE_CLOSE|UND_ERR)/

function isNetworkFailure(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException
  return error.name === 'CredentialsProviderError' || (typeof code === 'string' && NETWORK.test(code))
}
