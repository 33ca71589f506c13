import { attribute, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Consumers } from '../consumers.ts'
import { setPolicy } from '../resource-policies.ts'

/** `AWS::Kinesis::ResourcePolicy`: `Ref` is the ARN of the stream or consumer. */
export function resourcePolicyType(consumers: Consumers): ResourceType {
  return resourceType({
    type: 'AWS::Kinesis::ResourcePolicy',
    properties: { ResourceArn: text.required, ResourcePolicy: attribute.required },
    inert: {},
    create({ properties }) {
      const resource = consumers.resource(properties.ResourceArn)
      setPolicy(resource, properties.ResourcePolicy)
      return { physicalId: resource.arn, attributes: {} }
    },
    delete({ physicalId }) {
      consumers.resource(physicalId).policy = undefined
    },
  })
}
