import type { Actions } from '../../../api/service-api.ts'
import { noSuchPolicy, validationError } from '../errors.ts'
import { encodePolicy, policyDocument } from '../policy-document.ts'
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

/** "Upper and lowercase alphanumeric characters with no spaces" and `_+=,.@-`, up to 128 (API reference, PutRolePolicy). */
function checkPolicyName(name: string | undefined): void {
  if (/^[\w+=,.@-]{1,128}$/.test(name ?? '')) return
  throw validationError(
    `PolicyName must be 1 to 128 letters, digits or "_+=,.@-", not ${JSON.stringify(name) ?? 'missing'}.`,
  )
}
