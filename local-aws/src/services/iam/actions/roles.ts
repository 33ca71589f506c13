import type { Actions } from '../../../api/service-api.ts'
import { encodePolicy } from '../policy-document.ts'
import type { Role, Roles } from '../roles.ts'

/** `GetRole`. */
export function roleActions(roles: Roles): Actions {
  return {
    GetRole: ({ RoleName }: { RoleName: string }) => ({ Role: describeRole(roles.role(RoleName)) }),
  }
}

function describeRole(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt / 1000,
    AssumeRolePolicyDocument: encodePolicy(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  }
}
