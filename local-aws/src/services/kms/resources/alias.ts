import type { ResourceType } from '../../../template/resource-type.ts'
import type { KeyRing } from '../key-ring.ts'

interface AliasProperties {
  AliasName: string
  TargetKeyId: string
}

/** `AWS::KMS::Alias`: `Ref` is its name. */
export function aliasType(ring: KeyRing): ResourceType {
  return {
    type: 'AWS::KMS::Alias',
    simulated: ['AliasName', 'TargetKeyId'],
    inert: {},
    create({ properties }) {
      const { AliasName, TargetKeyId } = properties as unknown as AliasProperties
      ring.createAlias(AliasName, ring.findById(TargetKeyId))
      return { physicalId: AliasName, attributes: {} }
    },
  }
}
