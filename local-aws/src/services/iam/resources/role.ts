import { fromTags } from '../../../tag-set.ts'
import { document, number, structures, tags, text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { PolicyDocument } from '../policy-document.ts'
import type { Roles } from '../roles.ts'

const MAX_NAME_CHARACTERS = 64

interface InlinePolicy {
  PolicyName: string
  PolicyDocument: PolicyDocument
}

/** `AWS::IAM::Role` */
export function roleType(roles: Roles): ResourceType {
  return resourceType({
    type: 'AWS::IAM::Role',
    properties: {
      AssumeRolePolicyDocument: document<PolicyDocument>().required,
      Description: text,
      ManagedPolicyArns: texts,
      MaxSessionDuration: number,
      Path: text,
      PermissionsBoundary: text,
      Policies: structures<InlinePolicy>(),
      RoleName: text,
      Tags: tags,
    },
    inert: {},
    create: ({ properties, physicalName }) => {
      const { ManagedPolicyArns = [], Policies = [] } = properties
      const role = roles.addRole(
        {
          name: properties.RoleName ?? physicalName(MAX_NAME_CHARACTERS),
          path: properties.Path ?? '/',
          description: properties.Description,
          maxSessionSeconds: properties.MaxSessionDuration,
          trustPolicy: properties.AssumeRolePolicyDocument,
          boundary: properties.PermissionsBoundary,
        },
        fromTags(properties.Tags),
      )
      for (const arn of ManagedPolicyArns) roles.attachManagedPolicy(role.name, arn)
      for (const { PolicyName, PolicyDocument } of Policies) {
        roles.putInlinePolicy(role.name, PolicyName, PolicyDocument)
      }
      return { physicalId: role.name, attributes: { Arn: role.arn, RoleId: role.id } }
    },
    delete: ({ physicalId, properties: { ManagedPolicyArns = [], Policies = [] } }) => {
      const { inlinePolicies, managedPolicies } = roles.role(physicalId)
      for (const arn of ManagedPolicyArns) {
        if (managedPolicies.has(arn)) roles.detachManagedPolicy(physicalId, arn)
      }
      for (const { PolicyName } of Policies) {
        if (inlinePolicies.has(PolicyName)) roles.deleteInlinePolicy(physicalId, PolicyName)
      }
      roles.deleteRole(physicalId)
    },
  })
}
