import type { Caller } from '../../identity/caller.ts'
import { useServiceKey } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import { keyError } from './errors.ts'
import type { StoredRecord } from './record-log.ts'

/** "You can also use … the default KMS key for Kinesis by specifying the alias aws/kinesis." */
const AWS_MANAGED_KEY = 'alias/aws/kinesis'

/**
 * Uses a stream's key as its server-side encryption does.
 *
 * @param key id, ARN or alias; undefined for a stream that is not encrypted
 * @throws AwsError as {@link keyError}
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export function useKey(
  keys: Keys,
  key: string | undefined,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
): void {
  if (key === undefined || isAwsManaged(key)) return
  useServiceKey(keys, key, operation, caller, keyError)
}

/**
 * Checks the keys for reading records of a stream: its current key, and those that encrypted the records.
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
