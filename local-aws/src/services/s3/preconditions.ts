import type { IncomingHttpHeaders } from 'node:http'
import type { Bucket } from './bucket.ts'
import { noSuchKey, preconditionFailed, s3Error } from './errors.ts'
import type { LiveVersion } from './object-version.ts'

/** The four HTTP conditions on a version that is read or copied. */
export interface ReadConditions {
  ifMatch: string | undefined
  ifNoneMatch: string | undefined
  ifModifiedSince: string | undefined
  ifUnmodifiedSince: string | undefined
}

/** @param prefix `x-amz-copy-source-` for the source of a copy */
export function readConditions(headers: IncomingHttpHeaders, prefix = ''): ReadConditions {
  const header = (name: string) => headers[prefix + name] as string | undefined
  return {
    ifMatch: header('if-match'),
    ifNoneMatch: header('if-none-match'),
    ifModifiedSince: header('if-modified-since'),
    ifUnmodifiedSince: header('if-unmodified-since'),
  }
}

/**
 * The name of the first condition that does not hold. "If-Match condition evaluates to true, and; If-Unmodified-Since
 * condition evaluates to false; then, S3 returns 200 OK"; likewise, If-None-Match takes precedence over
 * If-Modified-Since.
 *
 * @returns undefined if all conditions hold
 */
export function failedCondition(
  { object, lastModified }: LiveVersion,
  conditions: ReadConditions,
  now: number,
): 'If-Match' | 'If-Unmodified-Since' | 'If-None-Match' | 'If-Modified-Since' | undefined {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.eTag)) return 'If-Match'
  } else if (lastModified > time(ifUnmodifiedSince)) {
    return 'If-Unmodified-Since'
  }
  if (ifNoneMatch !== undefined) {
    return matches(ifNoneMatch, object.eTag) ? 'If-None-Match' : undefined
  }
  const since = time(ifModifiedSince)
  return lastModified <= since && since <= now ? 'If-Modified-Since' : undefined
}

/** An invalid date is ignored (RFC 9110). */
function time(date: string | undefined): number {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return time
}

/** @param condition `*`, or entity tags with or without quotation marks, separated by commas */
function matches(condition: string, eTag: string): boolean {
  return condition.split(',').some(part => {
    const tag = part.trim()
    return tag === '*' || bare(tag) === eTag
  })
}

/** An entity tag without its quotation marks. */
export function bare(eTag: string): string {
  return eTag.replace(/^(?:W\/)?"(.*)"$/, '$1')
}

/**
 * Checks the conditions of a write on the object that it would replace (User Guide, "Conditional writes").
 *
 * @throws AwsError `PreconditionFailed`, `NoSuchKey`, `NotImplemented`
 */
export function checkWriteConditions(headers: IncomingHttpHeaders, bucket: Bucket, key: string): void {
  const { ifMatch, ifNoneMatch } = readConditions(headers)
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw unsupported('If-Match,If-None-Match', 'Multiple conditional request headers present in the request')
  }
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw unsupported('If-None-Match')
  if (ifMatch === '*') throw unsupported('If-Match')
  const current = bucket.current(key)
  if (ifNoneMatch !== undefined && current) throw preconditionFailed('If-None-Match')
  if (ifMatch === undefined) return
  if (!current) throw noSuchKey(key)
  if (bare(ifMatch) !== current.object.eTag) throw preconditionFailed('If-Match')
}

/**
 * "Conditional delete evaluations only apply to the current version of the object."
 *
 * @param ifMatch an entity tag, or `*` for any
 * @throws AwsError `PreconditionFailed`, `NoSuchKey`
 */
export function checkDeletable(ifMatch: string | undefined, bucket: Bucket, key: string): void {
  if (ifMatch === undefined) return
  const latest = bucket.latest(key)
  if (!latest) throw noSuchKey(key)
  if (!latest.object || !matches(ifMatch, latest.object.eTag)) throw preconditionFailed('If-Match')
}

function unsupported(
  header: string,
  additionalMessage = `We don't accept the provided value of ${header} header for this API`,
) {
  return s3Error(
    501,
    'NotImplemented',
    'A header you provided implies functionality that is not implemented',
    {
      Header: header,
      additionalMessage,
    },
  )
}
