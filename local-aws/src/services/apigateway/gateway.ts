import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Account } from '../../account.ts'
import type { RequestHappening } from '../../activity.ts'
import type { PathHandler } from '../../api/front-door/front-door.ts'
import { AwsError, asAwsError } from '../../aws-error.ts'
import type { PrincipalCaller, ServiceCaller } from '../../identity/caller.ts'
import { httpKeys } from '../../identity/http-keys.ts'
import type { SignatureVerifier } from '../../identity/signature.ts'
import type { Functions, Invocation, Logs, Metrics } from '../../ports.ts'
import { proxyEvent } from '../../proxy/proxy-event.ts'
import { messageResponse, type ProxyResponse, proxyResponse } from '../../proxy/proxy-response.ts'
import { readPayload } from '../../proxy/request-payload.ts'
import { TokenBucket } from '../../token-bucket.ts'
import { accessLogLine } from './access-log.ts'
import { reportRequest } from './api-metrics.ts'
import { Exchange } from './exchange.ts'
import type { HttpApi, Integration } from './http-api.ts'
import type { Route } from './routes.ts'
import { ACCOUNT_THROTTLE, type Stage } from './stage.ts'

/** Serves the endpoints of all HTTP APIs: `/_aws/execute-api/<api id>/…`. */
export class Gateway implements PathHandler {
  readonly prefix = '/_aws/execute-api/'
  readonly openToPages = true
  readonly #account: Account
  readonly #apis: ReadonlyMap<string, HttpApi>
  readonly #signatures: SignatureVerifier
  readonly #functions: Functions
  readonly #logs: Logs
  readonly #metrics: Metrics
  readonly #accountBucket: TokenBucket

  constructor(
    account: Account,
    apis: ReadonlyMap<string, HttpApi>,
    signatures: SignatureVerifier,
    functions: Functions,
    logs: Logs,
    metrics: Metrics,
  ) {
    this.#account = account
    this.#apis = apis
    this.#signatures = signatures
    this.#functions = functions
    this.#logs = logs
    this.#metrics = metrics
    this.#accountBucket = new TokenBucket(account.clock, ACCOUNT_THROTTLE)
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const exchange = new Exchange(this.#account, this.prefix, request)
    const body = await readPayload(request)
    if (body === 'aborted') return
    const answer =
      body === 'too large'
        ? messageResponse(413, 'Request Entity Too Large')
        : await this.#answer(exchange, body).catch(ownDefect)
    send(response, exchange.requestId, answer)
    this.#account.activity.report(happening(exchange, answer))
    if (exchange.stage) this.#report(exchange, exchange.stage, answer)
  }

  async #answer(exchange: Exchange, body: Buffer): Promise<ProxyResponse> {
    const api = this.#apis.get(exchange.apiId)
    const selected = api?.select(exchange.path)
    if (!api || !selected) return messageResponse(404, 'Not Found')
    exchange.stage = selected.stage
    const match = api.routes.match(exchange.method, selected.routePath)
    if (!match) return messageResponse(404, 'Not Found')
    const { route, pathParameters } = match
    exchange.routeKey = route.key

    const resource = `${exchange.apiId}/${selected.stage.name}/${exchange.method}${selected.routePath}`
    const caller = this.#authorize(route, resource, exchange, body)
    if (caller === 'forbidden') return messageResponse(403, 'Forbidden')
    exchange.caller = caller
    if (!this.#accountBucket.take() || !selected.stage.admits(route.key)) {
      return messageResponse(429, 'Too Many Requests')
    }

    const integration = api.integrations.get(route.integrationId) as Integration
    return this.#integrate(exchange, integration, pathParameters, selected.stage, body)
  }

  /** @param resource `<api id>/<stage>/<method>/<path>` (HTTP API, "IAM authorization") */
  #authorize(
    route: Route,
    resource: string,
    exchange: Exchange,
    body: Buffer,
  ): PrincipalCaller | undefined | 'forbidden' {
    if (route.authorization === 'NONE') return undefined
    try {
      const caller = this.#signatures.verify({ ...exchange.signed, body }, 'execute-api')
      this.#account.authorization.check(caller, [
        {
          action: 'execute-api:Invoke',
          resource: this.#account.arn('execute-api', resource),
          keys: httpKeys(exchange.headers),
        },
      ])
      return caller
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      exchange.error = error.message
      return 'forbidden'
    }
  }

  async #integrate(
    exchange: Exchange,
    { functionArn, timeoutMs }: Integration,
    pathParameters: Readonly<Record<string, string>>,
    stage: Stage,
    body: Buffer,
  ): Promise<ProxyResponse> {
    const { wall } = this.#account.clock
    const event = proxyEvent({ ...exchange.routed(stage, pathParameters), body })
    const sourceArn = `${this.#account.arn('execute-api', exchange.apiId)}/${stage.name}/${exchange.sourceRoute}`
    const caller: ServiceCaller = { kind: 'service', service: 'apigateway.amazonaws.com', sourceArn }
    const startedAt = wall.now()
    try {
      this.#functions.checkInvocable(functionArn, caller)
      const invocation = await this.#within(
        timeoutMs,
        this.#functions.invoke(functionArn, event, { caller, traceHeader: exchange.traceHeader }),
      )
      exchange.integrationLatencyMs = wall.now() - startedAt
      return invocation === 'timed out' ? timedOut(exchange) : interpret(exchange, invocation)
    } catch (error) {
      exchange.integrationLatencyMs = wall.now() - startedAt
      return notInvoked(exchange, error)
    }
  }

  /** The time a function takes is real time. */
  #within<T>(timeoutMs: number, work: Promise<T>): Promise<T | 'timed out'> {
    return new Promise((resolve, reject) => {
      const timer = this.#account.clock.wall.setTimer(timeoutMs, () => resolve('timed out'))
      work.then(resolve, reject).finally(() => timer.cancel())
    })
  }

  #report(exchange: Exchange, stage: Stage, answer: ProxyResponse): void {
    const { apiId, integrationLatencyMs, latencyMs } = exchange
    const { statusCode, body } = answer
    reportRequest(this.#metrics, {
      apiId,
      stage: stage.name,
      statusCode,
      latencyMs,
      integrationLatencyMs,
      responseBytes: body.length,
    })
    if (!stage.accessLog) return
    const { logGroup, format } = stage.accessLog
    const message = accessLogLine(format, exchange.logContext(answer))
    this.#logs.write(logGroup, `${apiId}/${stage.name}`, [{ timestamp: exchange.receivedAt, message }])
  }
}

function happening(exchange: Exchange, { statusCode: status }: ProxyResponse): RequestHappening {
  const { method, path, latencyMs: ms, error, integrationError } = exchange
  return { kind: 'request', method, path, status, ms, reason: integrationError ?? error }
}

function send(response: ServerResponse, requestId: string, answer: ProxyResponse): void {
  // A client that left while the function ran gets no answer; the request has taken effect all the same.
  if (response.destroyed) return
  response
    .writeHead(answer.statusCode, {
      ...answer.headers,
      'content-length': answer.body.length,
      'apigw-requestid': requestId,
    })
    .end(answer.body)
}

/** Reports the defect, and answers as the gateway does for its own failures. */
function ownDefect(error: unknown): ProxyResponse {
  asAwsError(error)
  return messageResponse(500, 'Internal Server Error')
}

function interpret(exchange: Exchange, { payload, functionError }: Invocation): ProxyResponse {
  exchange.integrationStatus = 200
  if (functionError) {
    const { errorMessage } = (payload ?? {}) as { errorMessage?: string }
    exchange.integrationError = `The function failed: ${errorMessage ?? 'without a message'}`
    return messageResponse(500, 'Internal Server Error')
  }
  const answer = proxyResponse(payload)
  if (answer) return answer
  exchange.integrationError =
    "The response from the Lambda function doesn't match the format that API Gateway expects."
  return messageResponse(500, 'Internal Server Error')
}

/** An HTTP API answers 503 where a REST API would answer 504 (serverless/serverless#11222). */
function timedOut(exchange: Exchange): ProxyResponse {
  exchange.integrationError = 'The integration did not answer within its timeout.'
  return messageResponse(503, 'Service Unavailable')
}

function notInvoked(exchange: Exchange, error: unknown): ProxyResponse {
  if (!(error instanceof AwsError)) throw error
  exchange.integrationStatus = error.statusCode
  exchange.integrationError = error.code === 'AccessDeniedException' ? NO_PERMISSION : error.message
  const [status, message] = REFUSALS[error.code] ?? [500, 'Internal Server Error']
  return messageResponse(status, message)
}

/** As API Gateway logs it; for this AWS, the policy of the function is what decides. */
const NO_PERMISSION =
  "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again."

/** What the client is told when Lambda does not run the function at all. */
const REFUSALS: Readonly<Record<string, [status: number, message: string]>> = {
  TooManyRequestsException: [503, 'Service Unavailable'],
  RequestTooLargeException: [413, 'Request Entity Too Large'],
}
