import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda'
import { bodyTooLarge, malformedJson, unsupportedMediaType } from './problems.ts'

/** The largest body that any of our requests needs, with room to spare. */
const MAXIMUM_BODY_BYTES = 64 * 1024

/** One signed request, as HTTP APIs hand it over (payload format 2.0). */
export class Request {
  readonly #event: APIGatewayProxyEventV2WithIAMAuthorizer

  constructor(event: APIGatewayProxyEventV2WithIAMAuthorizer) {
    this.#event = event
  }

  get id(): string {
    return this.#event.requestContext.requestId
  }

  /** When the gateway took it. */
  get sentAt(): Date {
    return new Date(this.#event.requestContext.timeEpoch)
  }

  /** The ARN of the IAM principal that signed it. */
  get caller(): string {
    return this.#event.requestContext.authorizer.iam.userArn
  }

  /** @param name in lower case, as HTTP APIs give all names */
  header(name: string): string | undefined {
    return this.#event.headers[name]
  }

  pathParameter(name: string): string {
    return this.#event.pathParameters?.[name] ?? ''
  }

  /** @throws RequestProblem 415, 413 or 400 */
  json(): unknown {
    if (!isJson(this.header('content-type'))) throw unsupportedMediaType()
    const body = this.#body()
    if (body.byteLength > MAXIMUM_BODY_BYTES) throw bodyTooLarge(MAXIMUM_BODY_BYTES)
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    } catch {
      throw malformedJson()
    }
  }

  #body(): Buffer {
    return Buffer.from(this.#event.body ?? '', this.#event.isBase64Encoded ? 'base64' : 'utf8')
  }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;|$)/i.test(contentType?.trim() ?? '')
}
