import type {
  APIGatewayProxyEventV2WithIAMAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda'
import { duringInvocation } from '../runtime/invocation.ts'
import type { Refusal } from './error-response.ts'
import { Request } from './request.ts'
import { answer, type Tell } from './request-hop.ts'

export interface Reply {
  statusCode: number
  /** Absent where the answer has no body, as in a 204. */
  body?: unknown
  headers?: Record<string, string>
}

type ApiHandler = (
  event: APIGatewayProxyEventV2WithIAMAuthorizer,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/**
 * The handler of a function behind a signed route of an HTTP API. A {@link RequestProblem} becomes its answer; any
 * other error becomes a 500 that says nothing about it.
 *
 * Every request leaves one hop in the log, whether it is answered or not, and also where it only reads. One that
 * changes something tells its correlation id, which makes it part of a trail.
 *
 * @example
 * ```ts
 * export const handler = httpApiHandler(async (request, tell) => {
 *   const id = idIn(request)
 *   tell({ facts: { purchaseId: id } })
 *   return { statusCode: 200, body: await find(id) }
 * })
 * ```
 */
export function httpApiHandler(
  route: (request: Request, tell: Tell, context: Context) => Promise<Reply>,
): ApiHandler {
  return duringInvocation((event, annotate, context) => {
    const request = new Request(event)
    return answer(request, annotate, {
      route: async tell => json(await route(request, tell, context)),
      refuse: problemDocument,
    })
  })
}

function problemDocument({ problem, headers }: Refusal): APIGatewayProxyStructuredResultV2 {
  const contentType = { 'content-type': 'application/problem+json' }
  return json({ statusCode: problem.status, body: problem, headers: { ...headers, ...contentType } })
}

function json({ statusCode, body, headers }: Reply): APIGatewayProxyStructuredResultV2 {
  if (body === undefined) return { statusCode, headers }
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  }
}
