import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import { AwsError, asAwsError } from '../../aws-error.ts'
import type { PrincipalCaller, ServiceCaller } from '../../identity/caller.ts'
import { httpKeys } from '../../identity/http-keys.ts'
import type { SignatureVerifier } from '../../identity/signature.ts'
import type { Functions, Invocation } from '../../ports.ts'
import { proxyEvent } from '../../proxy/proxy-event.ts'
import { type ProxyResponse, proxyResponse } from '../../proxy/proxy-response.ts'
import { readPayload } from '../../proxy/request-payload.ts'
import { FUNCTION_URL_PREFIX, type FunctionUrl, type FunctionUrls } from './function-urls.ts'

/** The values of a function URL for the stage of an HTTP API. */
const STAGE = { name: '$default', variables: {} }

/** "Starting in October 2025, new function URLs will require both" (developer guide, "Control access to function URLs"). */
const ACTIONS_OF_URLS = ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction']

/** Serves function URLs with events and responses of payload format 2.0, as for HTTP APIs. */
export class FunctionUrlGateway implements PathHandler {
  readonly prefix = FUNCTION_URL_PREFIX
  readonly openToPages = true
  readonly #account: Account
  readonly #urls: FunctionUrls
  readonly #functions: Functions
  readonly #signatures: SignatureVerifier

  constructor(account: Account, urls: FunctionUrls, functions: Functions, signatures: SignatureVerifier) {
    this.#account = account
    this.#urls = urls
    this.#functions = functions
    this.#signatures = signatures
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readPayload(request)
    if (body === 'aborted') return
    const requestId = this.#account.random.uuid()
    const answer =
      body === 'too large'
        ? message(413, 'Request Entity Too Large')
        : await this.#answer(request, body, requestId).catch(ownDefect)
    if (response.destroyed) return
    response
      .writeHead(answer.statusCode, {
        ...answer.headers,
        'content-length': answer.body.length,
        'x-amzn-requestid': requestId,
      })
      .end(answer.body)
  }

  async #answer(request: IncomingMessage, body: Buffer, requestId: string): Promise<ProxyResponse> {
    const [id = '', path, query] = partsOf(request)
    const found = this.#urls.byId(id)
    if (!found) return message(404, 'Not Found')
    const { cors } = found
    if (cors && isPreflight(request)) {
      return { statusCode: 200, headers: cors.preflight(request.headers), body: Buffer.alloc(0) }
    }
    const caller = this.#authorize(found, request, body)
    const answer =
      caller === 'forbidden'
        ? message(403, 'Forbidden')
        : await this.#invoke(found, this.#event(found, request, { path, query, body, requestId, caller }))
    return cors ? shared(answer, cors.response(request.headers)) : answer
  }

  #authorize(
    found: FunctionUrl,
    request: IncomingMessage,
    body: Buffer,
  ): PrincipalCaller | undefined | 'forbidden' {
    const { authType, functionArn } = found
    const { method = 'GET', url = '/', rawHeaders } = request
    const keys = {
      ...httpKeys(request.headers),
      'lambda:functionurlauthtype': authType,
      'lambda:invokedviafunctionurl': 'true',
    }
    try {
      const caller =
        authType === 'NONE' ? undefined : this.#signatures.verify({ method, url, rawHeaders, body }, 'lambda')
      this.#account.authorization.check(
        caller,
        ACTIONS_OF_URLS.map(action => ({ action, resource: functionArn, keys })),
      )
      return caller
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      return 'forbidden'
    }
  }

  #event(
    { id }: FunctionUrl,
    request: IncomingMessage,
    routed: {
      path: string
      query: string
      body: Buffer
      requestId: string
      caller: PrincipalCaller | undefined
    },
  ) {
    const receivedAt = this.#account.clock.now()
    return proxyEvent({
      ...routed,
      method: request.method ?? 'GET',
      protocol: `HTTP/${request.httpVersion}`,
      rawHeaders: request.rawHeaders,
      sourceIp: request.socket.remoteAddress ?? '',
      accountId: routed.caller?.accountId ?? 'anonymous',
      apiId: id,
      traceHeader: this.#traceHeader(request, receivedAt),
      receivedAt,
      routeKey: '$default',
      stage: STAGE,
      pathParameters: {},
    })
  }

  async #invoke({ functionArn }: FunctionUrl, event: ReturnType<typeof proxyEvent>): Promise<ProxyResponse> {
    const caller: ServiceCaller = { kind: 'service', service: 'lambda.amazonaws.com', sourceArn: functionArn }
    const traceHeader = event.headers['x-amzn-trace-id']
    try {
      return interpret(await this.#functions.invoke(functionArn, event, { caller, traceHeader }))
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      if (error.code === 'TooManyRequestsException') return message(429, 'Rate Exceeded.')
      if (error.code === 'RequestTooLargeException') return message(413, 'Request Entity Too Large')
      return message(502, 'Internal Server Error')
    }
  }

  #traceHeader({ headers }: IncomingMessage, receivedAt: number): string {
    const given = headers['x-amzn-trace-id'] as string | undefined
    return given ?? `Root=1-${Math.floor(receivedAt / 1000).toString(16)}-${this.#account.random.hex(24)}`
  }
}

/** The id of the function URL, and the path and query after it, still encoded. */
function partsOf({ url = '/' }: IncomingMessage): [id: string, path: string, query: string] {
  const [whole = '', ...query] = url.slice(FUNCTION_URL_PREFIX.length).split('?')
  const slash = whole.indexOf('/')
  const [id, path] = slash < 0 ? [whole, '/'] : [whole.slice(0, slash), whole.slice(slash)]
  return [id, path, query.join('?')]
}

function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined
}

/** "502 Bad Gateway" if the function fails or its response is invalid. */
function interpret({ payload, functionError }: Invocation): ProxyResponse {
  const answer = functionError ? undefined : proxyResponse(asJson(payload))
  return answer ?? message(502, 'Internal Server Error')
}

/** Function URLs add `application/json` if the function sets no content type. */
function asJson(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || !('statusCode' in payload)) return payload
  const { headers } = payload as { headers?: object | null }
  return { ...payload, headers: { 'content-type': 'application/json', ...headers } }
}

/** Replaces the function's CORS headers by those of the configuration. */
function shared(answer: ProxyResponse, cors: Record<string, string>): ProxyResponse {
  const own = Object.entries(answer.headers).filter(([name]) => !name.startsWith('access-control-'))
  return { ...answer, headers: { ...Object.fromEntries(own), ...cors } }
}

function message(statusCode: number, text: string): ProxyResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ Message: text })),
  }
}

function ownDefect(error: unknown): ProxyResponse {
  asAwsError(error)
  return message(500, 'Internal Server Error')
}
