import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { KeyRing } from '../key-ring.ts'

/** `AWS::KMS::Alias`: `Ref` is its name. */
export function aliasType(ring: KeyRing): ResourceType {
  return resourceType({
    type: 'AWS::KMS::Alias',
    properties: { AliasName: text.required, TargetKeyId: text.required },
    inert: {},
    create({ properties: { AliasName, TargetKeyId } }) {
      ring.createAlias(AliasName, ring.findById(TargetKeyId))
      return { physicalId: AliasName, attributes: {} }
    },
    delete: ({ physicalId }) => ring.deleteAlias(physicalId),
  })
}
