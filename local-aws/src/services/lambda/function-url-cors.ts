import type { IncomingHttpHeaders } from 'node:http'
import { integer } from './parameter-values.ts'

/** The members of `CreateFunctionUrlConfig` and CloudFormation. */
export interface CorsProperties {
  AllowCredentials?: boolean | string
  AllowHeaders?: string[]
  AllowMethods?: string[]
  AllowOrigins?: string[]
  ExposeHeaders?: string[]
  MaxAge?: number | string
}

/** "By default, … set to 0"; "Maximum value of 86400" (API reference, `Cors`). */
const MAX_AGE_SECONDS = 86_400

/**
 * Decides which pages may use a function URL: "the CORS headers on your function URL take precedence" over the
 * function's.
 */
export class FunctionUrlCors {
  readonly properties: CorsProperties
  readonly #credentials: boolean
  readonly #maxAgeSeconds: number

  /** @throws AwsError `InvalidParameterValueException` */
  constructor(properties: CorsProperties) {
    this.properties = properties
    this.#credentials = String(properties.AllowCredentials) === 'true'
    this.#maxAgeSeconds = integer('MaxAge', properties.MaxAge ?? 0, 0, MAX_AGE_SECONDS)
  }

  /** The response headers of a preflight request; none if the page is not allowed to send the request. */
  preflight(headers: IncomingHttpHeaders): Record<string, string> {
    const method = headers['access-control-request-method'] ?? ''
    const asked = list(headers['access-control-request-headers'])
    const { AllowMethods = [], AllowHeaders = [] } = this.properties
    if (!allows(AllowMethods, method)) return {}
    if (!asked.every(name => allows(AllowHeaders, name))) return {}
    const shared = this.response(headers)
    if (!shared['access-control-allow-origin']) return {}
    return {
      ...shared,
      'access-control-allow-methods': method,
      ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(',') }),
      'access-control-max-age': String(this.#maxAgeSeconds),
    }
  }

  /** The CORS headers for the response to the actual request. */
  response({ origin }: IncomingHttpHeaders): Record<string, string> {
    const { AllowOrigins = [], ExposeHeaders = [] } = this.properties
    if (origin === undefined || !allows(AllowOrigins, origin)) return { vary: 'Origin' }
    return {
      'access-control-allow-origin': AllowOrigins.includes('*') && !this.#credentials ? '*' : origin,
      ...(this.#credentials && { 'access-control-allow-credentials': 'true' }),
      ...(ExposeHeaders.length > 0 && { 'access-control-expose-headers': ExposeHeaders.join(',') }),
      vary: 'Origin',
    }
  }
}

function list(header = ''): string[] {
  return header
    .split(',')
    .map(name => name.trim())
    .filter(Boolean)
}

function allows(allowed: readonly string[], value: string): boolean {
  return allowed.some(each => each === '*' || each.toLowerCase() === value.toLowerCase())
}
