import { fromTags } from '../../../tag-set.ts'
import { attribute, flag, number, tags, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { DEFAULT_PENDING_WINDOW_DAYS } from '../actions/key-lifecycle.ts'
import { enableRotation } from '../actions/key-rotation.ts'
import type { KeyRing } from '../key-ring.ts'
import { keySpec } from '../key-spec.ts'

/** `AWS::KMS::Key`: `Ref` is its id. */
export function keyType(ring: KeyRing): ResourceType {
  return resourceType({
    type: 'AWS::KMS::Key',
    properties: {
      Description: text,
      EnableKeyRotation: flag,
      Enabled: flag,
      KeyPolicy: attribute,
      KeySpec: text,
      KeyUsage: text,
      MultiRegion: flag,
      Origin: text,
      PendingWindowInDays: number,
      RotationPeriodInDays: number,
      Tags: tags,
    },
    inert: {
      BypassPolicyLockoutSafetyCheck: 'nobody can be locked out of a key that ends with the process',
    },
    create({ properties }) {
      const made = ring.createKey({
        spec: keySpec(properties),
        description: properties.Description ?? '',
        policy: properties.KeyPolicy,
        tags: fromTags(properties.Tags),
      })
      if (properties.EnableKeyRotation) enableRotation(made, properties.RotationPeriodInDays)
      if (properties.Enabled === false) made.disable()
      return { physicalId: made.id, attributes: { Arn: made.arn, KeyId: made.id } }
    },
    delete({ physicalId, properties: { PendingWindowInDays } }) {
      const key = ring.findById(physicalId)
      if (key.deletionDate === undefined)
        key.scheduleDeletion(PendingWindowInDays ?? DEFAULT_PENDING_WINDOW_DAYS)
    },
  })
}
