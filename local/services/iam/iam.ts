import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/query-protocol.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { policyResourceTypes } from './resource-types.ts'
import { noSuchEntity, type PolicyDocument, type Role, Roles } from './roles.ts'

/**
 * IAM: the roles of the functions and what their policies say. They are kept and shown; no request is
 * refused because of them.
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
        GetRolePolicy: (input: RoleInput & { PolicyName: string }) => this.#getRolePolicy(input),
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

  #getRolePolicy({ RoleName, PolicyName }: RoleInput & { PolicyName: string }): object {
    const document = this.roles.role(RoleName).inlinePolicies.get(PolicyName)
    if (document) return { RoleName, PolicyName, PolicyDocument: encode(document) }
    throw noSuchEntity(`The role policy with name ${PolicyName} cannot be found.`)
  }
}

interface RoleInput {
  RoleName: string
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
