import type { IncomingHttpHeaders } from 'node:http'
import { CHECKSUMS_NOT_SIMULATED } from './checksum.ts'
import { invalidArgument, notImplemented } from './errors.ts'

/**
 * Headers of the simulated operations that ask for something that is not simulated. A name that ends in a hyphen stands
 * for all that begin with it.
 */
const REFUSED: readonly string[] = [
  ...CHECKSUMS_NOT_SIMULATED.map(algorithm => `x-amz-checksum-${algorithm.toLowerCase()}`),
  'x-amz-bucket-namespace',
  'x-amz-bucket-object-lock-enabled',
  'x-amz-copy-source-server-side-encryption-customer-',
  'x-amz-if-match-',
  'x-amz-mfa',
  'x-amz-object-annotation-directive',
  'x-amz-object-lock-',
  'x-amz-optional-object-attributes',
  'x-amz-server-side-encryption-context',
  'x-amz-server-side-encryption-customer-',
  'x-amz-write-offset-bytes',
]

/** No bucket has Object Lock. */
const BYPASS = 'x-amz-bypass-governance-retention'

/** Values of these headers that ask for what every request gets. */
const DEFAULTS: readonly string[] = ['false', 'global']

/**
 * Every request passes here, so that no action can ignore such a header.
 *
 * @param headers those of the request and of a presigned URL, or the fields of a form
 * @throws AwsError `NotImplemented`, `InvalidArgument`
 */
export function checkSimulatedHeaders(headers: IncomingHttpHeaders): void {
  const refused = Object.keys(headers).find(
    name => isRefused(name) && !DEFAULTS.includes(String(headers[name])),
  )
  if (refused !== undefined) throw notImplemented(`the header ${refused}`)
  if (headers[BYPASS] === undefined) return
  throw invalidArgument(`${BYPASS} is only applicable to Object Lock enabled buckets.`, BYPASS)
}

/** @param name in lower case */
export function isRefused(name: string): boolean {
  if (!name.startsWith('x-amz-')) return false
  return REFUSED.some(refused => (refused.endsWith('-') ? name.startsWith(refused) : name === refused))
}
