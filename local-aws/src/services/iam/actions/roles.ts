import type { Actions } from '../../../api/service-api.ts'
import { fromTags, type Tag, toTags } from '../../../tag-set.ts'
import { validationError } from '../errors.ts'
import { encodePolicy, policyDocument } from '../policy-document.ts'
import type { Role, Roles } from '../roles.ts'

interface Named {
  RoleName: string
}

interface CreateRoleInput extends Named {
  AssumeRolePolicyDocument: string
  Path?: string
  Description?: string
  MaxSessionDuration?: number
  PermissionsBoundary?: string
  Tags?: Tag[]
}

/** Roles, whom they trust, their boundaries and their tags. */
export function roleActions(roles: Roles): Actions {
  return {
    CreateRole: (input: CreateRoleInput) => {
      checkRoleName(input.RoleName)
      const role = {
        name: input.RoleName,
        path: input.Path ?? '/',
        description: input.Description,
        maxSessionSeconds: input.MaxSessionDuration,
        trustPolicy: policyDocument(input.AssumeRolePolicyDocument),
        boundary: input.PermissionsBoundary,
      }
      return { Role: describeRole(roles.addRole(role, fromTags(input.Tags))) }
    },
    DeleteRole: ({ RoleName }: Named) => roles.deleteRole(RoleName),
    ListRoles: () => ({ Roles: roles.list().map(describeRole), IsTruncated: false }),
    UpdateRole: (input: Named & { Description?: string; MaxSessionDuration?: number }) => {
      const { RoleName, Description, MaxSessionDuration } = input
      roles.updateRole(RoleName, { description: Description, maxSessionSeconds: MaxSessionDuration })
      return {}
    },
    UpdateAssumeRolePolicy: ({ RoleName, PolicyDocument }: Named & { PolicyDocument: string }) =>
      roles.updateTrustPolicy(RoleName, policyDocument(PolicyDocument)),
    PutRolePermissionsBoundary: (input: Named & { PermissionsBoundary: string }) =>
      roles.setBoundary(input.RoleName, input.PermissionsBoundary),
    DeleteRolePermissionsBoundary: ({ RoleName }: Named) => roles.setBoundary(RoleName, undefined),
    GetRole: ({ RoleName }: Named) => ({ Role: describeRole(roles.role(RoleName)) }),
    ListRoleTags: ({ RoleName }: Named) => ({ Tags: toTags(roles.role(RoleName).tags), IsTruncated: false }),
    TagRole: ({ RoleName, Tags }: Named & { Tags: Tag[] }) => roles.role(RoleName).tags.add(fromTags(Tags)),
    UntagRole: ({ RoleName, TagKeys }: Named & { TagKeys: string[] }) =>
      roles.role(RoleName).tags.remove(TagKeys),
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
    PermissionsBoundary: role.boundary && {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: role.boundary,
    },
    Tags: toTags(role.tags),
  }
}

/** Letters, digits and `_+=,.@-`, up to 64 (API reference, CreateRole). */
function checkRoleName(name: string): void {
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return
  throw validationError(`RoleName must be 1 to 64 letters, digits or "_+=,.@-", not ${JSON.stringify(name)}.`)
}
