import type { IncomingHttpHeaders } from 'node:http'
import type { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import { useServiceKey } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import type { DefaultEncryption } from './base-encryption.ts'
import { invalidArgument, keyError } from './errors.ts'

/** How an object is encrypted at rest. */
export type ObjectEncryption = DefaultEncryption

const AWS_MANAGED_KEY = 'alias/aws/s3'
const ALGORITHM = 'x-amz-server-side-encryption'
const KEY_ID = 'x-amz-server-side-encryption-aws-kms-key-id'
const BUCKET_KEY = 'x-amz-server-side-encryption-bucket-key-enabled'

/**
 * The encryption that the request specifies, otherwise the bucket's default.
 *
 * @throws AwsError `InvalidArgument`
 */
export function requestedEncryption(
  headers: IncomingHttpHeaders,
  byDefault: DefaultEncryption,
): ObjectEncryption {
  const algorithm = headers[ALGORITHM]
  const kmsKeyId = headers[KEY_ID] as string | undefined
  if (algorithm === undefined) return withoutAlgorithm(kmsKeyId, byDefault)
  if (algorithm === 'AES256') {
    if (kmsKeyId === undefined) return { algorithm, kmsKeyId, bucketKeyEnabled: false }
    throw onlyWithKms(kmsKeyId)
  }
  if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse') {
    return { algorithm, kmsKeyId, bucketKeyEnabled: bucketKey(headers, byDefault) }
  }
  throw invalidArgument('The encryption method specified is not supported', ALGORITHM, String(algorithm))
}

function withoutAlgorithm(kmsKeyId: string | undefined, byDefault: DefaultEncryption): ObjectEncryption {
  if (kmsKeyId !== undefined) throw onlyWithKms(kmsKeyId)
  return byDefault
}

function bucketKey(headers: IncomingHttpHeaders, byDefault: DefaultEncryption): boolean {
  const asked = headers[BUCKET_KEY]
  return asked === undefined ? byDefault.bucketKeyEnabled : asked === 'true'
}

function onlyWithKms(kmsKeyId: string): AwsError {
  return invalidArgument(
    'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
    ALGORITHM,
    kmsKeyId,
  )
}

/** The request headers that ask for a key of KMS. */
export function kmsKeyHeaders(key: string): IncomingHttpHeaders {
  return { [ALGORITHM]: 'aws:kms', [KEY_ID]: key }
}

/** Whether the request specifies the encryption. */
export function asksForEncryption(headers: IncomingHttpHeaders): boolean {
  return headers[ALGORITHM] !== undefined
}

/** An object, and who writes or reads it; undefined for nobody. */
interface ObjectUse {
  readonly bucket: string
  readonly key: string
  readonly caller: Caller | undefined
}

/**
 * Uses the key that encrypts the object. Its encryption context is the ARN of the object, or of the bucket if that has
 * a bucket key.
 *
 * @returns the encryption with the ARN of the key, as it is stored with an object
 * @throws AwsError as {@link keyError}
 */
export function useObjectKey(
  keys: Keys,
  encryption: ObjectEncryption,
  operation: 'GenerateDataKey' | 'Decrypt',
  { bucket, key, caller }: ObjectUse,
): ObjectEncryption {
  if (encryption.algorithm === 'AES256') return encryption
  const { kmsKeyId = AWS_MANAGED_KEY, bucketKeyEnabled } = encryption
  const resource = `arn:aws:s3:::${bucket}${bucketKeyEnabled ? '' : `/${key}`}`
  const access = { caller, via: 's3', context: { 'aws:s3:arn': resource } }
  const kmsKeyArn = useServiceKey(() => keys.use(kmsKeyId, [operation], access), keyError)
  return { ...encryption, kmsKeyId: kmsKeyArn }
}

/** The response headers that describe the encryption of a stored object. */
export function encryptionHeaders(encryption: ObjectEncryption): Record<string, string> {
  const { algorithm, kmsKeyId, bucketKeyEnabled } = encryption
  return {
    [ALGORITHM]: algorithm,
    ...(kmsKeyId !== undefined && { [KEY_ID]: kmsKeyId }),
    ...(algorithm !== 'AES256' && bucketKeyEnabled && { [BUCKET_KEY]: 'true' }),
  }
}
