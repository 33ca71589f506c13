import type {
  APIGatewayEventRequestContextV2,
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyEventV2WithRequestContext,
} from 'aws-lambda'
import type { Arrival } from '../runtime/hop.ts'
import type { Traced } from '../runtime/trace-context.ts'
import { bodyTooLarge, malformedJson, unsupportedMediaType } from './problems.ts'

/** The largest body that a request may have, unless its route sets another limit. */
const MAXIMUM_BODY_BYTES = 64 * 1024

/** A request, signed or not, as HTTP APIs hand it over (payload format 2.0). */
export type RequestEvent = APIGatewayProxyEventV2WithRequestContext<APIGatewayEventRequestContextV2>

/** One request to an open route. */
export class OpenRequest {
  /** For its hop in the log; the gateway sent it. */
  readonly arrival: Arrival
  readonly #event: RequestEvent

  constructor(event: RequestEvent) {
    const { requestId: messageId, timeEpoch } = event.requestContext
    this.arrival = { messageId, receiveCount: 1, sentAt: new Date(timeEpoch), receivedAt: new Date() }
    this.#event = event
  }

  get id(): string {
    return this.arrival.messageId
  }

  /** `POST /purchases`, `GET /purchases/{id}`: as the API names it, without what the client put into it. */
  get route(): string {
    return this.#event.routeKey
  }

  /**
   * In capitals: `GET`, `POST`… `HEAD` is `GET`: the answer is the same, and the gateway leaves out its body (RFC 9110,
   * section 9.3.2).
   */
  get method(): string {
    return this.isHead ? 'GET' : this.#event.requestContext.http.method
  }

  /** Whether the client wants no body; for answers that name another address, which is asked in the same way. */
  get isHead(): boolean {
    return this.#event.requestContext.http.method === 'HEAD'
  }

  /** @param name in lower case, as HTTP APIs give all names */
  header(name: string): string | undefined {
    return this.#event.headers[name]
  }

  /** The headers of W3C Trace Context, as they came. */
  get trace(): Traced {
    return { traceparent: this.header('traceparent'), tracestate: this.header('tracestate') }
  }

  pathParameter(name: string): string {
    return this.#event.pathParameters?.[name] ?? ''
  }

  /** A parameter that occurs several times has all its values, separated by commas. */
  get query(): Readonly<Record<string, string | undefined>> {
    return this.#event.queryStringParameters ?? {}
  }

  queryParameter(name: string): string | undefined {
    return this.query[name]
  }

  /** @throws RequestProblem 415, 413 or 400 */
  json(maximumBytes = MAXIMUM_BODY_BYTES): unknown {
    if (!isJson(this.header('content-type'))) throw unsupportedMediaType('application/json')
    const body = this.bytes()
    if (body.byteLength > maximumBytes) throw bodyTooLarge(maximumBytes)
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    } catch {
      throw malformedJson()
    }
  }

  /** The body as it came. */
  bytes(): Buffer {
    return Buffer.from(this.#event.body ?? '', this.#event.isBase64Encoded ? 'base64' : 'utf8')
  }
}

/** One signed request. */
export class Request extends OpenRequest {
  /** The ARN of the IAM principal that signed it. */
  readonly caller: string

  constructor(event: APIGatewayProxyEventV2WithIAMAuthorizer) {
    super(event)
    this.caller = event.requestContext.authorizer.iam.userArn
  }
}

/** "JSON text … MUST be encoded using UTF-8" (RFC 8259, section 8.1): a body that declares another charset is refused. */
function isJson(contentType: string | undefined): boolean {
  return /^\s*application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?\s*$/i.test(contentType ?? '')
}
