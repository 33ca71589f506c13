import type { CreateKeyRequest } from '@aws-sdk/client-kms'
import type { ResourceType } from '../../../template/resource-type.ts'
import { enableRotation } from '../actions/key-rotation.ts'
import type { KeyRing } from '../key-ring.ts'
import { keySpec } from '../key-spec.ts'

/** `AWS::KMS::Key` as the CloudFormation reference has it. */
interface KeyProperties extends Pick<CreateKeyRequest, 'KeySpec' | 'KeyUsage' | 'Origin' | 'MultiRegion'> {
  KeyPolicy?: object | string
  Description?: string
  Enabled?: boolean
  EnableKeyRotation?: boolean
  RotationPeriodInDays?: number
}

/** `AWS::KMS::Key`: `Ref` is its id. */
export function keyType(ring: KeyRing): ResourceType {
  return {
    type: 'AWS::KMS::Key',
    simulated: [
      'Description',
      'EnableKeyRotation',
      'Enabled',
      'KeyPolicy',
      'KeySpec',
      'KeyUsage',
      'MultiRegion',
      'Origin',
      'RotationPeriodInDays',
    ],
    inert: {
      BypassPolicyLockoutSafetyCheck: 'nobody can be locked out of a key that ends with the process',
      PendingWindowInDays: 'it is read when a stack is deleted, and stacks end with the process',
      Tags: 'nothing here reads them',
    },
    create({ properties }) {
      const given = properties as KeyProperties
      const { KeyPolicy: policy } = given
      const made = ring.createKey({
        spec: keySpec(given),
        description: given.Description ?? '',
        policy: typeof policy === 'object' ? JSON.stringify(policy) : policy,
      })
      if (given.EnableKeyRotation) enableRotation(made, given.RotationPeriodInDays)
      if (given.Enabled === false) made.disable()
      return { physicalId: made.id, attributes: { Arn: made.arn, KeyId: made.id } }
    },
  }
}
