import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError, asAwsError } from '../aws-error.ts'
import { parseJson, type RequestContext, type ServiceApi } from './service-api.ts'

/** A request whose path matches a route; `path` has the values of the route's placeholders. */
export interface RestRequest {
  path: Record<string, string>
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
  /** The body parsed as JSON; `{}` if there is none. */
  json(): unknown
}

export interface RestResponse {
  /** The default is 200. */
  status?: number
  headers?: Record<string, string>
  /** A string or buffer is sent unchanged, anything else as JSON. */
  body?: unknown
}

export interface RestRoute {
  /** The name in the API reference, such as `Invoke`. */
  operation: string
  method: string
  /** `/2015-03-31/functions/{FunctionName}/invocations`; a last segment `{Key+}` takes the rest. */
  path: string
  /** The route exists only to refuse the operation by name. */
  refused?: true
  action(request: RestRequest, context: RequestContext): RestResponse | Promise<RestResponse>
}

/** `restJson1` of the Smithy specification. */
export function restJsonProtocol(signingName: string, routes: readonly RestRoute[]): ServiceApi {
  const compiled = routes.map(route => ({ ...route, pattern: compile(route.path) }))

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    try {
      const { pathname, searchParams } = partsOf(request.url)
      const body = await context.body()
      for (const route of compiled) {
        const match = route.method === request.method && route.pattern.exec(pathname)
        if (!match) continue
        const path = Object.fromEntries(
          Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
        )
        context.authorize(route.operation, path)
        const input = {
          path,
          query: searchParams,
          headers: request.headers,
          body,
          json: () => parseJson(body),
        }
        return send(response, context.requestId, await route.action(input, context))
      }
      throw new AwsError(
        'UnknownOperationException',
        `The local AWS does not simulate ${request.method} ${pathname} of ${signingName}.`,
        { statusCode: 404 },
      )
    } catch (cause) {
      const error = asAwsError(cause)
      send(response, context.requestId, {
        status: error.statusCode,
        headers: { 'x-amzn-errortype': error.code },
        body: { message: error.message, ...error.members },
      })
    }
  }

  const operations = routes.filter(({ refused }) => !refused).map(({ operation }) => operation)
  return { signingName, operations, serve }
}

/** Splits the original target: here, `//` is part of a path, while `URL` would parse a host. */
function partsOf(target = '/'): { pathname: string; searchParams: URLSearchParams } {
  const [pathname = '/', ...query] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('?')
  return { pathname: pathname || '/', searchParams: new URLSearchParams(query.join('?')) }
}

function compile(path: string): RegExp {
  const pattern = path
    .split('/')
    .map(segment => segment.replace(/^\{(\w+)\+\}$/, '(?<$1>.+)').replace(/^\{(\w+)\}$/, '(?<$1>[^/]+)'))
    .join('/')
  return new RegExp(`^${pattern}/?$`)
}

function send(response: ServerResponse, requestId: string, answer: RestResponse): void {
  const { status = 200, headers = {}, body } = answer
  const asIs = body === undefined || typeof body === 'string' || Buffer.isBuffer(body)
  const content = asIs ? (body ?? '') : JSON.stringify(body)
  response
    .writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(content as string | Buffer),
      'x-amzn-requestid': requestId,
      ...headers,
    })
    .end(content)
}
