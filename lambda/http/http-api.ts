import type {
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda'
import { duringInvocation } from '../runtime/invocation.ts'
import type { Annotate } from '../runtime/tracer.ts'
import { refusalOf } from './error-response.ts'
import { Request } from './request.ts'

export interface Reply {
  statusCode: number
  /** Left out where there is nothing to say, as in a 204. */
  body?: unknown
  headers?: Record<string, string>
}

type ApiHandler = (
  event: APIGatewayProxyEventV2WithIAMAuthorizer,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * The handler of a function behind a signed route of an HTTP API. A {@link RequestProblem} becomes its answer; any
 * other error is logged and becomes a 500 that says nothing of it.
 *
 * @example
 * ```ts
 * export const handler = httpApiHandler(async request => ({ statusCode: 200, body: await find(request) }))
 * ```
 */
export function httpApiHandler(
  route: (request: Request, annotate: Annotate, context: Context) => Promise<Reply>,
): ApiHandler {
  return duringInvocation(async (event, annotate, context) => {
    const request = new Request(event)
    try {
      return json(await route(request, annotate, context))
    } catch (error) {
      const { problem, headers } = refusalOf(request, error)
      const contentType = { 'content-type': 'application/problem+json' }
      return json({ statusCode: problem.status, body: problem, headers: { ...headers, ...contentType } })
    }
  })
}

function json({ statusCode, body, headers }: Reply): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode, headers }
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
