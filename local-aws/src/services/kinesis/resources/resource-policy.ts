import type { CreatedResource, Resource, ResourceType } from '../../../template/resource-type.ts'
import type { Consumers } from '../consumers.ts'

/** `AWS::Kinesis::ResourcePolicy`: `Ref` is the ARN of the stream or consumer. */
export function resourcePolicyType(consumers: Consumers): ResourceType {
  return {
    type: 'AWS::Kinesis::ResourcePolicy',
    simulated: ['ResourceArn', 'ResourcePolicy'],
    inert: {},
    create({ properties }: Resource): CreatedResource {
      const resource = consumers.resource(String(properties.ResourceArn))
      resource.policy = JSON.stringify(properties.ResourcePolicy)
      return { physicalId: resource.arn, attributes: {} }
    },
  }
}
