import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { invalid } from '../errors.ts'
import type { Layers } from '../layers.ts'

const NO_OTHERS = 'it gives access to other accounts, and there are none here'

/**
 * `AWS::Lambda::LayerVersionPermission`: the version must exist; the permission has no effect, because there is one
 * account, which may use its own layers.
 */
export function layerVersionPermissionType(layers: Layers): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::LayerVersionPermission',
    properties: { LayerVersionArn: text.required },
    inert: { Action: NO_OTHERS, OrganizationId: NO_OTHERS, Principal: NO_OTHERS },
    create: ({ properties: { LayerVersionArn: arn }, physicalName }) => {
      if (!layers.byArn(arn)) throw invalid(`Layer version ${arn} does not exist.`)
      return { physicalId: `${arn}#${physicalName(MAX_NAME_CHARACTERS)}`, attributes: {} }
    },
    delete: () => {},
  })
}

const MAX_NAME_CHARACTERS = 100
