import type { PrincipalCaller } from '../identity/caller.ts'

/** A request with its matched route. */
export interface RoutedRequest {
  method: string
  /** The path after the API's endpoint, including the stage, still encoded. */
  path: string
  /** Without the question mark, still encoded. */
  query: string
  /** `HTTP/1.1`. */
  protocol: string
  /** Alternating names and values. */
  rawHeaders: readonly string[]
  body: Buffer
  sourceIp: string
  accountId: string
  apiId: string
  requestId: string
  traceHeader: string
  /** The time of arrival, in ms since the epoch. */
  receivedAt: number
  routeKey: string
  stage: { name: string; variables: Readonly<Record<string, string>> }
  pathParameters: Readonly<Record<string, string>>
  /** The verified signer, if the route requires one. */
  caller: PrincipalCaller | undefined
}

/**
 * The event of payload format 2.0 (API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs").
 * Members without a value are left out.
 */
export function proxyEvent(request: RoutedRequest) {
  const { headers, cookies } = headersOf(request)
  const text = isText(headers['content-type'])
  return {
    version: '2.0',
    routeKey: request.routeKey,
    rawPath: decodedPath(request.path),
    rawQueryString: request.query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...unlessEmpty('queryStringParameters', queryParameters(request.query)),
    requestContext: requestContext(request, headers),
    ...unlessEmpty('pathParameters', request.pathParameters),
    ...unlessEmpty('stageVariables', request.stage.variables),
    ...(request.body.length > 0 && { body: request.body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: request.body.length > 0 && !text,
  }
}

function requestContext(request: RoutedRequest, headers: Readonly<Record<string, string>>) {
  return {
    accountId: request.accountId,
    apiId: request.apiId,
    ...(request.caller && { authorizer: { iam: iam(request.caller) } }),
    domainName: headers.host ?? '',
    domainPrefix: request.apiId,
    http: {
      method: request.method,
      path: decodedPath(request.path),
      protocol: request.protocol,
      sourceIp: request.sourceIp,
      userAgent: headers['user-agent'] ?? '',
    },
    requestId: request.requestId,
    routeKey: request.routeKey,
    stage: request.stage.name,
    time: commonLogTime(request.receivedAt),
    timeEpoch: request.receivedAt,
  }
}

function iam({ accessKeyId, accountId, userId, arn }: PrincipalCaller) {
  return {
    accessKey: accessKeyId,
    accountId,
    callerId: userId,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: arn,
    userId,
  }
}

/** Headers for a single connection (RFC 9110, 7.6.1), which the function does not get. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer'])

/**
 * "Duplicate headers are combined with commas"; names are in lower case, and cookies are separate. The gateway adds
 * `x-forwarded-…` and the trace id.
 */
function headersOf(request: RoutedRequest): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {}
  const cookies: string[] = []
  for (let at = 0; at + 1 < request.rawHeaders.length; at += 2) {
    const name = (request.rawHeaders[at] as string).toLowerCase()
    const value = request.rawHeaders[at + 1] as string
    if (name === 'cookie') cookies.push(...value.split(/;\s*/))
    else if (!HOP_BY_HOP.has(name)) headers[name] = name in headers ? `${headers[name]},${value}` : value
  }
  const forwarded = headers['x-forwarded-for']
  headers['x-forwarded-for'] = forwarded ? `${forwarded}, ${request.sourceIp}` : request.sourceIp
  headers['x-forwarded-proto'] = 'http'
  headers['x-forwarded-port'] = headers.host?.split(':')[1] ?? '80'
  headers['x-amzn-trace-id'] = request.traceHeader
  return { headers, cookies }
}

/** "Duplicate query strings are combined with commas." */
function queryParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  }
  return parameters
}

/**
 * "If the content type of the request is binary, the body is base64-encoded." The types that count as text were
 * observed on AWS: these, but neither forms nor a body without a type (ministackorg/ministack#766).
 */
function isText(contentType = ''): boolean {
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return type.startsWith('text/') || TEXT_TYPES.has(type)
}

const TEXT_TYPES = new Set(['application/json', 'application/xml', 'application/javascript'])

/** In HTTP APIs, `rawPath` is decoded, despite its name (honojs/hono#2156). */
function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `12/Mar/2020:19:03:58 +0000`. */
export function commonLogTime(epochMs: number): string {
  const [date = '', time = ''] = new Date(epochMs).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}

function unlessEmpty<N extends string>(name: N, map: Readonly<Record<string, string>>) {
  return Object.keys(map).length > 0 ? { [name]: map } : {}
}
