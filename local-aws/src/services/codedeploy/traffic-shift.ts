import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Timer } from '../../clock.ts'
import type { PrincipalCaller } from '../../identity/caller.ts'
import type { AlarmStates, FunctionAliases } from '../../ports.ts'
import type { Deployment, ErrorInformation } from './deployment.ts'
import type { RoleSessions } from './role-sessions.ts'
import { type Increment, incrementsOf, type TrafficRouting } from './traffic-routing.ts'

export interface ShiftServices {
  readonly account: Account
  readonly aliases: FunctionAliases
  readonly alarms: AlarmStates
  readonly roles: RoleSessions
}

/** How a shift ended. */
export type Ending = 'Succeeded' | { readonly status: 'Failed' | 'Stopped'; readonly error: ErrorInformation }

/** CodeDeploy does not say how often it asks for alarms. */
const ALARM_POLL_MS = 10_000

/** Shifts an alias, increment by increment, in the role of the deployment group, and asks for alarms meanwhile. */
export class TrafficShift {
  readonly #services: ShiftServices
  readonly #deployment: Deployment
  readonly #increments: Increment[]
  readonly #ended: (ending: Ending) => void
  #caller: PrincipalCaller | undefined
  #timer: Timer | undefined
  #startedAt = 0

  /** @param ended called once, unless the shift is cancelled */
  constructor(
    services: ShiftServices,
    deployment: Deployment,
    routing: TrafficRouting,
    ended: (ending: Ending) => void,
  ) {
    this.#services = services
    this.#deployment = deployment
    this.#increments = incrementsOf(routing)
    this.#ended = ended
  }

  start(): void {
    const { account, roles } = this.#services
    const { roleArn, arn } = this.#deployment.group
    this.#startedAt = account.clock.now()
    this.#caller = roles.callerIn(roleArn, arn)
    if (this.#caller === undefined) {
      return this.#fail('IAM_ROLE_MISSING', `CodeDeploy cannot assume the role ${roleArn}.`)
    }
    this.#step()
  }

  cancel(): void {
    this.#timer?.cancel()
  }

  /** Asks for the alarms, makes the increments that are due, and waits for the next look. */
  #step(): void {
    try {
      const active = this.#activeAlarms()
      if (active.length > 0) return this.#ended({ status: 'Stopped', error: alarmActive(active) })
      if (this.#shiftWhatIsDue()) return this.#ended('Succeeded')
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      const denied = error.code.startsWith('AccessDenied')
      return this.#fail(denied ? 'IAM_ROLE_PERMISSIONS' : 'INVALID_LAMBDA_FUNCTION', error.message)
    }
    const { clock } = this.#services.account
    const next = this.#startedAt + (this.#increments[0]?.afterMs ?? 0)
    this.#timer = clock.setTimer(Math.min(ALARM_POLL_MS, next - clock.now()), () => this.#step())
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
  #shiftWhatIsDue(): boolean {
    const elapsed = this.#services.account.clock.now() - this.#startedAt
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
