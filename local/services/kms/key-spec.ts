import type { CreateKeyRequest } from '@aws-sdk/client-kms'
import { unsupported } from './errors.ts'

type KeySpecification = Pick<
  CreateKeyRequest,
  'KeySpec' | 'CustomerMasterKeySpec' | 'KeyUsage' | 'Origin' | 'MultiRegion'
>

/** @throws AwsError `UnsupportedOperationException` for every kind of key that is not simulated */
export function assertSymmetricKey({
  KeySpec,
  CustomerMasterKeySpec,
  KeyUsage,
  Origin,
  MultiRegion,
}: KeySpecification): void {
  const spec = KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  if (spec !== 'SYMMETRIC_DEFAULT') throw unsupported(`the key spec ${spec}, only SYMMETRIC_DEFAULT`)
  if (KeyUsage && KeyUsage !== 'ENCRYPT_DECRYPT') {
    throw unsupported(`the key usage ${KeyUsage}, only ENCRYPT_DECRYPT`)
  }
  if (Origin && Origin !== 'AWS_KMS') throw unsupported(`the key origin ${Origin}, only AWS_KMS`)
  if (MultiRegion) throw unsupported('multi-Region keys')
}
