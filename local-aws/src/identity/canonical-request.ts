import { AwsError } from '../aws-error.ts'

/*
 * The parts of the canonical request of Signature Version 4, from what came over the wire
 * (IAM guide, "Create a signed AWS API request", step 1).
 */

/** Normalised, then each segment encoded once more, as every service but S3 has it. */
export function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(segment)
  }
  if (segments.length === 0) return '/'
  return `/${segments.map(encode).join('/')}${path.endsWith('/') ? '/' : ''}`
}

/** As S3 has it: nothing is normalised, since any key is an object's, and nothing is encoded twice. */
export function canonicalObjectPath(path: string): string {
  return path
    .split('/')
    .map(segment => encode(decode(segment)))
    .join('/')
}

/** Sorted by encoded name, then by encoded value; the signature itself is left out. */
export function canonicalQuery(query: string): string {
  return queryParameters(query)
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** One line a header, values trimmed, runs of blanks made one, repeated headers joined by comma. */
export function canonicalHeaders(rawHeaders: readonly string[], signed: readonly string[]): string {
  return signed.map(name => `${name}:${headerValues(rawHeaders, name).map(oneLine).join(',')}\n`).join('')
}

/** All values of a header, in the order they came. */
export function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === name) values.push(rawHeaders[at + 1] as string)
  }
  return values
}

/** Decoded names and values; a `+` is a plus sign here, as signers encode blanks as `%20`. */
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
    throw new AwsError('IncompleteSignature', `The URL holds a broken escape: ${JSON.stringify(text)}.`, {
      statusCode: 403,
    })
  }
}

/** RFC 3986: everything but letters, digits, and `-._~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const oneLine = (value: string) => value.trim().replace(/\s+/g, ' ')

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
