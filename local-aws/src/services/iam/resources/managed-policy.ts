import type { ResourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument, Roles } from '../roles.ts'

const MAX_NAME_CHARACTERS = 128

/** `AWS::IAM::ManagedPolicy` */
export function managedPolicyType(roles: Roles): ResourceType {
  return {
    type: 'AWS::IAM::ManagedPolicy',
    simulated: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    inert: { Description: 'a text for readers' },
    create: resource => {
      const { ManagedPolicyName, Path = '/', PolicyDocument, Roles = [] } = resource.properties
      const name = String(ManagedPolicyName ?? resource.physicalName(MAX_NAME_CHARACTERS))
      const { arn, id } = roles.addManagedPolicy(name, String(Path), PolicyDocument as PolicyDocument)
      for (const role of Roles as string[]) roles.attachManagedPolicy(role, arn)
      return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: id } }
    },
  }
}
