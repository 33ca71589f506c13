import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import { NotSimulatedError } from '../../../template/resource-type.ts'
import { DeploymentPackage } from '../deployment-package.ts'
import type { LayerProperties, Layers } from '../layers.ts'

const MAX_NAME_CHARACTERS = 140

/** `AWS::Lambda::LayerVersion` of a file asset, which is used where it lies. */
export function layerVersionType(layers: Layers): ResourceType {
  function create(resource: Resource): CreatedResource {
    const { stackName, logicalId, properties, assetDirectory } = resource
    const { LayerName, Content, ...described } = properties as LayerProperties & {
      LayerName?: string
      Content?: { S3Key?: string }
    }
    if (!Content?.S3Key) {
      throw new NotSimulatedError(stackName, logicalId, 'a layer whose Content is not a file asset')
    }
    const content = DeploymentPackage.inDirectory(assetDirectory(Content.S3Key))
    const { arn } = layers.publish(
      LayerName ?? resource.physicalName(MAX_NAME_CHARACTERS),
      described,
      content,
    )
    return { physicalId: arn, attributes: { LayerVersionArn: arn } }
  }

  return {
    type: 'AWS::Lambda::LayerVersion',
    simulated: [
      ...['LayerName', 'Content', 'Description', 'LicenseInfo', 'CompatibleRuntimes'],
      'CompatibleArchitectures',
    ],
    inert: {},
    create,
  }
}
