import { AwsError } from '../aws-error.ts'

/*
 * The parts of the canonical request of Signature Version 4, from what came over the wire
 * (IAM guide, "Create a signed AWS API request", step 1).
 */

/** A request as received, without its body. */
export interface RequestHead {
  method: string
  /** Path and query, still encoded. */
  url: string
  /** Alternating names and values, as in `IncomingMessage.rawHeaders`. */
  rawHeaders: readonly string[]
}

/**
 * @param pathOf {@link canonicalPath} or {@link canonicalObjectPath}
 * @param payloadHash of the body, or the constant for an unsigned body
 */
export function canonicalRequest(
  { method, url, rawHeaders }: RequestHead,
  signedHeaders: readonly string[],
  payloadHash: string,
  pathOf: (path: string) => string = canonicalPath,
): string {
  const [path, query] = splitUrl(url)
  const headers = canonicalHeaders(rawHeaders, signedHeaders)
  return `${method}\n${pathOf(path)}\n${canonicalQuery(query)}\n${headers}\n${signedHeaders.join(';')}\n${payloadHash}`
}

/** The path and the query of a URL. */
export function splitUrl(url: string): [path: string, query: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

/** Normalises the path, then encodes each segment once more, as all services except S3 do. */
export function canonicalPath(path: string): string {
  if (path === '/') return path
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  if (segments.length === 0) return '/'
  return `/${segments.map(encode).join('/')}${path.endsWith('/') ? '/' : ''}`
}

/** The path for S3: it is not normalised, since any path can be an object key, and nothing is encoded twice. */
export function canonicalObjectPath(path: string): string {
  return path
    .split('/')
    .map(segment => encode(decode(segment)))
    .join('/')
}

/** Sorted by encoded name, then by encoded value, without the signature itself. */
export function canonicalQuery(query: string): string {
  if (query === '') return ''
  return queryParameters(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/**
 * One line per header: values are trimmed, consecutive spaces are merged, and repeated headers are joined by commas.
 */
export function canonicalHeaders(rawHeaders: readonly string[], signed: readonly string[]): string {
  let canonical = ''
  for (const name of signed) canonical += `${name}:${joinedValues(rawHeaders, name)}\n`
  return canonical
}

function joinedValues(rawHeaders: readonly string[], signed: string): string {
  const name = signed === AUTHORITY ? 'host' : signed
  let joined: string | undefined
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (!isNamed(rawHeaders[at] as string, name)) continue
    const value = oneLine(rawHeaders[at + 1] as string)
    joined = joined === undefined ? value : `${joined},${value}`
  }
  return joined ?? ''
}

/** Compares the lengths first, because nearly all headers differ in them. */
function isNamed(header: string, name: string): boolean {
  return header.length === name.length && header.toLowerCase() === name
}

/** "':authority' … instead of the Host header field" (RFC 9113, 8.3.1): what SDKs sign over HTTP/2. */
const AUTHORITY = ':authority'

/** Whether the signature covers the host. */
export function signsHost(signedHeaders: readonly string[]): boolean {
  return signedHeaders.includes('host') || signedHeaders.includes(AUTHORITY)
}

/** All values of a header, in the order of the request. */
export function headerValues(rawHeaders: readonly string[], header: string): string[] {
  const name = header === AUTHORITY ? 'host' : header
  const values: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (isNamed(rawHeaders[at] as string, name)) values.push(rawHeaders[at + 1] as string)
  }
  return values
}

/** Decoded names and values; a `+` is a plus sign, because signers encode spaces as `%20`. */
export function queryParameters(query: string): [name: string, value: string][] {
  if (query === '') return []
  return query.split('&').map(parameter => {
    const [name = '', ...value] = parameter.split('=')
    return [decode(name), decode(value.join('='))]
  })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AwsError('IncompleteSignature', `The URL has an invalid escape: ${JSON.stringify(text)}.`, {
      statusCode: 403,
    })
  }
}

/** RFC 3986: encodes everything except letters, digits, and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** A single space between words needs no change, and nearly all values have no others. */
const oneLine = (value: string) =>
  /^\s|\s\s|[^\S ]|\s$/.test(value) ? value.trim().replace(/\s+/g, ' ') : value

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
