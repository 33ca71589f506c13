import type { Caller } from '../../identity/caller.ts'
import { useServiceKey } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import { keyError } from './errors.ts'
import type { StoredRecord } from './record-log.ts'

/** "You can also use … the default KMS key for Kinesis by specifying the alias aws/kinesis." */
const AWS_MANAGED_KEY = 'alias/aws/kinesis'

/** A stream with a key, or without. */
interface Encrypted {
  readonly arn: string
  /** Id, ARN or alias. */
  readonly kmsKey: string | undefined
}

/**
 * Uses a stream's key as its server-side encryption does: producers need `kms:GenerateDataKey`, consumers `kms:Decrypt`.
 *
 * @throws AwsError as {@link keyError}
 * @see https://docs.aws.amazon.com/streams/latest/dev/permissions-user-key-KMS.html
 */
export function useKey(
  keys: Keys,
  { arn, kmsKey: key }: Encrypted,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
): void {
  if (key === undefined || isAwsManaged(key)) return
  const access = { caller, via: 'kinesis', context: { 'aws:kinesis:arn': arn } }
  useServiceKey(() => keys.use(key, [operation], access), keyError)
}

/**
 * Checks the keys for reading records of a stream: its current key, and those that encrypted the records.
 *
 * @throws AwsError as {@link useKey}
 */
export function decryptRecords(
  keys: Keys,
  { arn, kmsKey }: Encrypted,
  records: readonly StoredRecord[],
  caller: Caller,
): void {
  const used = new Set([kmsKey, ...records.map(record => record.kmsKey)])
  for (const each of used) useKey(keys, { arn, kmsKey: each }, 'Decrypt', caller)
}

function isAwsManaged(key: string): boolean {
  return key === AWS_MANAGED_KEY || key.endsWith(`:${AWS_MANAGED_KEY}`)
}
