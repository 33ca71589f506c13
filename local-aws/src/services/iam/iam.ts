import type { Account } from '../../account.ts'
import { queryProtocol } from '../../api/protocols/query-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { managedPolicyActions } from './actions/managed-policies.ts'
import { rolePolicyActions } from './actions/role-policies.ts'
import { roleActions } from './actions/roles.ts'
import { INPUTS } from './input-model.ts'
import { managedPolicyType } from './resources/managed-policy.ts'
import { policyType } from './resources/policy.ts'
import { roleType } from './resources/role.ts'
import { Roles } from './roles.ts'

/**
 * IAM: roles and what their policies say. A change of a policy decides the next request of the role's sessions, at every
 * service; on AWS, it takes seconds.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
export class Iam {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly roles: Roles

  constructor(account: Account) {
    const roles = new Roles(account)
    this.roles = roles
    this.resourceTypes = [roleType(roles), policyType(roles), managedPolicyType(roles)]
    this.api = rpcService({
      signingName: 'iam',
      model: INPUTS,
      protocols: [queryProtocol({ xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/' })],
      actions: { ...roleActions(roles), ...rolePolicyActions(roles), ...managedPolicyActions(roles) },
    })
  }
}
