import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'
import type { StoredRecord } from './record-log.ts'

/** "You can also use … the default KMS key for Kinesis by specifying the alias aws/kinesis." */
const AWS_MANAGED_KEY = 'alias/aws/kinesis'

/** What Kinesis calls the errors of KMS. */
const CODES: Readonly<Record<string, string>> = {
  AccessDeniedException: 'KMSAccessDeniedException',
  DisabledException: 'KMSDisabledException',
  InvalidKeyUsageException: 'KMSInvalidStateException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  NotFoundException: 'KMSNotFoundException',
  ThrottlingException: 'KMSThrottlingException',
}

/**
 * Uses a stream's key as its server-side encryption does: producers need `GenerateDataKey`, consumers `Decrypt`.
 *
 * AWS may reuse a data key for five minutes; here every request asks, so that a disabled key, or a caller who is denied
 * it, shows at once.
 *
 * @param key id, ARN or alias; undefined for a stream that is not encrypted
 * @throws AwsError `KMSDisabledException`, `KMSNotFoundException`, `KMSAccessDeniedException`, `KMSInvalidStateException`
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export function useKey(
  keys: Keys,
  key: string | undefined,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
): void {
  if (key === undefined || isAwsManaged(key)) return
  try {
    keys.use(key, operation, caller)
  } catch (error) {
    const code = error instanceof AwsError ? CODES[error.code] : undefined
    if (code === undefined) throw error
    throw new AwsError(code, (error as AwsError).message)
  }
}

/**
 * What reading records of a stream takes: the key that encrypts it now, and those that encrypted the records.
 *
 * @throws AwsError as {@link useKey}
 */
export function decryptRecords(
  keys: Keys,
  { kmsKey }: { kmsKey: string | undefined },
  records: readonly StoredRecord[],
  caller: Caller,
): void {
  const used = new Set([kmsKey, ...records.map(record => record.kmsKey)])
  for (const key of used) useKey(keys, key, 'Decrypt', caller)
}

function isAwsManaged(key: string): boolean {
  return key === AWS_MANAGED_KEY || key.endsWith(`:${AWS_MANAGED_KEY}`)
}
