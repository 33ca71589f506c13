import { AwsError } from '../../aws-error.ts'
import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'
import type { Queue } from './queue.ts'

const AWS_MANAGED_KEY = 'alias/aws/sqs'

/** What SQS calls the errors of KMS, and what the Query protocol calls them. */
const ERRORS: Readonly<Record<string, { code: string; queryCode: string }>> = {
  AccessDeniedException: { code: 'KmsAccessDenied', queryCode: 'KMS.AccessDeniedException' },
  DisabledException: { code: 'KmsDisabled', queryCode: 'KMS.DisabledException' },
  InvalidKeyUsageException: { code: 'KmsInvalidKeyUsage', queryCode: 'KMS.InvalidKeyUsageException' },
  KMSInvalidStateException: { code: 'KmsInvalidState', queryCode: 'KMS.InvalidStateException' },
  NotFoundException: { code: 'KmsNotFound', queryCode: 'KMS.NotFoundException' },
  ThrottlingException: { code: 'KmsThrottled', queryCode: 'KMS.ThrottlingException' },
}

/**
 * Uses the queue's key as its server-side encryption does.
 *
 * AWS may reuse a data key for `KmsDataKeyReusePeriodSeconds`, which spares calls to KMS; here every request
 * asks, so that a disabled key, or a caller who is denied it, shows at once.
 *
 * @throws AwsError `KmsDisabled`, `KmsNotFound`, `KmsAccessDenied`, …
 */
export function useKey(
  keys: Keys,
  queue: Queue,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
): void {
  const key = queue.settings.kmsKey
  if (key === undefined) return
  if (key === AWS_MANAGED_KEY) return refuseServices(caller)
  try {
    keys.use(key, operation, caller)
  } catch (error) {
    const known = error instanceof AwsError ? ERRORS[error.code] : undefined
    if (!known) throw error
    throw new AwsError(known.code, (error as AwsError).message, { queryCode: known.queryCode })
  }
}

/** "The AWS managed key's policy can't be changed": AWS services cannot send with it (Amazon SQS key management). */
function refuseServices(caller: Caller): void {
  if (caller.kind === 'principal') return
  throw new AwsError(
    'KmsAccessDenied',
    `${caller.service} cannot use ${AWS_MANAGED_KEY}; encrypt the queue with a customer managed key that allows it.`,
    { queryCode: 'KMS.AccessDeniedException' },
  )
}
