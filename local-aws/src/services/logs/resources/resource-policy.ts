import { text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'

/** `AWS::Logs::ResourcePolicy`: `Ref` is its name. */
export const RESOURCE_POLICY_TYPE: ResourceType = resourceType({
  type: 'AWS::Logs::ResourcePolicy',
  properties: { PolicyName: text.required },
  inert: {
    PolicyName: 'Only names the policy.',
    PolicyDocument: 'Services write to CloudWatch Logs in process here; no policy is evaluated.',
  },
  create: ({ properties }) => ({ physicalId: properties.PolicyName, attributes: {} }),
  delete: () => {},
})
