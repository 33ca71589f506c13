import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Topics } from '../../ports.ts'
import type { Alarm, StateChange } from './alarm.ts'
import type { AlarmHistory } from './alarm-history.ts'
import { alarmNotification } from './alarm-notification.ts'

/** Executes what an alarm has for its state: notifications of topics. */
export class AlarmActions {
  readonly #account: Account
  readonly #topics: Topics
  readonly #history: AlarmHistory

  constructor(account: Account, topics: Topics, history: AlarmHistory) {
    this.#account = account
    this.#topics = topics
    this.#history = history
  }

  /** A topic that refuses is in the history; it does not stop the others. */
  execute(alarm: Alarm, previous: StateChange): void {
    if (!alarm.definition.ActionsEnabled) return
    for (const topic of alarm.actions) this.#notify(alarm, previous, topic)
  }

  #notify(alarm: Alarm, previous: StateChange, topic: string): void {
    const caller = {
      kind: 'service',
      service: 'cloudwatch.amazonaws.com',
      sourceArn: alarm.arn,
    } as const
    let outcome = `Successfully executed action ${topic}`
    try {
      this.#topics.publish(topic, alarmNotification(this.#account, alarm, previous), caller)
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      outcome = `Failed to execute action ${topic}. Received error: "${error.message}"`
    }
    const { value } = alarm.state
    const data = { actionState: outcome.startsWith('S') ? 'Succeeded' : 'Failed', stateUpdate: value }
    const at = this.#account.clock.now()
    this.#history.add({ alarm, type: 'Action', at, summary: outcome, data })
  }
}
