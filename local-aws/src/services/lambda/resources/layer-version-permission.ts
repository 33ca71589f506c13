import type { ResourceType } from '../../../template/resource-type.ts'
import { invalid } from '../errors.ts'
import type { Layers } from '../layers.ts'

const NO_POLICIES = 'policies are not evaluated'

/** `AWS::Lambda::LayerVersionPermission`: the version must exist, the permission allows what is allowed anyway. */
export function layerVersionPermissionType(layers: Layers): ResourceType {
  return {
    type: 'AWS::Lambda::LayerVersionPermission',
    simulated: ['LayerVersionArn'],
    inert: { Action: NO_POLICIES, OrganizationId: NO_POLICIES, Principal: NO_POLICIES },
    create: ({ properties, physicalName }) => {
      const arn = String(properties.LayerVersionArn)
      if (!layers.byArn(arn)) throw invalid(`Layer version ${arn} does not exist.`)
      return { physicalId: `${arn}#${physicalName(MAX_NAME_CHARACTERS)}`, attributes: {} }
    },
  }
}

const MAX_NAME_CHARACTERS = 100
