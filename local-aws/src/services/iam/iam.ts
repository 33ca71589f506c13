import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/query-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import { AwsError } from '../../aws-error.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { policyDocument } from './policy-document.ts'
import { policyResourceTypes } from './resource-types.ts'
import { noSuchPolicy, type PolicyDocument, type Role, Roles } from './roles.ts'

/**
 * IAM: the roles of the functions and what their policies say. What a policy of a role explicitly denies is refused to
 * the sessions of the role, at every service, as soon as `PutRolePolicy` has answered; nothing is refused for want of
 * an Allow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
export class Iam {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly roles: Roles

  constructor(account: Account) {
    this.roles = new Roles(account)
    this.resourceTypes = policyResourceTypes(this.roles)
    this.api = queryProtocol({
      signingName: 'iam',
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      actions: {
        GetRole: ({ RoleName }: RoleInput) => ({ Role: describeRole(this.roles.role(RoleName)) }),
        ListRolePolicies: ({ RoleName }: RoleInput) => ({
          PolicyNames: [...this.roles.role(RoleName).inlinePolicies.keys()],
          IsTruncated: false,
        }),
        GetRolePolicy: (input: PolicyInput) => this.#getRolePolicy(input),
        PutRolePolicy: (input: PolicyInput & { PolicyDocument?: string }) => this.#putRolePolicy(input),
        DeleteRolePolicy: ({ RoleName, PolicyName }: PolicyInput) =>
          this.roles.deleteInlinePolicy(RoleName, PolicyName),
        ListAttachedRolePolicies: ({ RoleName }: RoleInput) => ({
          AttachedPolicies: [...this.roles.role(RoleName).managedPolicies].map(arn => ({
            PolicyName: arn.slice(arn.lastIndexOf('/') + 1),
            PolicyArn: arn,
          })),
          IsTruncated: false,
        }),
      },
    })
  }

  #getRolePolicy({ RoleName, PolicyName }: PolicyInput): object {
    const document = this.roles.role(RoleName).inlinePolicies.get(PolicyName)
    if (document) return { RoleName, PolicyName, PolicyDocument: encode(document) }
    throw noSuchPolicy(PolicyName)
  }

  #putRolePolicy({ RoleName, PolicyName, PolicyDocument }: PolicyInput & { PolicyDocument?: string }): void {
    assertPolicyName(PolicyName)
    this.roles.putInlinePolicy(RoleName, PolicyName, policyDocument(PolicyDocument))
  }
}

interface RoleInput {
  RoleName: string
}

interface PolicyInput extends RoleInput {
  PolicyName: string
}

/** "Upper and lowercase alphanumeric characters with no spaces" and `_+=,.@-`, up to 128 (API reference, PutRolePolicy). */
function assertPolicyName(name: string | undefined): void {
  if (/^[\w+=,.@-]{1,128}$/.test(name ?? '')) return
  throw new AwsError(
    'ValidationError',
    `PolicyName must be 1 to 128 letters, digits or "_+=,.@-", not ${JSON.stringify(name) ?? 'missing'}.`,
  )
}

function describeRole(role: Role): object {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.createdAt),
    AssumeRolePolicyDocument: encode(role.trustPolicy),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  }
}

/** "Policies returned by this operation are URL-encoded compliant with RFC 3986." (API reference, GetRole) */
function encode(document: PolicyDocument): string {
  return encodeURIComponent(JSON.stringify(document))
}
