import type { IncomingHttpHeaders } from 'node:http'
import { invalidArgument, s3Error } from './errors.ts'

/** Headers that are stored with an object and returned with it, by lower-case name, including `x-amz-meta-…`. */
export type ObjectHeaders = Readonly<Record<string, string>>

/** "System-defined" metadata that the uploader can set (User Guide, "Working with object metadata"). */
const SYSTEM_DEFINED = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]
const REDIRECT = 'x-amz-website-redirect-location'
const USER_DEFINED = 'x-amz-meta-'
/** "binary/octet-stream", the content type if the uploader sets none. */
const DEFAULT_CONTENT_TYPE = 'binary/octet-stream'
/** "the user-defined metadata is limited to 2 KB in size": keys and values in UTF-8. */
const MAX_METADATA_BYTES = 2048

/** @throws AwsError `MetadataTooLarge`, `InvalidRedirectLocation`, `InvalidArgument` */
export function objectHeaders(headers: IncomingHttpHeaders): ObjectHeaders {
  const kept: Record<string, string> = { 'content-type': DEFAULT_CONTENT_TYPE, ...redirectHeaders(headers) }
  for (const [name, value] of Object.entries(headers)) {
    const given = name.startsWith(USER_DEFINED) || (SYSTEM_DEFINED.includes(name) && value !== '')
    if (!given || typeof value !== 'string') continue
    checkSendable(name, value)
    kept[name] = value
  }
  checkMetadataSize(kept)
  return kept
}

/** @throws AwsError `InvalidRedirectLocation` */
export function redirectHeaders(headers: IncomingHttpHeaders): ObjectHeaders {
  const redirect = headers[REDIRECT]
  if (typeof redirect !== 'string') return {}
  if (/^(\/|https?:\/\/)/.test(redirect)) return { [REDIRECT]: redirect }
  throw s3Error(
    400,
    'InvalidRedirectLocation',
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
  )
}

/** The headers that a copy keeps: all except the redirect location, since "this value is not copied" (CopyObject). */
export function copiedHeaders(headers: ObjectHeaders): ObjectHeaders {
  const { [REDIRECT]: _, ...copied } = headers
  return copied
}

function checkMetadataSize(headers: ObjectHeaders): void {
  const size = Object.entries(headers)
    .filter(([name]) => name.startsWith(USER_DEFINED))
    .reduce((sum, [name, value]) => sum + name.length - USER_DEFINED.length + Buffer.byteLength(value), 0)
  if (size <= MAX_METADATA_BYTES) return
  throw s3Error(400, 'MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
    Size: size,
    MaxSizeAllowed: MAX_METADATA_BYTES,
  })
}

/**
 * The headers of an object in a response; parameters such as `response-content-type` override them.
 *
 * @throws AwsError `InvalidArgument` if an override is invalid as a header value
 */
export function servedHeaders(headers: ObjectHeaders, query: URLSearchParams): Record<string, string> {
  const served: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    served[name] = name.startsWith(USER_DEFINED) ? mailSafe(value) : value
  }
  for (const name of SYSTEM_DEFINED) {
    const override = query.get(`response-${name}`)
    if (!override) continue
    checkSendable(`response-${name}`, override)
    served[name] = override
  }
  return served
}

/** "encoded as per RFC 2047 to make them mail-safe before returning" */
function mailSafe(value: string): string {
  if (/^[\t\x20-\x7e]*$/.test(value)) return value
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

/** HTTP tokens, the characters of header names. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

function checkSendable(name: string, value: string): void {
  if (TOKEN.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return
  throw invalidArgument('Header value cannot be represented using ISO-8859-1.', name, value)
}
