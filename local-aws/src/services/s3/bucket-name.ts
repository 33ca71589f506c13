import { invalidBucketName } from './errors.ts'

/** "Bucket names must …" (User Guide, "General purpose bucket naming rules"). */
const NAME = /^(?=.{3,63}$)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]$/
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-']
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3']

/** Of buckets made in us-east-1 before March 2018: what may be asked for without being nonsense. */
const LEGACY_NAME = /^[A-Za-z0-9._-]{3,255}$/

/** @throws AwsError `InvalidBucketName` where a new bucket cannot be called `name` */
export function checkBucketName(name: string): void {
  const fits = NAME.test(name) && !IP_ADDRESS.test(name)
  const reserved =
    RESERVED_PREFIXES.some(prefix => name.startsWith(prefix)) ||
    RESERVED_SUFFIXES.some(suffix => name.endsWith(suffix))
  if (!fits || reserved) throw invalidBucketName(name)
}

/** @throws AwsError `InvalidBucketName` where no bucket was ever called `name` */
export function checkAddressable(name: string): void {
  if (!LEGACY_NAME.test(name)) throw invalidBucketName(name)
}
