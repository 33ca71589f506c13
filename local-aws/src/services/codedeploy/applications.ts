import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import { applicationNotFound, configInUse, configNotFound, groupNotFound } from './errors.ts'
import { PREDEFINED, type TrafficRouting } from './traffic-routing.ts'

/** Why a deployment is rolled back. */
export type RollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST'

export interface AutoRollback {
  readonly enabled: boolean
  readonly events: readonly RollbackEvent[]
}

export interface DeploymentGroup {
  readonly id: string
  readonly applicationName: string
  readonly name: string
  readonly arn: string
  readonly roleArn: string
  readonly configName: string
  /** The names of the alarms that stop a deployment. */
  readonly alarms: readonly string[]
  /** Whether a deployment goes on where the alarms cannot be asked. */
  readonly ignorePollAlarmFailure: boolean
  readonly autoRollback: AutoRollback
}

/** The applications of the account with their deployment groups, and the deployment configurations. */
export class Applications {
  readonly #account: Account
  readonly #groups = new Map<string, Map<string, DeploymentGroup>>()
  readonly #configs = new Map(PREDEFINED)

  constructor(account: Account) {
    this.#account = account
  }

  /** @throws AwsError `ApplicationAlreadyExistsException` */
  addApplication(name: string): void {
    if (this.#groups.has(name)) {
      throw new AwsError('ApplicationAlreadyExistsException', `Application already exists: ${name}`)
    }
    this.#groups.set(name, new Map())
  }

  /** @throws AwsError `DeploymentConfigAlreadyExistsException` */
  addConfig(name: string, routing: TrafficRouting): void {
    if (this.#configs.has(name)) {
      throw new AwsError(
        'DeploymentConfigAlreadyExistsException',
        `Deployment configuration already exists: ${name}`,
      )
    }
    this.#configs.set(name, routing)
  }

  /** @throws AwsError for an application or a configuration that is missing, and a name that is taken */
  addGroup(group: Omit<DeploymentGroup, 'id' | 'arn'>): DeploymentGroup {
    const { applicationName, name, configName } = group
    const groups = this.groupsOf(applicationName)
    this.routing(configName)
    if (groups.has(name)) {
      throw new AwsError(
        'DeploymentGroupAlreadyExistsException',
        `Deployment group name already exists: ${name}`,
      )
    }
    const arn = this.#account.arn('codedeploy', `deploymentgroup:${applicationName}/${name}`)
    const added = { ...group, id: this.#account.random.uuid(), arn }
    groups.set(name, added)
    return added
  }

  /** Deletes an application with its groups, if it exists. */
  removeApplication(name: string): void {
    this.#groups.delete(name)
  }

  /** Deletes a group, if it exists. */
  removeGroup(applicationName: string, name: string): void {
    this.#groups.get(applicationName)?.delete(name)
  }

  /** @throws AwsError `DeploymentConfigDoesNotExistException`, `DeploymentConfigInUseException` */
  removeConfig(name: string): void {
    this.routing(name)
    const groups = [...this.#groups.values()].flatMap(groups => [...groups.values()])
    if (groups.some(({ configName }) => configName === name)) throw configInUse(name)
    this.#configs.delete(name)
  }

  /** @throws AwsError `ApplicationDoesNotExistException` */
  groupsOf(applicationName: string): Map<string, DeploymentGroup> {
    const groups = this.#groups.get(applicationName)
    if (groups) return groups
    throw applicationNotFound(applicationName)
  }

  /** @throws AwsError `ApplicationDoesNotExistException`, `DeploymentGroupDoesNotExistException` */
  group(applicationName: string, name: string): DeploymentGroup {
    const group = this.groupsOf(applicationName).get(name)
    if (group) return group
    throw groupNotFound(name)
  }

  /** @throws AwsError `DeploymentConfigDoesNotExistException` */
  routing(configName: string): TrafficRouting {
    const routing = this.#configs.get(configName)
    if (routing) return routing
    throw configNotFound(configName)
  }
}
