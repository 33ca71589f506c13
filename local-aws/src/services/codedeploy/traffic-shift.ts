import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Timer } from '../../clock.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { AlarmStates, FunctionAliases, Functions } from '../../ports.ts'
import type { Deployment, ErrorInformation } from './deployment.ts'
import { HookFailed, LifecycleHooks } from './lifecycle-hooks.ts'
import { type Increment, incrementsOf, type TrafficRouting } from './traffic-routing.ts'

export interface ShiftServices {
  readonly account: Account
  readonly aliases: FunctionAliases
  /** The validation functions. */
  readonly functions: Functions
  readonly alarms: AlarmStates
}

/** How a shift ended. */
export type Ending = 'Succeeded' | { readonly status: 'Failed' | 'Stopped'; readonly error: ErrorInformation }

/** CodeDeploy does not say how often it asks for alarms. */
const ALARM_POLL_MS = 10_000

/**
 * Shifts an alias, increment by increment, in the role of the deployment group, between the validations that the
 * deployment asks for, and asks for alarms meanwhile.
 */
export class TrafficShift {
  readonly #services: ShiftServices
  readonly #deployment: Deployment
  readonly #increments: Increment[]
  readonly #hooks: LifecycleHooks
  readonly #ended: (ending: Ending) => void
  readonly #caller: PrincipalCaller
  #timer: Timer | undefined
  /** When the first validation was over. */
  #shiftingSince: number | undefined

  /**
   * @param caller CodeDeploy in the role of the deployment group
   * @param ended called once, unless the shift is cancelled
   */
  constructor(
    services: ShiftServices,
    {
      deployment,
      routing,
      caller,
    }: { deployment: Deployment; routing: TrafficRouting; caller: PrincipalCaller },
    ended: (ending: Ending) => void,
  ) {
    this.#services = services
    this.#deployment = deployment
    this.#caller = caller
    this.#increments = incrementsOf(routing)
    this.#hooks = new LifecycleHooks(services, deployment, caller)
    this.#ended = ended
  }

  cancel(): void {
    this.#timer?.cancel()
  }

  /** Begins, or looks again because a validation function has answered. */
  goOn(): void {
    this.#timer?.cancel()
    this.#step()
  }

  /** Asks for the alarms, does what is due, and waits for the next look. */
  #step(): void {
    try {
      const active = this.#activeAlarms()
      if (active.length > 0) return this.#ended({ status: 'Stopped', error: alarmActive(active) })
      if (this.#isOver()) return this.#ended('Succeeded')
    } catch (error) {
      if (error instanceof HookFailed) return this.#fail('HOOK_EXECUTION_FAILURE', error.message)
      if (!(error instanceof AwsError)) throw error
      const denied = error.code.startsWith('AccessDenied')
      return this.#fail(denied ? 'IAM_ROLE_PERMISSIONS' : 'INVALID_LAMBDA_FUNCTION', error.message)
    }
    this.#timer = this.#services.account.clock.setTimer(this.#restMs(), () => this.#step())
  }

  /** Until something is due, or the alarms are asked again. */
  #restMs(): number {
    const [next] = this.#increments
    if (this.#shiftingSince === undefined || next === undefined) return ALARM_POLL_MS
    return Math.min(ALARM_POLL_MS, this.#shiftingSince + next.afterMs - this.#services.account.clock.now())
  }

  /** Goes from one lifecycle event to the next. @returns whether the last one is over */
  #isOver(): boolean {
    if (!this.#hooks.isOver('BeforeAllowTraffic')) return false
    this.#shiftingSince ??= this.#services.account.clock.now()
    return this.#shiftWhatIsDue(this.#shiftingSince) && this.#hooks.isOver('AfterAllowTraffic')
  }

  #activeAlarms(): string[] {
    const { alarms, account } = this.#services
    const { alarms: names, group } = this.#deployment
    if (names.length === 0) return []
    try {
      for (const name of names) {
        const resource = account.arn('cloudwatch', `alarm:${name}`)
        account.authorization.check(this.#caller, [{ action: 'cloudwatch:DescribeAlarms', resource }])
      }
    } catch (error) {
      if (group.ignorePollAlarmFailure) return []
      throw error
    }
    return names.filter(name => alarms.alarmState(name) === 'ALARM')
  }

  /** @returns whether all traffic is shifted */
  #shiftWhatIsDue(since: number): boolean {
    const elapsed = this.#services.account.clock.now() - since
    while (this.#increments[0] !== undefined && this.#increments[0].afterMs <= elapsed) {
      this.#shift(this.#increments[0].percentage)
      this.#increments.shift()
    }
    return this.#increments.length === 0
  }

  #shift(percentage: number): void {
    const { functionName, alias, currentVersion, targetVersion } = this.#deployment.shifted
    const { aliases, account } = this.#services
    const resource = account.arn('lambda', `function:${functionName}`)
    for (const action of ['lambda:GetAlias', 'lambda:UpdateAlias']) {
      account.authorization.check(this.#caller, [{ action, resource }])
    }
    if (percentage === 100) return aliases.pointAlias(functionName, alias, { version: targetVersion })
    aliases.pointAlias(functionName, alias, {
      version: currentVersion,
      additional: { version: targetVersion, weight: percentage / 100 },
    })
  }

  #fail(code: ErrorInformation['code'], message: string): void {
    this.#ended({ status: 'Failed', error: { code, message } })
  }
}

/** In AWS's words, as others have published them from deployments of August 2026. */
function alarmActive(names: readonly string[]): ErrorInformation {
  return {
    code: 'ALARM_ACTIVE',
    message:
      'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected ' +
      `deployments have been stopped. Activated alarms: ${names.map(name => `<${name}>`).join(' ')}`,
  }
}
