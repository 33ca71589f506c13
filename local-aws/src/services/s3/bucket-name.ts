import { invalidBucketName } from './errors.ts'

/** "Bucket names must …" (User Guide, "General purpose bucket naming rules"). */
const NAME = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]$/
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-']
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/** Names of buckets created in us-east-1 before March 2018, which requests may still use. */
const LEGACY_NAME = /^[A-Za-z0-9._-]{3,255}$/

/** @throws AwsError `InvalidBucketName` if `name` is invalid for a new bucket */
export function checkBucketName(name: string): void {
  const fits = NAME.test(name) && !IP_ADDRESS.test(name)
  const reserved =
    RESERVED_PREFIXES.some(prefix => name.startsWith(prefix)) ||
    RESERVED_SUFFIXES.some(suffix => name.endsWith(suffix))
  if (!fits || reserved) throw invalidBucketName(name)
}

/** @throws AwsError `InvalidBucketName` if `name` was never valid for a bucket */
export function checkAddressable(name: string): void {
  if (!LEGACY_NAME.test(name)) throw invalidBucketName(name)
}
