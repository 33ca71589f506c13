import type {
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda'
import { reasonOf } from './failures.ts'
import { duringInvocation } from './invocation.ts'
import { logger } from './logger.ts'
import { internalError, RequestProblem } from './problems.ts'
import { Request } from './request.ts'
import type { Annotate } from './tracer.ts'

export interface Reply {
  statusCode: number
  body: unknown
  headers?: Record<string, string>
}

type ApiHandler = (
  event: APIGatewayProxyEventV2WithIAMAuthorizer,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * The handler of a function behind a route of an HTTP API. A {@link RequestProblem} becomes its answer; any other
 * error is logged and becomes a 500 that says nothing of it.
 *
 * @example
 * ```ts
 * export const handler = httpApiHandler(async request => ({ statusCode: 200, body: await find(request) }))
 * ```
 */
export function httpApiHandler(route: (request: Request, annotate: Annotate) => Promise<Reply>): ApiHandler {
  return duringInvocation(async (event, annotate) => {
    const request = new Request(event)
    try {
      return json(await route(request, annotate))
    } catch (error) {
      return refusal(request, error)
    }
  })
}

function json({ statusCode, body, headers }: Reply): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}

function refusal(request: Request, error: unknown): APIGatewayProxyStructuredResultV2 {
  const { problem, headers } = error instanceof RequestProblem ? error : internalError()
  logRefusal(request, error, problem.status)
  return json({
    statusCode: problem.status,
    body: { ...problem, instance: `urn:messaging:request:${request.id}` },
    headers: { ...headers, 'content-type': 'application/problem+json' },
  })
}

function logRefusal({ id }: Request, error: unknown, status: number): void {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const fields = { requestId: id, status, reason: reasonOf(cause) }
  if (status < 500) logger.info('request refused', fields)
  else logger.error('request failed', fields)
}
