import type { ResourceType } from '../../../template/resource-type.ts'

/** `AWS::Logs::ResourcePolicy`: `Ref` is its name. */
export const RESOURCE_POLICY_TYPE: ResourceType = {
  type: 'AWS::Logs::ResourcePolicy',
  simulated: [],
  inert: {
    PolicyName: 'Only names the policy.',
    PolicyDocument: 'Services write to CloudWatch Logs in process here; no policy is evaluated.',
  },
  create: ({ properties }) => ({ physicalId: String(properties.PolicyName), attributes: {} }),
}
