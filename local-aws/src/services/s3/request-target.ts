import { s3Error } from './errors.ts'

/** The target of a path-style address. The path is not normalised: `//` and `..` are parts of keys. */
export interface RequestTarget {
  /** Empty if the request concerns all buckets. */
  bucket: string
  /** Empty if the request concerns the bucket. */
  key: string
  query: URLSearchParams
}

/** "The object key name … is at most 1,024 bytes long" in UTF-8. */
const MAX_KEY_BYTES = 1024

/** @throws AwsError `InvalidURI`, `KeyTooLongError` */
export function requestTarget(url: string): RequestTarget {
  const [path = '', query = ''] = splitOnce(url.startsWith('/') ? url.slice(1) : pathOf(url), '?')
  const [bucket = '', key = ''] = splitOnce(path, '/')
  const target = { bucket: decode(bucket), key: decode(key), query: new URLSearchParams(query) }
  checkKeyLength(target.key)
  return target
}

/** @throws AwsError `KeyTooLongError` */
export function checkKeyLength(key: string): void {
  const size = Buffer.byteLength(key)
  if (size <= MAX_KEY_BYTES) return
  throw s3Error(400, 'KeyTooLongError', 'Your key is too long', {
    Size: size,
    MaxSizeAllowed: MAX_KEY_BYTES,
  })
}

/** Proxies send the complete URL. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*\/?/i, '')
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw s3Error(400, 'InvalidURI', "Couldn't parse the specified URI.", { URI: text })
  }
}
