import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { invalid } from '../errors.ts'
import type { Layers } from '../layers.ts'

const NO_POLICIES = 'policies are not evaluated'

/**
 * `AWS::Lambda::LayerVersionPermission`: the version must exist; the permission has no effect, because the access is
 * allowed anyway.
 */
export function layerVersionPermissionType(layers: Layers): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::LayerVersionPermission',
    properties: { LayerVersionArn: text.required },
    inert: { Action: NO_POLICIES, OrganizationId: NO_POLICIES, Principal: NO_POLICIES },
    create: ({ properties: { LayerVersionArn: arn }, physicalName }) => {
      if (!layers.byArn(arn)) throw invalid(`Layer version ${arn} does not exist.`)
      return { physicalId: `${arn}#${physicalName(MAX_NAME_CHARACTERS)}`, attributes: {} }
    },
  })
}

const MAX_NAME_CHARACTERS = 100
