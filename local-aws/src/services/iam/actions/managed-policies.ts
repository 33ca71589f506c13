import type { Actions } from '../../../api/service-api.ts'
import type { CustomerManagedPolicy } from '../managed-policies.ts'
import { encodePolicy, policyDocument } from '../policy-document.ts'
import { checkPolicyName } from '../policy-name.ts'
import type { Roles } from '../roles.ts'

interface Named {
  PolicyArn: string
}

interface CreatePolicyInput {
  PolicyName: string
  PolicyDocument: string
  Path?: string
  Description?: string
}

/** Policies have one version here. */
const VERSION = 'v1'

/** Managed policies: the account's own, and which roles have them. */
export function managedPolicyActions(roles: Roles): Actions {
  const { managed } = roles
  return {
    CreatePolicy: ({ PolicyName, PolicyDocument, Path = '/', Description }: CreatePolicyInput) => {
      checkPolicyName(PolicyName)
      const policy = { name: PolicyName, path: Path, description: Description }
      return { Policy: describePolicy(managed.add(policy, policyDocument(PolicyDocument)), roles) }
    },
    DeletePolicy: ({ PolicyArn }: Named) => roles.deleteManagedPolicy(PolicyArn),
    GetPolicy: ({ PolicyArn }: Named) => ({ Policy: describePolicy(managed.own(PolicyArn), roles) }),
    GetPolicyVersion: ({ PolicyArn }: Named) => ({
      PolicyVersion: {
        Document: encodePolicy(managed.get(PolicyArn).document),
        VersionId: VERSION,
        IsDefaultVersion: true,
      },
    }),
    AttachRolePolicy: ({ RoleName, PolicyArn }: Named & { RoleName: string }) =>
      roles.attachManagedPolicy(RoleName, PolicyArn),
    DetachRolePolicy: ({ RoleName, PolicyArn }: Named & { RoleName: string }) =>
      roles.detachManagedPolicy(RoleName, PolicyArn),
  }
}

function describePolicy(
  { name, id, arn, path, description, createdAt }: CustomerManagedPolicy,
  roles: Roles,
): object {
  return {
    PolicyName: name,
    PolicyId: id,
    Arn: arn,
    Path: path,
    DefaultVersionId: VERSION,
    AttachmentCount: roles.attachments(arn),
    IsAttachable: true,
    Description: description,
    CreateDate: createdAt / 1000,
    UpdateDate: createdAt / 1000,
  }
}
