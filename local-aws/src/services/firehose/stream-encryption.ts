import { useServiceKey } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import { invalidArgument, keyError } from './errors.ts'

/** `DeliveryStreamEncryptionConfigurationInput`. */
export interface EncryptionInput {
  KeyType?: 'AWS_OWNED_CMK' | 'CUSTOMER_MANAGED_CMK'
  KeyARN?: string
}

/** The server-side encryption of what a delivery stream holds. */
export interface StreamEncryption {
  readonly status: 'DISABLED' | 'ENABLED'
  readonly keyType?: 'AWS_OWNED_CMK' | 'CUSTOMER_MANAGED_CMK'
  readonly keyArn?: string
}

export const NOT_ENCRYPTED: StreamEncryption = { status: 'DISABLED' }

/**
 * "KeyARN: if you set KeyType to CUSTOMER_MANAGED_CMK, you must specify the ARN"; the default key is AWS's own.
 *
 * @throws AwsError `InvalidArgumentException`
 */
export function encryptionOf({ KeyType = 'AWS_OWNED_CMK', KeyARN }: EncryptionInput = {}): StreamEncryption {
  const isOwn = KeyType === 'CUSTOMER_MANAGED_CMK'
  if (isOwn !== (KeyARN !== undefined)) {
    throw invalidArgument(
      isOwn
        ? 'KeyARN is required for the KeyType CUSTOMER_MANAGED_CMK.'
        : `KeyARN ${KeyARN} cannot be given for the KeyType AWS_OWNED_CMK: leave it out.`,
    )
  }
  return { status: 'ENABLED', keyType: KeyType, keyArn: KeyARN }
}

/**
 * Encrypts what is put. Firehose uses the key by a grant, so that the caller needs no permission.
 *
 * @throws AwsError `InvalidKMSResourceException`
 */
export function useStreamKey(keys: Keys, { keyArn }: StreamEncryption): void {
  if (keyArn === undefined) return
  useServiceKey(() => keys.useGranted(keyArn, 'GenerateDataKey'), keyError)
}
