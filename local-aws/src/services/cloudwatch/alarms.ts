import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Timer } from '../../clock.ts'
import type { Topics } from '../../ports.ts'
import { Alarm, type StateChange } from './alarm.ts'
import { defineAlarm, type PutMetricAlarmInput } from './alarm-definition.ts'
import { AlarmHistory } from './alarm-history.ts'
import { alarmNotification } from './alarm-notification.ts'
import type { MetricStore } from './metric-store.ts'

const MINUTE_MS = 60_000

/**
 * The alarms of the account: "For any period of one minute or longer, an alarm is evaluated every minute"
 * (*Evaluating an alarm*), here on the minute, and only while there are alarms.
 *
 * Gauges, such as a queue's depth, are sampled then, for the minute that ends; AWS services report theirs themselves,
 * some minutes late.
 */
export class Alarms {
  readonly history = new AlarmHistory()
  readonly #account: Account
  readonly #metrics: MetricStore
  readonly #topics: Topics
  readonly #alarms = new Map<string, Alarm>()
  #started = false
  #timer: Timer | undefined

  constructor(account: Account, metrics: MetricStore, topics: Topics) {
    this.#account = account
    this.#metrics = metrics
    this.#topics = topics
  }

  start(): void {
    this.#started = true
    this.#schedule()
  }

  stop(): void {
    this.#started = false
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** Makes an alarm, or gives the one of that name a new configuration: "its state is left unchanged". */
  put(input: PutMetricAlarmInput): Alarm {
    const definition = defineAlarm(input, this.#metrics)
    const now = this.#account.clock.now()
    const name = definition.AlarmName
    const known = this.#alarms.get(name)
    const alarm = known ?? new Alarm(this.#account.arn('cloudwatch', `alarm:${name}`), definition, now)
    alarm.definition = definition
    alarm.configuredAt = now
    this.#alarms.set(name, alarm)
    const summary = known ? `Alarm "${name}" updated` : `Alarm "${name}" created`
    this.history.add({ alarm: name, type: 'ConfigurationUpdate', at: now, summary, data: { type: 'Create' } })
    this.#schedule()
    return alarm
  }

  find(name: string): Alarm | undefined {
    return this.#alarms.get(name)
  }

  /** All of them, by name. */
  list(): Alarm[] {
    return [...this.#alarms.values()].sort((a, b) =>
      a.definition.AlarmName < b.definition.AlarmName ? -1 : 1,
    )
  }

  /** Names without an alarm are passed over. */
  delete(names: readonly string[]): void {
    for (const name of names) this.#alarms.delete(name)
    if (this.#alarms.size > 0) return
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /** Brings an alarm into a state and does what is to be done on the way there. */
  change(alarm: Alarm, state: StateChange): void {
    const previous = alarm.state
    alarm.state = state
    if (state.value === previous.value) return

    const { AlarmName, ActionsEnabled } = alarm.definition
    const summary = `Alarm updated from ${previous.value} to ${state.value}`
    const data = {
      oldState: { stateValue: previous.value, stateReason: previous.reason },
      newState: { stateValue: state.value, stateReason: state.reason },
    }
    this.history.add({ alarm: AlarmName, type: 'StateUpdate', at: state.at, summary, data })
    if (!ActionsEnabled) return
    for (const topic of alarm.actions) this.#notify(alarm, previous, topic)
  }

  #notify(alarm: Alarm, previous: StateChange, topic: string): void {
    const { AlarmName } = alarm.definition
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
    const { at, value } = alarm.state
    const data = { actionState: outcome.startsWith('S') ? 'Succeeded' : 'Failed', stateUpdate: value }
    this.history.add({ alarm: AlarmName, type: 'Action', at, summary: outcome, data })
  }

  #schedule(): void {
    if (!this.#started || this.#timer || this.#alarms.size === 0) return
    const { clock } = this.#account
    const now = clock.now()
    const next = (Math.floor(now / MINUTE_MS) + 1) * MINUTE_MS
    this.#timer = clock.setTimer(next - now, () => {
      this.#timer = undefined
      this.#evaluate(next)
      this.#schedule()
    })
  }

  /** @param at the end of a minute, in ms since the epoch */
  #evaluate(at: number): void {
    this.#metrics.sampleGauges(at - 1)
    for (const alarm of this.#alarms.values()) {
      const change = alarm.evaluate(this.#metrics, at)
      if (change) this.change(alarm, change)
    }
  }
}
