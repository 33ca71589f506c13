import { validateHeaderName, validateHeaderValue } from 'node:http'

/** A response to the client. */
export interface ProxyResponse {
  statusCode: number
  headers: Record<string, string | string[]>
  body: Buffer
  /** The gateway's message, if the response is its own. */
  message?: string
}

/** The members of a function's response in format 2.0, not checked yet. */
interface Claimed {
  statusCode: unknown
  headers?: unknown
  body?: unknown
  isBase64Encoded?: unknown
  cookies?: unknown
}

/**
 * Converts a function's return value to a response, by payload format 2.0. "If your Lambda function returns valid JSON
 * and doesn't return a statusCode, API Gateway assumes" 200, `application/json`, and that value as the body.
 *
 * @returns undefined for a malformed response
 */
export function proxyResponse(payload: unknown): ProxyResponse | undefined {
  if (!hasStatusCode(payload)) {
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(payload ?? null)),
    }
  }
  const { body = '', headers = {}, cookies = [] } = payload
  const statusCode = Number(payload.statusCode)
  if (!Number.isInteger(statusCode) || statusCode < 200 || statusCode > 599) return undefined
  if (body !== null && typeof body !== 'string') return undefined
  if (typeof headers !== 'object' || !isListOfText(cookies)) return undefined
  const sent = responseHeaders(headers ?? {}, cookies)
  if (!areHeaders(sent)) return undefined
  return {
    statusCode,
    headers: sent,
    body: Buffer.from(body ?? '', payload.isBase64Encoded === true ? 'base64' : 'utf8'),
  }
}

/** A response of the gateway itself, such as `{"message":"Not Found"}`. */
export function messageResponse(statusCode: number, message: string): ProxyResponse {
  return {
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
    message,
  }
}

function hasStatusCode(payload: unknown): payload is Claimed {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload
}

function isListOfText(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

/**
 * Headers for the framing of the body, which the server sets, and those of a connection: "An endpoint MUST NOT generate
 * an HTTP/2 message containing connection-specific header fields" (RFC 9113, 8.2.2).
 */
const FRAMING = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** "To set cookies, … each cookie in the list becomes a set-cookie header." */
function responseHeaders(given: object, cookies: readonly string[]): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'content-type': 'text/plain;charset=UTF-8' }
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || FRAMING.has(name.toLowerCase())) continue
    headers[name.toLowerCase()] = String(value)
  }
  if (cookies.length === 0) return headers
  const own = headers['set-cookie']
  headers['set-cookie'] = own === undefined ? [...cookies] : [own as string, ...cookies]
  return headers
}

/** Whether HTTP can transmit them: no line breaks, and no characters beyond Latin-1. */
function areHeaders(headers: Readonly<Record<string, string | string[]>>): boolean {
  try {
    for (const [name, values] of Object.entries(headers)) {
      validateHeaderName(name)
      for (const value of [values].flat()) validateHeaderValue(name, value)
    }
    return true
  } catch {
    return false
  }
}
