import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import { AwsError, asAwsError } from '../../aws-error.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import { parseTimestamp } from '../../identity/claimed-signature.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import { httpKeys } from '../../identity/http-keys.ts'
import { neededPermissions } from '../../identity/needed-permissions.ts'
import type { Permission } from '../../identity/permission.ts'
import { SignatureVerifier } from '../../identity/signature.ts'
import { elementOf } from '../protocols/xml.ts'
import type { RequestContext, ServiceApi, UnverifiedContext } from '../service-api.ts'
import { type CredentialScope, credentialScope } from './credential-scope.ts'
import { HttpServer } from './http-server.ts'
import { strangeHost } from './loopback-host.ts'
import { otherOrigin } from './page-origin.ts'
import { BodyMemory, decompress, maxBodyBytes, readBody } from './request-body.ts'

/** Handles all requests below its path prefix, signed or not, such as execute-api URLs and the inbox. */
export interface PathHandler {
  /** Such as `/_aws/execute-api/`. */
  readonly prefix: string
  /** Whether web pages of other origins may send requests here, as on AWS. */
  readonly openToPages?: true
  serve(request: IncomingMessage, response: ServerResponse): void | Promise<void>
}

const LOOPBACK = '127.0.0.1'
/**
 * The only service that accepts signatures in URLs. It decides itself which pages may use it, by its buckets' CORS
 * rules.
 */
const OPEN_TO_PAGES = 's3'
/**
 * An object that a browser opens must not act as a page of this server, whose origin all services share; on AWS,
 * buckets have separate origins. Without `allow-same-origin`, the origin of a document is `null` (HTML, "Sandboxing").
 */
const SANDBOX = 'sandbox allow-forms allow-scripts'

/**
 * The only HTTP server, which listens only on the loopback address: sends a request to the service that it was signed
 * for.
 *
 * It verifies every signature, except where a service does so itself, and refuses web pages: see {@link strangeHost} and
 * {@link otherOrigin}.
 */
export class FrontDoor {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #services: ReadonlyMap<string, ServiceApi>
  /** The service that accepts unsigned requests, if present. */
  readonly #openService: ServiceApi | undefined
  readonly #paths: readonly PathHandler[]
  readonly #server: HttpServer
  readonly #signatures: SignatureVerifier
  readonly #memory = new BodyMemory()

  constructor(
    account: Account,
    credentials: CredentialStore,
    services: readonly ServiceApi[],
    paths: readonly PathHandler[],
  ) {
    this.#account = account
    this.#credentials = credentials
    this.#services = new Map(services.map(service => [service.signingName, service]))
    this.#openService = services.find(({ serveUnverified }) => serveUnverified !== undefined)
    this.#paths = paths
    this.#signatures = new SignatureVerifier(account, credentials)
    this.#server = new HttpServer((request, response) => void this.#serveSafely(request, response))
  }

  /** Listens on `port` (0: any free port) and sets the account's endpoint. */
  async open(port: number): Promise<void> {
    this.#account.endpoint = `http://${LOOPBACK}:${await this.#server.listen(LOOPBACK, port)}`
  }

  async close(): Promise<void> {
    await this.#server.close()
  }

  /** A defect of a service or a path's handler ends its request, not the process. */
  async #serveSafely(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#serve(request, response)
    } catch (error) {
      const { code, statusCode: status, message } = asAwsError(error)
      if (response.headersSent) response.destroy()
      else refuse(request, response, { status, code, message })
    }
  }

  /** Checks only the request line and headers before it calls a service. */
  #serve(request: IncomingMessage, response: ServerResponse): void | Promise<void> {
    const host = strangeHost(request)
    if (host !== undefined) return refuse(request, response, wrongHost(host, this.#account.endpoint))
    const page = otherOrigin(request.headers)
    const url = request.url ?? '/'
    const handler = this.#paths.find(({ prefix }) => url.startsWith(prefix))
    if (handler) {
      if (page !== undefined && !handler.openToPages) return refuse(request, response, wrongOrigin(page))
      return handler.serve(request, response)
    }

    if (request.headers.authorization?.startsWith('AWS4-ECDSA')) {
      return refuse(request, response, ASYMMETRIC)
    }
    const scope = credentialScope(request)
    if (!scope) return this.#serveUnsigned(request, response)
    const ofObjects = scope.presigned && scope.service === OPEN_TO_PAGES
    if (page !== undefined && !ofObjects) return refuse(request, response, wrongOrigin(page))
    if (scope.presigned && !ofObjects) return refuse(request, response, signedInUrl(scope))
    if (scope.presigned) response.setHeader('content-security-policy', SANDBOX)
    return this.#serveSigned(request, response, scope)
  }

  #serveSigned(
    request: IncomingMessage,
    response: ServerResponse,
    scope: CredentialScope,
  ): void | Promise<void> {
    const service = this.#services.get(scope.service)
    if (!service) return refuse(request, response, notSimulated(scope.service))
    const time = this.#credentials.timeFor(scope.accessKeyId, () => signingTime(request))
    if (time !== undefined) response.setHeader('date', new Date(time).toUTCString())
    if (service.serveUnverified) return this.#serveUnverified(service, request, response)
    const { service: signingName } = scope
    const parts = { account: this.#account, memory: this.#memory, signatures: this.#signatures, signingName }
    return service.serve(request, response, new SignedContext(request, response, parts))
  }

  /** Only the address of an unsigned request can identify its target: `/bucket/key`, or a bucket as the host. */
  #serveUnsigned(request: IncomingMessage, response: ServerResponse): void | Promise<void> {
    const { url = '/', headers } = request
    const namesResource = !/^\/(?:\?|$)/.test(url) || /\.localhost(?::\d*)?$/i.test(headers.host ?? '')
    const service = namesResource ? this.#openService : undefined
    if (!service) return refuse(request, response, UNSIGNED)
    response.setHeader('content-security-policy', SANDBOX)
    return this.#serveUnverified(service, request, response)
  }

  #serveUnverified(
    service: ServiceApi,
    request: IncomingMessage,
    response: ServerResponse,
  ): void | Promise<void> {
    const context = new HttpContext(request, response, this.#account.random.uuid(), this.#memory)
    return service.serveUnverified?.(request, response, context)
  }
}

/** Creates the signal only on demand: few actions wait, and every request would pay for it. */
class HttpContext implements UnverifiedContext {
  readonly requestId: string
  readonly traceHeader: string | undefined
  readonly #response: ServerResponse
  readonly #memory: BodyMemory
  #gone: AbortController | undefined

  constructor(request: IncomingMessage, response: ServerResponse, requestId: string, memory: BodyMemory) {
    this.requestId = requestId
    this.traceHeader = request.headers['x-amzn-trace-id'] as string | undefined
    this.#response = response
    this.#memory = memory
  }

  reserve(bytes: number): void {
    this.#memory.reserve(bytes, this.#response)
  }

  get signal(): AbortSignal {
    if (this.#gone) return this.#gone.signal
    const gone = new AbortController()
    this.#gone = gone
    const abort = () => {
      if (!this.#response.writableEnded) gone.abort()
    }
    if (this.#response.closed) abort()
    else this.#response.once('close', abort)
    return gone.signal
  }
}

/** `X-Amz-Date` in ms since the epoch; 0 if it cannot be parsed, so that the request is refused. */
function signingTime({ headers }: IncomingMessage): number {
  return parseTimestamp(String(headers['x-amz-date'])) ?? 0
}

interface ContextParts {
  account: Account
  memory: BodyMemory
  signatures: SignatureVerifier
  signingName: string
}

class SignedContext extends HttpContext implements RequestContext {
  readonly #request: IncomingMessage
  readonly #account: Account
  readonly #signatures: SignatureVerifier
  readonly #signingName: string
  #caller: PrincipalCaller | undefined

  constructor(request: IncomingMessage, response: ServerResponse, parts: ContextParts) {
    super(request, response, parts.account.random.uuid(), parts.memory)
    this.#request = request
    this.#account = parts.account
    this.#signatures = parts.signatures
    this.#signingName = parts.signingName
  }

  get caller(): PrincipalCaller {
    if (this.#caller) return this.#caller
    throw new Error(`The API of ${this.#signingName} asks for the caller before it has received the body.`)
  }

  async body(): Promise<Buffer> {
    const { method = 'GET', url = '/', rawHeaders, headers } = this.#request
    try {
      const claim = this.#signatures.claimOf({ method, url, rawHeaders }, this.#signingName)
      const maxBytes = maxBodyBytes(this.#signingName)
      const body = await readBody(this.#request, maxBytes)
      this.reserve(body.length)
      this.#caller = this.#signatures.verifyClaim(claim, { method, url, rawHeaders, body })
      return headers['content-encoding'] === 'gzip' ? await decompress(body, maxBytes) : body
    } catch (error) {
      // A client that is still sending would not see the response.
      this.#request.resume()
      throw error instanceof AwsError ? inServiceTerms(error) : error
    }
  }

  authorize(operation: string, input: unknown): void {
    const http = httpKeys(this.#request.headers)
    const request = { service: this.#signingName, operation, input, http }
    this.#account.authorization.check(this.caller, neededPermissions(this.#account, request))
  }

  authorizeEach(needed: readonly Permission[]): void {
    const http = httpKeys(this.#request.headers)
    this.#account.authorization.check(
      this.caller,
      needed.map(permission => ({ ...permission, keys: { ...http, ...permission.keys } })),
    )
  }
}

/** The names of signature errors in the JSON protocols; the Query protocol uses those of {@link SignatureVerifier}. */
const JSON_CODES: Readonly<Record<string, string>> = {
  ExpiredToken: 'ExpiredTokenException',
  IncompleteSignature: 'IncompleteSignatureException',
  InvalidClientTokenId: 'UnrecognizedClientException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
  RequestExpired: 'InvalidSignatureException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
}

function inServiceTerms(error: AwsError): AwsError {
  const code = JSON_CODES[error.code]
  if (code === undefined) return error
  const { message, statusCode, code: queryCode } = error
  return new AwsError(code, message, { statusCode, queryCode })
}

interface Refusal {
  status: number
  code: string
  message: string
}

const UNSIGNED: Refusal = {
  status: 403,
  code: 'MissingAuthenticationToken',
  message: 'The request carries no AWS signature (Signature Version 4).',
}

const notSimulated = (service: string): Refusal => ({
  status: 501,
  code: 'NotSimulated',
  message: `The local AWS does not simulate the service ${JSON.stringify(service)}.`,
})

const signedInUrl = ({ service }: CredentialScope): Refusal => ({
  status: 403,
  code: 'MissingAuthenticationToken',
  message: `Only S3 takes signatures in the URL: sign the request to ${JSON.stringify(service)} in its Authorization header.`,
})

const wrongHost = (host: string, endpoint: string): Refusal => ({
  status: 403,
  code: 'ForbiddenHost',
  message: `The local AWS serves 127.0.0.1, [::1], localhost and names under localhost, not the host ${JSON.stringify(host)}: send the request to ${endpoint}.`,
})

const wrongOrigin = (page: string): Refusal => ({
  status: 403,
  code: 'ForbiddenOrigin',
  message: `A web page of another origin sends this request (${page}), but may use only HTTP APIs, function URLs and presigned requests to S3. Use an AWS client, or type the address into the browser.`,
})

const ASYMMETRIC: Refusal = {
  status: 501,
  code: 'NotSimulated',
  message:
    'The local AWS does not simulate Signature Version 4A (AWS4-ECDSA-P256-SHA256): sign for one region, with AWS4-HMAC-SHA256.',
}

/** Sends the error in the form that the client's protocol parses: XML of S3 or of the Query protocol, or JSON. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message }: Refusal,
): void {
  const error = elementOf('Code', code) + elementOf('Message', message)
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  const [type, body] = isForm
    ? ['text/xml', `<ErrorResponse><Error><Type>Sender</Type>${error}</Error></ErrorResponse>`]
    : credentialScope(request)?.service === OPEN_TO_PAGES
      ? ['application/xml', `<Error>${error}</Error>`]
      : ['application/json', JSON.stringify({ __type: code, message })]
  response.writeHead(status, { 'content-type': type, 'x-amzn-errortype': code }).end(body)
}
