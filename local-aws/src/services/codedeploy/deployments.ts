import { type RevisionLocation, readAppSpec, reversed } from './app-spec.ts'
import type { Applications, AutoRollback, DeploymentGroup, RollbackEvent } from './applications.ts'
import { type Deployment, type ErrorInformation, isActive } from './deployment.ts'
import { activeDeployment, alreadyCompleted, deploymentNotFound, invalidRevision } from './errors.ts'
import { answerHook } from './lifecycle-hooks.ts'
import type { RoleSessions } from './role-sessions.ts'
import { PREDEFINED, type TrafficRouting } from './traffic-routing.ts'
import { type Ending, type ShiftServices, TrafficShift } from './traffic-shift.ts'

/** What a deployment is created with. */
export interface NewDeployment {
  readonly group: DeploymentGroup
  readonly revision: RevisionLocation | undefined
  readonly configName: string
  readonly description: string | undefined
  readonly autoRollback: AutoRollback
  readonly alarms: readonly string[]
}

const AT_ONCE = 'CodeDeployDefault.LambdaAllAtOnce'
/** `d-` and nine letters and digits. */
const ID_LENGTH = 9

/** The deployments of the account. */
export class Deployments {
  readonly #services: ShiftServices & { readonly roles: RoleSessions }
  readonly #applications: Applications
  readonly #deployments = new Map<string, Deployment>()
  readonly #shifts = new Map<string, TrafficShift>()

  constructor(services: ShiftServices & { readonly roles: RoleSessions }, applications: Applications) {
    this.#services = services
    this.#applications = applications
  }

  /**
   * Begins a deployment.
   *
   * @throws AwsError `InvalidRevisionException`, `DeploymentLimitExceededException`, and the others of CreateDeployment
   */
  create(given: NewDeployment): Deployment {
    const { group, configName } = given
    const routing = this.#applications.routing(configName)
    const { shifted, hooks } = readAppSpec(given.revision)
    const other = this.of(group).find(isActive)
    if (other) throw activeDeployment(group.name, other.id)
    const { aliases } = this.#services
    const { version } = aliases.aliasTarget(shifted.functionName, shifted.alias)
    if (version !== shifted.currentVersion) {
      throw invalidRevision(
        `The alias ${shifted.alias} points to the version ${version}, and the CurrentVersion of the AppSpec file is ${shifted.currentVersion}.`,
      )
    }
    const made = this.#add({
      ...given,
      revision: given.revision as RevisionLocation,
      ...{ shifted, hooks },
      creator: 'user',
      undoes: undefined,
    })
    this.#begin(made, routing)
    return made
  }

  /** @throws AwsError `DeploymentDoesNotExistException` */
  get(id: string): Deployment {
    const found = this.find(id)
    if (found) return found
    throw deploymentNotFound(id)
  }

  find(id: string): Deployment | undefined {
    return this.#deployments.get(id)
  }

  /** The latest first. */
  all(): Deployment[] {
    return [...this.#deployments.values()].reverse()
  }

  of({ id }: DeploymentGroup): Deployment[] {
    return this.all().filter(({ group }) => group.id === id)
  }

  /**
   * Ends a deployment before all traffic is shifted.
   *
   * @param rollBack by the request. @default - as the deployment says
   * @throws AwsError `DeploymentAlreadyCompletedException`
   */
  stop(id: string, rollBack: boolean | undefined): void {
    const stopped = this.get(id)
    if (!isActive(stopped)) throw alreadyCompleted(id)
    const error: ErrorInformation = {
      code: 'MANUAL_STOP',
      message: 'The deployment was stopped by a request.',
    }
    this.#end(stopped, { status: 'Stopped', error }, rollBack)
  }

  /**
   * Takes what a validation function found: the deployment goes on, or fails.
   *
   * @param answer the id of the hook's execution, and `Succeeded` or `Failed`
   * @throws AwsError as {@link get} and {@link answerHook} do
   */
  answer(id: string, answer: { id: string | undefined; status: string | undefined }): void {
    const validated = this.get(id)
    answerHook(validated.hookExecutions, answer, isActive(validated))
    this.#shifts.get(id)?.goOn()
  }

  /** Cancels what is in progress, without changing an alias. */
  close(): void {
    for (const shift of this.#shifts.values()) shift.cancel()
    this.#shifts.clear()
  }

  #add(
    given: Omit<
      Deployment,
      'id' | 'createdAt' | 'status' | 'startedAt' | 'completedAt' | 'error' | 'undoneBy' | 'hookExecutions'
    >,
  ): Deployment {
    const { random, clock } = this.#services.account
    const made: Deployment = {
      ...given,
      id: `d-${random.letters(ID_LENGTH)}`,
      createdAt: clock.now(),
      status: 'Created',
      startedAt: undefined,
      completedAt: undefined,
      error: undefined,
      undoneBy: undefined,
      hookExecutions: [],
    }
    this.#deployments.set(made.id, made)
    return made
  }

  #begin(begun: Deployment, routing: TrafficRouting): void {
    begun.status = 'InProgress'
    begun.startedAt = this.#services.account.clock.now()
    const { roleArn, arn } = begun.group
    const caller = this.#services.roles.callerIn(roleArn, arn)
    if (caller === undefined) {
      const message = `CodeDeploy cannot assume the role ${roleArn}.`
      return this.#end(begun, { status: 'Failed', error: { code: 'IAM_ROLE_MISSING', message } })
    }
    const shifting = { deployment: begun, routing, caller }
    const shift = new TrafficShift(this.#services, shifting, ending => this.#end(begun, ending))
    this.#shifts.set(begun.id, shift)
    shift.goOn()
  }

  #end(ended: Deployment, ending: Ending, rollBack?: boolean): void {
    this.#shifts.get(ended.id)?.cancel()
    this.#shifts.delete(ended.id)
    ended.completedAt = this.#services.account.clock.now()
    if (ending === 'Succeeded') {
      ended.status = ending
      return
    }
    ended.status = ending.status
    ended.error = ending.error
    if (rollBack ?? isRolledBack(ended, eventOf(ending.error))) this.#rollBack(ended)
  }

  /** "CodeDeploy implements rollbacks by redeploying, as a new deployment, a previously deployed revision." */
  #rollBack(undone: Deployment): void {
    if (undone.undoes !== undefined) return
    const revision = reversed(undone.shifted)
    const undoing = this.#add({
      ...undone,
      ...{ revision, ...readAppSpec(revision), configName: AT_ONCE },
      description: undefined,
      creator: 'codeDeployRollback',
      // What the failed version set off must not hold up the way back.
      alarms: [],
      undoes: undone.id,
    })
    undone.undoneBy = undoing.id
    this.#begin(undoing, PREDEFINED.get(AT_ONCE) as TrafficRouting)
  }
}

function isRolledBack({ autoRollback: { enabled, events } }: Deployment, event: RollbackEvent): boolean {
  return enabled && events.includes(event)
}

function eventOf({ code }: ErrorInformation): RollbackEvent {
  if (code === 'ALARM_ACTIVE') return 'DEPLOYMENT_STOP_ON_ALARM'
  return code === 'MANUAL_STOP' ? 'DEPLOYMENT_STOP_ON_REQUEST' : 'DEPLOYMENT_FAILURE'
}
