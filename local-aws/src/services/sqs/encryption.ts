import type { Caller } from '../../identity/caller.ts'
import { useServiceKey } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import { keyError } from './errors.ts'
import type { Queue } from './queue.ts'

const AWS_MANAGED_KEY = 'alias/aws/sqs'

/**
 * Uses the queue's KMS key as server-side encryption does, ignoring `KmsDataKeyReusePeriodSeconds`.
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
  useServiceKey(keys, key, operation, caller, keyError)
}

/** "The AWS managed key's policy can't be changed", so AWS services cannot send with it (Amazon SQS key management). */
function checkNotService(caller: Caller): void {
  if (caller.kind === 'principal') return
  throw keyError(
    'AccessDeniedException',
    `${caller.service} cannot use ${AWS_MANAGED_KEY}; encrypt the queue with a customer managed key that allows it.`,
  )
}
