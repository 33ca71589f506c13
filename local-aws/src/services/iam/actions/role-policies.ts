import type { Actions } from '../../../api/service-api.ts'
import { noSuchPolicy } from '../errors.ts'
import { encodePolicy, policyDocument } from '../policy-document.ts'
import { checkPolicyName } from '../policy-name.ts'
import type { Roles } from '../roles.ts'

interface RoleInput {
  RoleName: string
}

interface PolicyInput extends RoleInput {
  PolicyName: string
}

/** What a role's policies are, and how its inline policies change. */
export function rolePolicyActions(roles: Roles): Actions {
  return {
    ListRolePolicies: ({ RoleName }: RoleInput) => ({
      PolicyNames: [...roles.role(RoleName).inlinePolicies.keys()],
      IsTruncated: false,
    }),
    GetRolePolicy: ({ RoleName, PolicyName }: PolicyInput) => {
      const policy = roles.role(RoleName).inlinePolicies.get(PolicyName)
      if (policy) return { RoleName, PolicyName, PolicyDocument: encodePolicy(policy.document) }
      throw noSuchPolicy(PolicyName)
    },
    PutRolePolicy: ({ RoleName, PolicyName, PolicyDocument }: PolicyInput & { PolicyDocument?: string }) => {
      checkPolicyName(PolicyName)
      roles.putInlinePolicy(RoleName, PolicyName, policyDocument(PolicyDocument))
    },
    DeleteRolePolicy: ({ RoleName, PolicyName }: PolicyInput) =>
      roles.deleteInlinePolicy(RoleName, PolicyName),
    ListAttachedRolePolicies: ({ RoleName }: RoleInput) => ({
      AttachedPolicies: [...roles.role(RoleName).managedPolicies].map(arn => ({
        PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
        PolicyArn: arn,
      })),
      IsTruncated: false,
    }),
  }
}
