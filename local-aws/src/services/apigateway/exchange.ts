import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Account } from '../../account.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import { commonLogTime, type RoutedRequest } from '../../proxy/proxy-event.ts'
import type { ProxyResponse } from '../../proxy/proxy-response.ts'
import type { LogContext } from './access-log.ts'
import type { Stage } from './stage.ts'

/** One request and what became of it: what the function and the access log are told. */
export class Exchange {
  readonly apiId: string
  readonly method: string
  /** Below the API's endpoint, still encoded. */
  readonly path: string
  readonly requestId: string
  readonly traceHeader: string
  readonly receivedAt: number
  readonly headers: IncomingHttpHeaders
  /** What its signature covers, the body aside. */
  readonly signed: { method: string; url: string; rawHeaders: readonly string[] }
  stage: Stage | undefined
  routeKey: string | undefined
  caller: PrincipalCaller | undefined
  /** Why it was refused. */
  error: string | undefined
  integrationLatencyMs: number | undefined
  integrationStatus: number | undefined
  integrationError: string | undefined
  readonly #account: Account
  readonly #startedAt: number
  readonly #query: string
  readonly #protocol: string
  readonly #sourceIp: string

  constructor(account: Account, prefix: string, request: IncomingMessage) {
    const { method = 'GET', url = '/', rawHeaders, headers } = request
    const [path = '', ...query] = url.slice(prefix.length).split('?')
    const slash = path.indexOf('/')
    this.#account = account
    this.apiId = slash < 0 ? path : path.slice(0, slash)
    this.method = method
    this.path = slash < 0 ? '/' : path.slice(slash)
    this.requestId = Buffer.from(account.random.hex(22), 'hex').toString('base64')
    this.receivedAt = account.clock.now()
    this.#startedAt = account.clock.wall.now()
    this.traceHeader = (headers['x-amzn-trace-id'] as string | undefined) ?? this.#newTrace()
    this.headers = headers
    this.signed = { method, url, rawHeaders }
    this.#query = query.join('?')
    this.#protocol = `HTTP/${request.httpVersion}`
    this.#sourceIp = request.socket.remoteAddress ?? ''
  }

  /** The route within the ARN that the function is invoked for: `GET/pets/{id}`, or `$default`. */
  get sourceRoute(): string | undefined {
    return this.routeKey?.replace(/^([A-Z]+) /, (_, method) => (method === 'ANY' ? this.method : method))
  }

  /** How long it has taken so far, in real time. */
  get latencyMs(): number {
    return this.#account.clock.wall.now() - this.#startedAt
  }

  /** The request for its function; the body comes apart. */
  routed(stage: Stage, pathParameters: Readonly<Record<string, string>>): Omit<RoutedRequest, 'body'> {
    return {
      method: this.method,
      path: this.path,
      query: this.#query,
      protocol: this.#protocol,
      rawHeaders: this.signed.rawHeaders,
      sourceIp: this.#sourceIp,
      accountId: this.#account.id,
      apiId: this.apiId,
      requestId: this.requestId,
      traceHeader: this.traceHeader,
      receivedAt: this.receivedAt,
      routeKey: this.routeKey ?? '',
      stage,
      pathParameters,
      caller: this.caller,
    }
  }

  /** The variables that the guide's "Customize HTTP API access logs" lists, as far as they are known here. */
  logContext(answer: ProxyResponse): LogContext {
    const { message } = answer
    return {
      accountId: this.#account.id,
      apiId: this.apiId,
      'authorizer.error': this.error,
      dataProcessed: answer.body.length,
      domainName: this.headers.host,
      domainPrefix: this.apiId,
      'error.message': message,
      'error.messageString': message && JSON.stringify(message),
      extendedRequestId: this.requestId,
      httpMethod: this.method,
      'identity.accountId': this.caller?.accountId,
      'identity.caller': this.caller?.userId,
      'identity.sourceIp': this.#sourceIp,
      'identity.user': this.caller?.userId,
      'identity.userAgent': this.headers['user-agent'],
      'identity.userArn': this.caller?.arn,
      'integration.error': this.integrationError,
      'integration.integrationStatus': this.integrationStatus,
      'integration.latency': this.integrationLatencyMs,
      'integration.status': this.integrationStatus,
      integrationErrorMessage: this.integrationError,
      integrationLatency: this.integrationLatencyMs,
      integrationStatus: this.integrationStatus,
      path: this.path,
      protocol: this.#protocol,
      requestId: this.requestId,
      requestTime: commonLogTime(this.receivedAt),
      requestTimeEpoch: this.receivedAt,
      responseLatency: this.latencyMs,
      responseLength: answer.body.length,
      routeKey: this.routeKey,
      stage: this.stage?.name,
      status: answer.statusCode,
    }
  }

  /** `Root=1-<seconds>-<96 bits>`: no sampling decision, as an HTTP API takes none. */
  #newTrace(): string {
    const seconds = Math.floor(this.receivedAt / 1000).toString(16)
    return `Root=1-${seconds}-${this.#account.random.hex(24)}`
  }
}
