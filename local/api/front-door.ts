import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Account } from '../account.ts'
import type { PrincipalCaller } from '../identity/caller.ts'
import type { CredentialStore } from '../identity/credentials.ts'
import type { AnonymousContext, RequestContext, ServiceApi } from './service-api.ts'

/** Answers paths below its prefix itself, whoever signed the request: execute-api URLs, the inbox. */
export interface PathHandler {
  /** Such as `/_aws/execute-api/`. */
  readonly prefix: string
  serve(request: IncomingMessage, response: ServerResponse): void | Promise<void>
}

const LOOPBACK = '127.0.0.1'

/** The one HTTP server, on the loopback address alone: sends a request to the service whose name it was signed for. */
export class FrontDoor {
  readonly #account: Account
  readonly #credentials: CredentialStore
  readonly #services: ReadonlyMap<string, ServiceApi>
  /** The one service that takes requests without signature, if it is there. */
  readonly #anonymousService: ServiceApi | undefined
  readonly #paths: readonly PathHandler[]
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(
    account: Account,
    credentials: CredentialStore,
    services: readonly ServiceApi[],
    paths: readonly PathHandler[],
  ) {
    this.#account = account
    this.#credentials = credentials
    this.#services = new Map(services.map(service => [service.signingName, service]))
    this.#anonymousService = services.find(({ serveAnonymous }) => serveAnonymous !== undefined)
    this.#paths = paths
    this.#server = createServer({ keepAliveTimeout: 60_000 }, (request, response) =>
      this.#serve(request, response),
    )
    this.#server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
  }

  /** Listens on `port` (0: any that is free) and tells the account its endpoint. */
  async open(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(port, LOOPBACK, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
    this.#account.endpoint = `http://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`
  }

  async close(): Promise<void> {
    const closed = new Promise(resolve => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const url = request.url ?? '/'
    const handler = this.#paths.find(({ prefix }) => url.startsWith(prefix))
    if (handler) {
      void handler.serve(request, response)
      return
    }

    const scope = credentialScope(request)
    if (!scope) return this.#serveAnonymous(request, response)
    const service = this.#services.get(scope.service)
    if (!service) return refuse(response, scope.service)

    const caller = this.#credentials.callerOf(scope.accessKeyId)
    void service.serve(
      request,
      response,
      new SignedContext(request, response, this.#account.random.uuid(), caller),
    )
  }

  /** Without a signature only its path can tell whom a request is for: `/bucket/key`. */
  #serveAnonymous(request: IncomingMessage, response: ServerResponse): void {
    const namesResource = !/^\/(?:\?|$)/.test(request.url ?? '/')
    const service = namesResource ? this.#anonymousService : undefined
    if (!service?.serveAnonymous) return refuse(response, undefined)
    void service.serveAnonymous(
      request,
      response,
      new HttpContext(request, response, this.#account.random.uuid()),
    )
  }
}

/** Makes the signal only for who asks: few actions wait, and each request would pay. */
class HttpContext implements AnonymousContext {
  readonly requestId: string
  readonly traceHeader: string | undefined
  readonly #response: ServerResponse
  #gone: AbortController | undefined

  constructor(request: IncomingMessage, response: ServerResponse, requestId: string) {
    this.requestId = requestId
    this.traceHeader = request.headers['x-amzn-trace-id'] as string | undefined
    this.#response = response
  }

  get signal(): AbortSignal {
    if (this.#gone) return this.#gone.signal
    const gone = new AbortController()
    this.#gone = gone
    const abort = () => {
      if (!this.#response.writableFinished) gone.abort()
    }
    if (this.#response.closed) abort()
    else this.#response.once('close', abort)
    return gone.signal
  }
}

class SignedContext extends HttpContext implements RequestContext {
  readonly caller: PrincipalCaller

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    caller: PrincipalCaller,
  ) {
    super(request, response, requestId)
    this.caller = caller
  }
}

const SIGNED_HEADER = /Credential=([^/,\s]+)\/[^/]+\/[^/]+\/([^/]+)\/aws4_request/
const SIGNED_QUERY =
  /[?&]X-Amz-Credential=([^%/&]+)(?:%2F|\/)[^%/]+(?:%2F|\/)[^%/]+(?:%2F|\/)([^%/]+)(?:%2F|\/)aws4_request/i

/** The access key and the service that the request was signed for, by header or by presigned URL. */
function credentialScope(request: IncomingMessage): { accessKeyId: string; service: string } | undefined {
  const match =
    SIGNED_HEADER.exec(request.headers.authorization ?? '') ??
    SIGNED_QUERY.exec(request.url ?? '') ??
    undefined
  return match && { accessKeyId: match[1] as string, service: match[2] as string }
}

function refuse(response: ServerResponse, service: string | undefined): void {
  const [status, code, message] = service
    ? [501, 'NotSimulated', `The local AWS does not simulate the service ${JSON.stringify(service)}.`]
    : [403, 'MissingAuthenticationToken', 'The request carries no AWS signature (Signature Version 4).']
  response
    .writeHead(status as number, { 'content-type': 'application/json', 'x-amzn-errortype': code as string })
    .end(JSON.stringify({ __type: code, message }))
}
