import type { Actions } from '../../../api/service-api.ts'
import { fromTags, type Tag, toTags } from '../../../tag-set.ts'
import { encodePolicy } from '../policy-document.ts'
import type { Role, Roles } from '../roles.ts'

interface Named {
  RoleName: string
}

/** `GetRole`, and the actions on the tags of roles. */
export function roleActions(roles: Roles): Actions {
  return {
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
