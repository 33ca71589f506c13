import { invalidArgument } from './errors.ts'

/** What every listing of keys is asked with. */
export interface ListingRequest {
  prefix: string
  /** Empty where keys are not to be rolled up. */
  delimiter: string
  /** How many entries and common prefixes at most. */
  limit: number
  /** The key or common prefix after which to go on; empty at the beginning. */
  marker: string
  /** Makes keys fit for XML where the request asks for it. */
  encode(text: string): string
  /** `url` or undefined. */
  encodingType: string | undefined
}

export interface ListedPage<T> {
  entries: T[]
  /** "All of the keys … rolled up into a common prefix count as a single return". */
  commonPrefixes: string[]
  truncated: boolean
  /** What was listed last, if it was an entry. */
  lastEntry: T | undefined
  /** The key or common prefix listed last; undefined where nothing was. */
  last: string | undefined
}

const MAX_PAGE_KEYS = 1000
const MAX_INTEGER = 2 ** 31 - 1

/**
 * @param limitName `max-keys` or `max-uploads`
 * @param markerName the query parameter that says where to go on
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
 * A part number after which to go on.
 *
 * @param name the query parameter or header that it stands in
 * @throws AwsError `InvalidArgument`
 */
export function partNumberMarker(text: string | null | undefined, name: string): number {
  const marker = Number(text ?? 0)
  if (Number.isInteger(marker) && marker >= 0 && marker <= MAX_INTEGER) return marker
  throw invalidArgument(`Argument ${name} must be an integer between 0 and ${MAX_INTEGER}`, name, `${text}`)
}

/** As forms are encoded, a space as `+`, but with slashes as they are. */
function urlEncode(text: string): string {
  const encoded = encodeURIComponent(text)
  return encoded
    .replace(/[!'()~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
}

/**
 * One page of `entries`, which come in the order of their keys, from behind the marker on.
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

/** "the substring starting at the beginning of the key" up to the first delimiter behind the prefix. */
function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}
