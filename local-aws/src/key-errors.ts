import { AwsError } from './aws-error.ts'
import type { Caller } from './identity/caller.ts'
import type { Keys } from './ports.ts'

const CODES = [
  'AccessDeniedException',
  'DisabledException',
  'InvalidKeyUsageException',
  'KMSInvalidStateException',
  'NotFoundException',
] as const

/** Why KMS refuses to use a key. KMS here never throttles and needs no subscription. */
export type KeyErrorCode = (typeof CODES)[number]

/** The error by which a service passes on that KMS refused a key. */
export type KeyError = (code: KeyErrorCode, message: string) => AwsError

/**
 * Uses a key as server-side encryption does: writers need `GenerateDataKey`, readers `Decrypt`. AWS may reuse a data key
 * for some minutes; here every request asks KMS, so that a disabled key or a denied caller shows at once.
 *
 * @param key id, ARN, `alias/name` or alias ARN
 * @returns the ARN of the key
 * @throws AwsError the `keyError` of what KMS throws
 */
export function useServiceKey(
  keys: Keys,
  key: string,
  operation: 'GenerateDataKey' | 'Decrypt',
  caller: Caller,
  keyError: KeyError,
): string {
  try {
    return keys.use(key, operation, caller)
  } catch (error) {
    const code = error instanceof AwsError && CODES.find(candidate => candidate === error.code)
    throw code ? keyError(code, (error as AwsError).message) : error
  }
}
