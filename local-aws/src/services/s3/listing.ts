import { invalidArgument } from './errors.ts'

/** The parameters of every listing of keys. */
export interface ListingRequest {
  prefix: string
  /** Empty to list all keys without common prefixes. */
  delimiter: string
  /** The maximum number of entries and common prefixes. */
  limit: number
  /** The key or common prefix that the listing starts after; empty for the beginning. */
  marker: string
  /** Encodes keys for XML if the request asks for it. */
  encode(text: string): string
  /** `url` or undefined. */
  encodingType: string | undefined
}

export interface ListedPage<T> {
  entries: T[]
  /** "All of the keys … rolled up into a common prefix count as a single return". */
  commonPrefixes: string[]
  truncated: boolean
  /** The last item of the page, if it is an entry. */
  lastEntry: T | undefined
  /** The last key or common prefix of the page; undefined if the page is empty. */
  last: string | undefined
}

const MAX_PAGE_KEYS = 1000
const MAX_INTEGER = 2 ** 31 - 1

/**
 * @param limitName `max-keys` or `max-uploads`
 * @param markerName the query parameter for the start of the page
 * @throws AwsError `InvalidArgument`
 */
export function listingRequest(
  query: URLSearchParams,
  limitName: string,
  markerName: string,
): ListingRequest {
  const encodingType = query.get('encoding-type') ?? undefined
  if (encodingType !== undefined && encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType)
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: requestedLimit(query, limitName),
    marker: query.get(markerName) ?? '',
    encode: encodingType === undefined ? text => text : urlEncode,
    encodingType,
  }
}

/** "By default, the action returns up to 1,000 key names. The response might contain fewer keys but will never contain more." */
export function requestedLimit(query: URLSearchParams, name: string): number {
  return limitOf(query.get(name), name)
}

/** @throws AwsError `InvalidArgument` */
export function limitOf(text: string | null | undefined, name: string): number {
  if (text === null || text === undefined || text === '') return MAX_PAGE_KEYS
  if (!/^-?\d+$/.test(text)) {
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text)
  }
  const limit = Number(text)
  if (limit >= 0 && limit <= MAX_INTEGER) return Math.min(limit, MAX_PAGE_KEYS)
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${MAX_INTEGER}`, name, text)
}

/**
 * The part number that the page starts after.
 *
 * @param name the query parameter or header with the value
 * @throws AwsError `InvalidArgument`
 */
export function partNumberMarker(text: string | null | undefined, name: string): number {
  const marker = Number(text ?? 0)
  if (Number.isInteger(marker) && marker >= 0 && marker <= MAX_INTEGER) return marker
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${MAX_INTEGER}`, name, `${text}`)
}

/** Encodes like a form, with a space as `+`, but keeps slashes. */
function urlEncode(text: string): string {
  const encoded = encodeURIComponent(text)
  return encoded
    .replace(/[!'()~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}

/**
 * One page of `entries`, which are ordered by key, starting after the marker.
 *
 * @param keyOf the key of an entry
 */
export function listPage<T>(
  entries: Iterable<T>,
  keyOf: (entry: T) => string,
  { prefix, delimiter, limit, marker }: ListingRequest,
): ListedPage<T> {
  const page: ListedPage<T> = {
    entries: [],
    commonPrefixes: [],
    truncated: false,
    lastEntry: undefined,
    last: undefined,
  }
  if (limit === 0) return page
  for (const entry of entries) {
    const key = keyOf(entry)
    if (!key.startsWith(prefix)) continue
    const common = commonPrefix(key, prefix, delimiter)
    if (common !== undefined && (marker.startsWith(common) || page.commonPrefixes.at(-1) === common)) continue
    if (page.entries.length + page.commonPrefixes.length === limit) {
      page.truncated = true
      break
    }
    page.last = common ?? key
    page.lastEntry = common === undefined ? entry : undefined
    if (common === undefined) page.entries.push(entry)
    else page.commonPrefixes.push(common)
  }
  return page
}

/** "the substring starting at the beginning of the key" up to the first delimiter after the prefix. */
function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}
