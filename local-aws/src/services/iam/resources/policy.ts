import type { ResourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument, Roles } from '../roles.ts'

const MAX_NAME_CHARACTERS = 128

/** `AWS::IAM::Policy`, inline in its roles. */
export function policyType(roles: Roles): ResourceType {
  return {
    type: 'AWS::IAM::Policy',
    simulated: ['PolicyDocument', 'PolicyName', 'Roles'],
    inert: {},
    create: resource => {
      const { PolicyName, PolicyDocument, Roles = [] } = resource.properties
      for (const role of Roles as string[]) {
        roles.putInlinePolicy(role, String(PolicyName), PolicyDocument as PolicyDocument)
      }
      return { physicalId: resource.physicalName(MAX_NAME_CHARACTERS), attributes: {} }
    },
  }
}
