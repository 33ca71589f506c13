import { document, text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Roles } from '../roles.ts'

const MAX_NAME_CHARACTERS = 128

/** `AWS::IAM::ManagedPolicy` */
export function managedPolicyType(roles: Roles): ResourceType {
  return resourceType({
    type: 'AWS::IAM::ManagedPolicy',
    properties: {
      Description: text,
      ManagedPolicyName: text,
      Path: text,
      PolicyDocument: document<PolicyDocument>().required,
      Roles: texts,
    },
    inert: {},
    create: ({ properties, physicalName }) => {
      const {
        ManagedPolicyName: name = physicalName(MAX_NAME_CHARACTERS),
        Path = '/',
        Roles = [],
      } = properties
      const { arn, id } = roles.managed.add(
        { name, path: Path, description: properties.Description },
        properties.PolicyDocument,
      )
      for (const role of Roles) roles.attachManagedPolicy(role, arn)
      return { physicalId: arn, attributes: { PolicyArn: arn, PolicyId: id } }
    },
    delete: ({ physicalId, properties: { Roles = [] } }) => {
      for (const { name, managedPolicies } of roles.list()) {
        if (Roles.includes(name) && managedPolicies.has(physicalId))
          roles.detachManagedPolicy(name, physicalId)
      }
      roles.deleteManagedPolicy(physicalId)
    },
  })
}
