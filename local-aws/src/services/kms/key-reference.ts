import { invalidKeyUsage, validation } from './errors.ts'
import type { Key } from './key.ts'
import type { KeyRing } from './key-ring.ts'
import type { KeyUsage } from './key-spec.ts'

/** The `KeyId` of a request: id, ARN, alias name or alias ARN. */
export function keyReference({ KeyId }: { KeyId?: string | undefined }): string {
  if (typeof KeyId === 'string' && KeyId.length >= 1 && KeyId.length <= 2048) return KeyId
  throw validation(`KeyId must be 1 to 2048 characters, not ${JSON.stringify(KeyId) ?? 'missing'}.`)
}

/** The key of a request that takes no alias, as documented for the `KeyId` of these operations. */
export function keyById(ring: KeyRing, input: { KeyId?: string | undefined }): Key {
  return ring.findById(keyReference(input))
}

/**
 * The key that a request uses.
 *
 * @throws AwsError `InvalidKeyUsageException` for a key with another usage, `DisabledException`,
 * `KMSInvalidStateException`
 */
export function usableKey(ring: KeyRing, reference: string, usage: KeyUsage, operation: string): Key {
  const key = ring.find(reference)
  if (key.spec.usage !== usage) throw invalidKeyUsage(key.arn, key.spec.usage, operation)
  key.checkUsable()
  return key
}
