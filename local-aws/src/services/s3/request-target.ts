import { checkBucketName } from './bucket-name.ts'
import { s3Error } from './errors.ts'
import { hostedBucket } from './virtual-host.ts'

/**
 * The target of a path-style or virtual-hosted address. The path is not normalised: `//` and `..` are parts of keys.
 */
export interface RequestTarget {
  /** Empty if the request concerns all buckets. */
  bucket: string
  /** Empty if the request concerns the bucket. */
  key: string
  query: URLSearchParams
  /** The address of the bucket, as the client wrote it: `http://localhost:4566/bucket`, `http://bucket.localhost:4566`. */
  bucketUrl: string
  /** Whether the host names the bucket. */
  virtualHosted: boolean
}

/** "The object key name … is at most 1,024 bytes long" in UTF-8. */
const MAX_KEY_BYTES = 1024

/**
 * @param url as in the request line; proxies send the complete URL
 * @param hostHeader ignored for a complete URL
 * @throws AwsError `InvalidURI`, `KeyTooLongError`, `InvalidBucketName` for a host that cannot be a bucket's
 */
export function requestTarget(url: string, hostHeader: string): RequestTarget {
  const [, authority = hostHeader, afterHost = url] = /^https?:\/\/([^/?#]*)(.*)$/is.exec(url) ?? []
  const [path = '', query = ''] = splitOnce(afterHost.replace(/^\//, ''), '?')
  const hosted = hostedBucket(authority)
  if (hosted !== undefined) checkBucketName(hosted)
  const [bucket = '', key = ''] =
    hosted === undefined ? splitOnce(path, '/').map(decode) : [hosted, decode(path)]
  checkKeyLength(key)
  const base = `http://${authority}`
  return {
    bucket,
    key,
    query: new URLSearchParams(query),
    bucketUrl: hosted === undefined ? `${base}/${encodeURIComponent(bucket)}` : base,
    virtualHosted: hosted !== undefined,
  }
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

function splitOnce(text: string, separator: string): string[] {
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
