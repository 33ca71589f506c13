import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { SteppedClock } from '@messaging-on-aws/local-aws'
import { STAGE } from './assembly.ts'
import type { Messaging } from './messaging.ts'

/** The longest time until an alarm goes off or ends: the longest evaluation of all, old records, lasts 25 minutes. */
const PATIENCE_MINUTES = 60

/** Shorter than the timeout of most functions, so that time alone fails none of them. */
const STEP = { seconds: 20 }

/** The person on call of a stage with the stepped clock: waits for alarms and mails, and breaks what they are about. */
export class OnCall {
  readonly #messaging: Messaging<SteppedClock>
  readonly #address: string
  readonly #functions: readonly string[]
  readonly #cloudWatch: CloudWatchClient
  readonly #iam: IAMClient

  private constructor(messaging: Messaging<SteppedClock>, address: string, functions: readonly string[]) {
    this.#messaging = messaging
    this.#address = address
    this.#functions = functions
    this.#cloudWatch = new CloudWatchClient(messaging.connection)
    this.#iam = new IAMClient(messaging.connection)
  }

  /** @param address of the stage's alarm mails, which it confirms first */
  static async of(messaging: Messaging<SteppedClock>, address: string): Promise<OnCall> {
    await messaging.confirmSubscriptions(address)
    return new OnCall(messaging, address, await messaging.functionNames())
  }

  close(): void {
    this.#cloudWatch.destroy()
    this.#iam.destroy()
  }

  /** A minute passes, in steps that are each followed by the work that they bring. */
  async minutePasses(): Promise<void> {
    for (let seconds = 0; seconds < 60; seconds += STEP.seconds) {
      await this.#messaging.clock.advanceBy(STEP)
      jest.setSystemTime(this.#messaging.clock.now())
      await this.#messaging.idle(...this.#functions)
    }
  }

  /**
   * Minutes pass until each of the alarms has been on, and somebody has a mail about it.
   *
   * @param names after `Messaging-<stage>-`
   * @param everyMinute what happens meanwhile
   */
  async woken(names: readonly string[], everyMinute: () => Promise<unknown> = async () => {}): Promise<void> {
    const seen = new Set<string>()
    await this.#minutesUntil(`${names} have been on, and one is mailed`, everyMinute, async () => {
      for (const name of await this.#on()) seen.add(name)
      return names.every(name => seen.has(name)) && (await this.#mailedAlarms()).length > 0
    })
  }

  /**
   * Minutes pass until the alarms are off, and all alarms that were mailed are mailed as ended.
   *
   * @param everyMinute what happens meanwhile
   */
  async recovered(names: readonly string[], everyMinute?: () => Promise<unknown>): Promise<void> {
    await this.#minutesUntil(`${names} are off, and the end of all is mailed`, everyMinute, async () => {
      const on = await this.#on()
      return !names.some(name => on.includes(name)) && (await this.#mailedAlarms()).length === 0
    })
  }

  /** While something happens, the function's role is denied an action, whatever else allows it. */
  async withDenied(service: string, action: string, work: () => Promise<void>): Promise<void> {
    const FunctionName = await this.#messaging.functionName(service)
    const { Role = '' } = await new LambdaClient(this.#messaging.connection).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    )
    const policy = { RoleName: Role.slice(Role.lastIndexOf('/') + 1), PolicyName: 'denied-by-the-test' }
    const Statement = [{ Effect: 'Deny', Action: action, Resource: '*' }]
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement })
    await this.#iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument }))
    try {
      await work()
    } finally {
      await this.#iam.send(new DeleteRolePolicyCommand(policy))
    }
  }

  async #minutesUntil(
    what: string,
    everyMinute: (() => Promise<unknown>) | undefined,
    happened: () => Promise<boolean>,
  ): Promise<void> {
    for (let minutes = 0; minutes < PATIENCE_MINUTES; minutes++) {
      await everyMinute?.()
      await this.minutePasses()
      if (await happened()) return
    }
    throw new Error(
      `After ${PATIENCE_MINUTES} minutes it was not the case that ${what}. On: ${await this.#on()}.`,
    )
  }

  async #on(): Promise<string[]> {
    const { MetricAlarms = [] } = await this.#cloudWatch.send(
      new DescribeAlarmsCommand({ StateValue: 'ALARM', MaxRecords: 100 }),
    )
    return MetricAlarms.map(({ AlarmName = '' }) => AlarmName.replace(`Messaging-${STAGE}-`, ''))
  }

  /** The alarms that were mailed and not yet mailed as ended. */
  async #mailedAlarms(): Promise<string[]> {
    const open = new Set<string>()
    for (const { subject } of await this.#messaging.inbox(this.#address)) {
      const [, state, alarm = ''] = /^(ALARM|OK): (.*)$/.exec(subject) ?? []
      if (state === 'ALARM') open.add(alarm)
      if (state === 'OK') open.delete(alarm)
    }
    return [...open]
  }
}
