import { invalidRequest, malformedXml } from '../errors.ts'
import type { XmlContent, XmlElement } from '../xml-document.ts'

/** One rule of a bucket's CORS configuration, with the names of the API. */
export interface CorsRule {
  id: string | undefined
  allowedOrigins: readonly string[]
  allowedMethods: readonly string[]
  allowedHeaders: readonly string[]
  exposeHeaders: readonly string[]
  maxAgeSeconds: number | undefined
}

/** "A CORS configuration … can have up to 100 rules" (User Guide, "Elements of a CORS configuration"). */
const MAX_RULES = 100
/** "Valid values are GET, PUT, HEAD, POST, and DELETE." */
const METHODS = ['GET', 'PUT', 'HEAD', 'POST', 'DELETE']

/** The element `CORSConfiguration`. */
export const CORS = {
  CORSRule: {
    ID: 'text',
    AllowedOrigin: 'text',
    AllowedMethod: 'text',
    AllowedHeader: 'text',
    ExposeHeader: 'text',
    MaxAgeSeconds: 'text',
  },
} as const

/** @throws AwsError `MalformedXML`, `InvalidRequest` */
export function corsRulesOf(configuration: XmlElement): CorsRule[] {
  return checkedCorsRules(configuration.all('CORSRule').map(ruleOf))
}

function ruleOf(rule: XmlElement): CorsRule {
  const age = rule.textOf('MaxAgeSeconds')
  return {
    id: rule.textOf('ID'),
    allowedOrigins: rule.textsOf('AllowedOrigin'),
    allowedMethods: rule.textsOf('AllowedMethod'),
    allowedHeaders: rule.textsOf('AllowedHeader'),
    exposeHeaders: rule.textsOf('ExposeHeader'),
    maxAgeSeconds: age === undefined ? undefined : Number(age),
  }
}

/** @throws AwsError `MalformedXML`, `InvalidRequest` */
export function checkedCorsRules(rules: CorsRule[]): CorsRule[] {
  if (rules.length === 0) throw malformedXml()
  if (rules.length > MAX_RULES) {
    throw invalidRequest(`The number of CORS rules should not exceed allowed limit of ${MAX_RULES} rules.`)
  }
  for (const rule of rules) checkRule(rule)
  return rules
}

function checkRule(rule: CorsRule): void {
  const { allowedOrigins, allowedMethods, allowedHeaders, exposeHeaders, maxAgeSeconds } = rule
  if (allowedOrigins.length === 0 || allowedMethods.length === 0) throw malformedXml()
  if (maxAgeSeconds !== undefined && !Number.isInteger(maxAgeSeconds)) throw malformedXml()
  const method = allowedMethods.find(name => !METHODS.includes(name))
  if (method !== undefined) {
    throw invalidRequest(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`)
  }
  checkWildcards('AllowedOrigin', allowedOrigins)
  checkWildcards('AllowedHeader', allowedHeaders)
  const exposed = exposeHeaders.find(name => name.includes('*'))
  if (exposed !== undefined) {
    throw invalidRequest(
      `ExposeHeader "${exposed}" contains wildcard. We currently do not support wildcard for ExposeHeader.`,
    )
  }
}

/** "The value can contain only one * wildcard character." */
function checkWildcards(what: string, values: readonly string[]): void {
  const value = values.find(text => text.split('*').length > 2)
  if (value !== undefined) throw invalidRequest(`${what} "${value}" can not have more than one wildcard.`)
}

/** The rules as `GetBucketCors` returns them. */
export function corsRulesXml(rules: readonly CorsRule[]): XmlContent {
  return {
    CORSRule: rules.map(rule => ({
      ID: rule.id,
      AllowedHeader: rule.allowedHeaders,
      AllowedMethod: rule.allowedMethods,
      AllowedOrigin: rule.allowedOrigins,
      ExposeHeader: rule.exposeHeaders,
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  }
}
