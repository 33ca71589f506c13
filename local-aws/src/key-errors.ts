import { AwsError } from './aws-error.ts'

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

/** KMS as server-side encryption asks it: AWS may reuse a data key for some minutes; here every request asks. */
export const READING = ['Decrypt'] as const
/** For services that verify a data key by decrypting it before they use it. */
export const WRITING_VERIFIED = ['GenerateDataKey', 'Decrypt'] as const

/**
 * Uses a key as server-side encryption does, so that a disabled key or a denied caller shows at once.
 *
 * @param use uses the key
 * @returns what `use` returns
 * @throws AwsError the `keyError` of what KMS throws
 */
export function useServiceKey(use: () => string, keyError: KeyError): string {
  try {
    return use()
  } catch (error) {
    const code = error instanceof AwsError && CODES.find(candidate => candidate === error.code)
    throw code ? keyError(code, (error as AwsError).message) : error
  }
}
