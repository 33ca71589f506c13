import type { IncomingHttpHeaders } from 'node:http'
import { badRequest, s3Error } from '../errors.ts'
import type { CorsRule } from './cors-rule.ts'

/** The parts of a preflight or cross-origin request that CORS rules are compared with. */
export interface CrossOriginRequest {
  origin: string
  method: string
  /** In lower case; the headers that the browser announces. */
  headers: readonly string[]
}

/** The headers that responses depend on if CORS is configured, for every client. */
const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method'

/**
 * The response headers for a preflight request (`OPTIONS`).
 *
 * @throws AwsError `BadRequest`, `AccessForbidden`
 */
export function preflightHeaders(
  rules: readonly CorsRule[] | undefined,
  headers: IncomingHttpHeaders,
  resourceType: 'BUCKET' | 'OBJECT',
): Record<string, string> {
  const { origin } = headers
  const method = headers['access-control-request-method']
  if (!origin) throw badRequest('Insufficient information. Origin request header needed.')
  if (!method) throw badRequest('Invalid Access-Control-Request-Method: null')
  if (!rules) throw forbidden('CORS is not enabled for this bucket.', method, resourceType)

  const asked = { origin, method, headers: announcedHeaders(headers) }
  const rule = ruleFor(rules, asked)
  if (!rule) {
    throw forbidden(
      "This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      method,
      resourceType,
    )
  }
  return {
    ...headersOf(rule, origin),
    ...(asked.headers.length > 0 && { 'access-control-allow-headers': asked.headers.join(', ') }),
    vary: VARY,
  }
}

/** The CORS headers for the response to an actual request, either a success or an error. */
export function crossOriginHeaders(
  rules: readonly CorsRule[] | undefined,
  method: string,
  headers: IncomingHttpHeaders,
): Record<string, string> {
  if (!rules) return {}
  const { origin } = headers
  const rule = origin && ruleFor(rules, { origin, method, headers: announcedHeaders(headers) })
  return { ...(rule && headersOf(rule, origin)), vary: VARY }
}

/** "Amazon S3 … uses the first CORSRule rule that matches the incoming browser request" (User Guide, "Using CORS"). */
function ruleFor(rules: readonly CorsRule[], { origin, method, headers }: CrossOriginRequest) {
  return rules.find(
    rule =>
      rule.allowedOrigins.some(pattern => matches(pattern, origin)) &&
      rule.allowedMethods.includes(method) &&
      headers.every(name => rule.allowedHeaders.some(pattern => matches(pattern.toLowerCase(), name))),
  )
}

function headersOf(rule: CorsRule, origin: string): Record<string, string> {
  const open = rule.allowedOrigins.includes('*')
  return {
    'access-control-allow-origin': open ? '*' : origin,
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(rule.exposeHeaders.length > 0 && { 'access-control-expose-headers': rule.exposeHeaders.join(', ') }),
    ...(rule.maxAgeSeconds !== undefined && { 'access-control-max-age': String(rule.maxAgeSeconds) }),
    ...(!open && { 'access-control-allow-credentials': 'true' }),
  }
}

function announcedHeaders(headers: IncomingHttpHeaders): string[] {
  return (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '')
}

/** Matches a pattern with at most one `*`, which stands for any text. */
function matches(pattern: string, text: string): boolean {
  const [start = '', end] = pattern.split('*')
  if (end === undefined) return text === pattern
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end)
}

const forbidden = (message: string, method: string, resourceType: string) =>
  s3Error(403, 'AccessForbidden', `CORSResponse: ${message}`, { Method: method, ResourceType: resourceType })
