import type { Account } from '../../account.ts'
import { jsonProtocol } from '../../api/protocols/json-protocol.ts'
import { rpcService } from '../../api/protocols/rpc-service.ts'
import type { ServiceApi } from '../../api/service-api.ts'
import type { CredentialStore } from '../../identity/credentials.ts'
import type { AlarmStates, FunctionAliases, Functions } from '../../ports.ts'
import type { ResourceType } from '../../template/resource-type.ts'
import { deploymentGroupActions } from './actions/deployment-groups.ts'
import { deploymentActions } from './actions/deployments.ts'
import { Applications } from './applications.ts'
import { Deployments } from './deployments.ts'
import { INPUTS } from './input-model.ts'
import { applicationType } from './resources/application.ts'
import { deploymentConfigType } from './resources/deployment-config.ts'
import { deploymentGroupType } from './resources/deployment-group.ts'
import { RoleSessions } from './role-sessions.ts'

/** AWS CodeDeploy for the compute platform Lambda: an alias is shifted to another version, and back. */
export class CodeDeploy {
  readonly api: ServiceApi
  readonly resourceTypes: readonly ResourceType[]
  readonly #deployments: Deployments

  constructor(
    account: Account,
    credentials: CredentialStore,
    neighbours: { aliases: FunctionAliases; functions: Functions; alarms: AlarmStates },
  ) {
    const applications = new Applications(account)
    const roles = new RoleSessions(account, credentials)
    this.#deployments = new Deployments({ account, roles, ...neighbours }, applications)
    this.resourceTypes = [
      applicationType(applications),
      deploymentConfigType(applications),
      deploymentGroupType(applications),
    ]
    this.api = rpcService({
      signingName: 'codedeploy',
      model: INPUTS,
      protocols: [jsonProtocol({ targetPrefix: 'CodeDeploy_20141006', version: '1.1' })],
      actions: {
        ...deploymentActions(applications, this.#deployments),
        ...deploymentGroupActions(applications),
      },
    })
  }

  /** Ends the shifting of traffic. */
  close(): void {
    this.#deployments.close()
  }
}
