import { structure, text, texts } from '../../../template/property-types.ts'
import { NotSimulatedError, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import type { Layers } from '../layers.ts'

const MAX_NAME_CHARACTERS = 140

/** `AWS::Lambda::LayerVersion` with a file asset, which is used in place. */
export function layerVersionType(layers: Layers): ResourceType {
  return resourceType({
    type: 'AWS::Lambda::LayerVersion',
    properties: {
      CompatibleArchitectures: texts,
      CompatibleRuntimes: texts,
      Content: structure<{ S3Key?: string }>(),
      Description: text,
      LayerName: text,
      LicenseInfo: text,
    },
    inert: {},
    create({ stackName, logicalId, properties, physicalName, assetDirectory }) {
      const { LayerName = physicalName(MAX_NAME_CHARACTERS), Content, ...described } = properties
      if (!Content?.S3Key) {
        throw new NotSimulatedError(stackName, logicalId, 'a layer whose Content is not a file asset')
      }
      const content = DeploymentPackage.inDirectory(assetDirectory(Content.S3Key))
      const { arn } = layers.publish(LayerName, described, content)
      return { physicalId: arn, attributes: { LayerVersionArn: arn } }
    },
    delete({ physicalId: arn }) {
      const layer = layers.byArn(arn)
      if (layer) layers.delete(layer.name, layer.version)
    },
  })
}
