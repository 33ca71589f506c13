import type { Caller } from '../../identity/caller.ts'
import { READING, useServiceKey, WRITING_VERIFIED } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import { keyError } from './errors.ts'
import type { Queue } from './queue.ts'

const AWS_MANAGED_KEY = 'alias/aws/sqs'

/**
 * Uses the queue's KMS key as server-side encryption does, ignoring `KmsDataKeyReusePeriodSeconds`: producers need
 * `kms:GenerateDataKey` and `kms:Decrypt`, consumers `kms:Decrypt`.
 *
 * @throws AwsError as {@link keyError}
 */
export function useKey(
  keys: Keys,
  queue: Queue,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
): void {
  const key = queue.settings.kmsKey
  if (key === undefined) return
  if (key === AWS_MANAGED_KEY) return checkNotService(caller)
  const operations = operation === 'Decrypt' ? READING : WRITING_VERIFIED
  const access = { caller, via: 'sqs', context: { 'aws:sqs:arn': queue.arn } }
  useServiceKey(() => keys.use(key, operations, access), keyError)
}

/** "The AWS managed key's policy can't be changed", so AWS services cannot send with it (Amazon SQS key management). */
function checkNotService(caller: Caller): void {
  if (caller.kind === 'principal') return
  throw keyError(
    'AccessDeniedException',
    `${caller.service} cannot use ${AWS_MANAGED_KEY}; encrypt the queue with a customer managed key that allows it.`,
  )
}
