import { problem } from '../problem.ts'
import type { Answer, Api, Route } from '../routes.ts'
import { embedded, type JsonSchema } from './json-schema.ts'

/** An OpenAPI 3.1 document, as JSON. */
export type OpenApi = Record<string, unknown>

const JSON_TYPE = 'application/json'
const PROBLEM_TYPE = 'application/problem+json'
const DRAFT = 'draft-2020-12'

/** What each status means, where the body is a problem document (RFC 9457). */
const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'The request breaks its contract; the body lists every violation.',
  403: 'The link is not valid.',
  404: 'There is no such thing, or not yet.',
  413: 'The body is too large.',
  415: 'The body is not JSON in UTF-8.',
  422: 'The Idempotency-Key belongs to another request.',
  500: 'The request failed on our side.',
  503: 'It is not known whether the request took effect: repeat it.',
}

/** The document of one API. */
export function openApi({ name, title, routes }: Api): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description:
        'Made from the contracts by `npm run schemas -- --documents docs`. Backends call it, with requests signed by ' +
        'SigV4 for the service `execute-api`.',
      license: { name: 'MIT-0', identifier: 'MIT-0' },
    },
    servers: [server()],
    tags: [{ name }],
    paths: pathsOf(routes, name),
    components: {
      schemas: { Problem: embedded(problem, DRAFT) },
      securitySchemes: {
        sigv4: {
          type: 'apiKey',
          name: 'Authorization',
          in: 'header',
          description: 'AWS Signature Version 4 of an IAM principal that may invoke the route.',
          'x-amazon-apigateway-authtype': 'awsSigv4',
        },
      },
      headers: {
        Location: { description: 'The address of what the answer is about.', schema: { type: 'string' } },
        RetryAfter: {
          description: 'Seconds to wait before the same request.',
          schema: { type: 'integer', minimum: 1 },
        },
      },
      parameters: { IdempotencyKey: idempotencyKey, traceparent },
    },
  }
}

/** Its address is an output of the stack; the id is the API's, made at deployment. */
function server() {
  return {
    url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
    variables: { apiId: { default: 'api-id' }, region: { default: 'us-east-1' } },
  }
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'The same request with the same key, within 24 hours, is the same request.',
  schema: { type: 'string', pattern: '^[ -~]{1,255}$' },
}

const traceparent = {
  name: 'traceparent',
  in: 'header',
  description:
    'W3C Trace Context: what the request leads to belongs to this trace. A malformed one is ignored.',
  schema: { type: 'string' },
}

function pathsOf(routes: readonly Route[], tag: string): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    paths[route.path] = path
    for (const method of methodsOf(route)) path[method.toLowerCase()] = operationOf(route, method, tag)
  }
  return paths
}

/** A route to `GET` answers `HEAD`, too. */
function methodsOf({ method }: Route): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

function operationOf(route: Route, method: string, tag: string) {
  const { summary, open, request } = route
  return {
    operationId: `${method} ${route.path}`
      .toLowerCase()
      .match(/[a-z]+/g)
      ?.join('-'),
    tags: [tag],
    summary,
    ...(open !== undefined && { description: open }),
    security: open === undefined ? [{ sigv4: [] }] : [],
    parameters: parametersOf(route),
    ...(request && {
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: embedded(request, DRAFT) } } },
    }),
    responses: responsesOf(route, method === 'HEAD'),
  }
}

function parametersOf({ parameters = {}, query, idempotent }: Route): object[] {
  return [
    ...Object.entries(parameters).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      schema: embedded(schema, DRAFT),
    })),
    ...(query ? queryParameters(embedded(query, DRAFT)) : []),
    ...(idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    { $ref: '#/components/parameters/traceparent' },
  ]
}

function queryParameters({ properties = {}, required = [] }: JsonSchema): object[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

function responsesOf({ answers, problems, open }: Route, isHead: boolean) {
  const { statuses, retryAfter = [] } = problems
  const headersOf = (status: number) =>
    retryAfter.includes(status) ? { 'Retry-After': ref('RetryAfter') } : {}
  const refused = statuses.map(status => [
    status,
    {
      description: PROBLEMS[status],
      headers: headersOf(status),
      ...(!isHead && { content: open === undefined ? { [PROBLEM_TYPE]: { schema: PROBLEM } } : PAGE }),
    },
  ])
  return {
    ...Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [status, responseOf(answer, isHead)]),
    ),
    ...Object.fromEntries(refused),
    ...(open === undefined && {
      403: byTheGateway('The signature is missing or wrong, or its principal may not.'),
    }),
    429: byTheGateway('Too many requests at once.'),
  }
}

const PROBLEM = { $ref: '#/components/schemas/Problem' }
const PAGE = { 'text/html': { schema: { type: 'string' } } }

function ref(header: string) {
  return { $ref: `#/components/headers/${header}` }
}

function responseOf({ description, body, page, headers = [] }: Answer, isHead: boolean) {
  const json = body && { [JSON_TYPE]: { schema: embedded(body, DRAFT) } }
  const content = page ? PAGE : json
  return {
    description,
    headers: Object.fromEntries(headers.map(name => [name, ref(name)])),
    ...(content && !isHead && { content }),
  }
}

/** The function is not asked. */
function byTheGateway(description: string) {
  const schema = { type: 'object', properties: { message: { type: 'string' } } }
  return { description: `${description} API Gateway answers.`, content: { [JSON_TYPE]: { schema } } }
}
