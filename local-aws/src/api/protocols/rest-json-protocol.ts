import type { IncomingMessage, ServerResponse } from 'node:http'
import { AwsError, asAwsError } from '../../aws-error.ts'
import { checkMembers, checkTypes, type InputErrors } from '../model/check-input.ts'
import type { ServiceModel } from '../model/service-model.ts'
import type { RequestContext, ServiceApi } from '../service-api.ts'
import { malformedInput } from './malformed-input.ts'
import { restInput } from './rest-input.ts'

/** A request whose path matches a route; `path` has the values of the route's placeholders. */
export interface RestRequest {
  path: Record<string, string>
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
  /** The members in the body, checked against the model; `{}` if there is no body. */
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
  /**
   * `/2015-03-31/functions/{FunctionName}/invocations`; a last segment `{Key+}` takes the rest, and `?find=x` is a
   * parameter that tells operations with the same path apart.
   */
  path: string
  /** The route exists only to refuse the operation by name. */
  refused?: true
  action(request: RestRequest, context: RequestContext): RestResponse | Promise<RestResponse>
}

export interface RestJsonService {
  signingName: string
  model: ServiceModel
  /** How the service refuses an input. @default - see {@link InputErrors} */
  errors?: InputErrors
  routes: readonly RestRoute[]
}

/** `restJson1` of the Smithy specification. */
export function restJsonService({ signingName, model, errors, routes }: RestJsonService): ServiceApi {
  const compiled = routes.map(route => ({ ...route, ...compile(route.path) }))

  async function answer(request: IncomingMessage, context: RequestContext): Promise<RestResponse> {
    const { pathname, searchParams: query } = partsOf(request.url)
    const body = await context.body()
    for (const route of compiled) {
      const match = route.method === request.method && route.pattern.exec(pathname)
      if (!match || !hasAll(query, route.literals)) continue
      const path = decoded(match.groups ?? {})
      const sent = { path, query, headers: request.headers, body }
      if (route.refused) return await route.action({ ...sent, json: () => ({}) }, context)
      const shape = model.input(route.operation)
      const { content, located } = restInput(sent, shape, route.literals)
      checkTypes(route.operation, content, shape)
      checkTypes(route.operation, located, shape)
      const input = { ...(content as object), ...located }
      context.authorize(route.operation, { ...input, ...path })
      checkMembers(route.operation, input, shape, errors)
      return await route.action({ ...sent, json: () => content }, context)
    }
    throw new AwsError(
      'UnknownOperationException',
      `The local AWS does not simulate ${request.method} ${pathname} of ${signingName}.`,
      { statusCode: 404 },
    )
  }

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    try {
      send(response, context.requestId, await answer(request, context))
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

/** @throws AwsError `SerializationException` for what is no UTF-8 */
function decoded(groups: Readonly<Record<string, string>>): Record<string, string> {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]),
    )
  } catch {
    throw malformedInput('The path of the request is not valid UTF-8 in percent-encoding.')
  }
}

function hasAll(query: URLSearchParams, literals: URLSearchParams): boolean {
  return [...literals].every(([name, value]) => query.get(name) === value)
}

/** Splits the original target: here, `//` is part of a path, while `URL` would parse a host. */
function partsOf(target = '/'): { pathname: string; searchParams: URLSearchParams } {
  const [pathname = '/', ...query] = target.replace(/^https?:\/\/[^/?#]*/i, '').split('?')
  return { pathname: pathname || '/', searchParams: new URLSearchParams(query.join('?')) }
}

/** The pattern of the path, and the parameters that the query string must have. */
function compile(route: string): { pattern: RegExp; literals: URLSearchParams } {
  const [path = '', literals] = route.split('?')
  const pattern = path
    .split('/')
    .map(segment => segment.replace(/^\{(\w+)\+\}$/, '(?<$1>.+)').replace(/^\{(\w+)\}$/, '(?<$1>[^/]+)'))
    .join('/')
  return { pattern: new RegExp(`^${pattern}/?$`), literals: new URLSearchParams(literals) }
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
