import type { Account } from '../../account.ts'
import type { Timer } from '../../clock.ts'
import type { Topics } from '../../ports.ts'
import type { Tag } from '../../tag-set.ts'
import { ActionSuppression } from './action-suppression.ts'
import type { Alarm, StateChange } from './alarm.ts'
import { AlarmActions } from './alarm-actions.ts'
import type { AlarmState } from './alarm-decision.ts'
import { AlarmHistory } from './alarm-history.ts'
import { CompositeAlarm, type EvaluationCause } from './composite-alarm.ts'
import {
  type CompositeDefinition,
  defineComposite,
  type PutCompositeAlarmInput,
} from './composite-definition.ts'
import { validationError } from './errors.ts'
import { MetricAlarm } from './metric-alarm.ts'
import { defineAlarm, type PutMetricAlarmInput } from './metric-alarm-definition.ts'
import type { MetricStore } from './metric-store.ts'
import type { ResourceTags } from './resource-tags.ts'
import { alarmNameOf } from './rule-expression.ts'

/** "any tags you specify in this parameter are ignored" where an alarm is updated (PutMetricAlarm). */
interface Tagged {
  Tags?: readonly Tag[]
}

const MINUTE_MS = 60_000
const SHORTEST_PERIOD_MS = 10_000
/** "Any single alarm can be included in the rule expressions of as many as 150 composite alarms." (PutCompositeAlarm) */
const MAX_PARENTS = 150

/**
 * The alarms of the account. "For any period of one minute or longer, an alarm is evaluated every minute"
 * (*Evaluating an alarm*), here on the minute, one with a shorter period at the end of each, and all only while there are
 * metric alarms. A composite alarm is evaluated when an alarm that its rule refers to changes its state.
 *
 * Gauges, such as a queue's depth, are sampled then, for the minute that ends; AWS services report theirs themselves,
 * some minutes late.
 */
export class Alarms {
  readonly history = new AlarmHistory()
  readonly #account: Account
  readonly #metrics: MetricStore
  readonly #actions: AlarmActions
  readonly #tags: ResourceTags
  readonly #metricAlarms = new Map<string, MetricAlarm>()
  readonly #composites = new Map<string, CompositeAlarm>()
  #started = false
  #timer: Timer | undefined
  /** When the timer is due, in ms since the epoch. */
  #due = 0

  constructor(account: Account, metrics: MetricStore, topics: Topics, tags: ResourceTags) {
    this.#tags = tags
    this.#account = account
    this.#metrics = metrics
    this.#actions = new AlarmActions(account, topics, this.history)
  }

  start(): void {
    this.#started = true
    this.#schedule()
  }

  stop(): void {
    this.#started = false
    this.#timer?.cancel()
    this.#timer = undefined
    for (const { suppression } of this.#composites.values()) suppression?.stop()
  }

  /** Makes an alarm, or gives the one of that name a new configuration: "its state is left unchanged". */
  put({ Tags, ...input }: PutMetricAlarmInput & Tagged): MetricAlarm {
    const { definition, periodSeconds } = defineAlarm(input, this.#metrics)
    const name = definition.AlarmName
    this.#requireNone(this.#composites, name)
    const now = this.#account.clock.now()
    const known = this.#metricAlarms.get(name)
    this.#tags.register(this.#arn(name), Tags)
    const alarm = known ?? new MetricAlarm(this.#arn(name), definition, now)
    alarm.definition = definition
    alarm.periodSeconds = periodSeconds
    alarm.configuredAt = now
    this.#metricAlarms.set(name, alarm)
    this.#recordConfiguration(alarm, known !== undefined)
    this.#schedule()
    return alarm
  }

  /** As {@link Alarms.put}, for a composite alarm, which is evaluated at once. */
  putComposite({ Tags, ...input }: PutCompositeAlarmInput & Tagged): CompositeAlarm {
    const { definition, rule } = defineComposite(input, name => this.find(name) !== undefined)
    const name = definition.AlarmName
    this.#requireNone(this.#metricAlarms, name)
    const full = [...rule.children].find(child => this.#parentsBeside(child, name).length >= MAX_PARENTS)
    if (full) throw validationError(`${MAX_PARENTS} composite alarms refer to ${full}, the most that can.`)

    const suppressor = this.#suppressor(definition)
    const now = this.#account.clock.now()
    const known = this.#composites.get(name)
    this.#tags.register(this.#arn(name), Tags)
    const alarm = known ?? new CompositeAlarm(this.#arn(name), definition, rule, now)
    alarm.definition = definition
    alarm.rule = rule
    alarm.configuredAt = now
    alarm.suppression?.stop()
    alarm.suppression = suppressor && this.#suppression(alarm, suppressor)
    this.#composites.set(name, alarm)
    this.#recordConfiguration(alarm, known !== undefined)
    this.#evaluateComposite(alarm, known ? 'updated' : 'created', [])
    // Actions that the former configuration held back.
    if (alarm.state.value !== alarm.actedOn) this.#actUnlessSuppressed(alarm, alarm.state)
    return alarm
  }

  find(name: string): MetricAlarm | CompositeAlarm | undefined {
    return this.#metricAlarms.get(name) ?? this.#composites.get(name)
  }

  metricAlarms(): MetricAlarm[] {
    return byName(this.#metricAlarms.values())
  }

  composites(): CompositeAlarm[] {
    return byName(this.#composites.values())
  }

  /** The composite alarms whose rules refer to an alarm. */
  parentsOf(name: string): CompositeAlarm[] {
    return this.composites().filter(({ rule }) => rule.children.has(name))
  }

  /**
   * Names without an alarm are passed over.
   *
   * @throws AwsError `ValidationError`, and none is deleted, where a composite alarm refers to one of them
   */
  delete(names: readonly string[]): void {
    const found = names.filter(name => this.find(name))
    for (const name of found) {
      const parents = this.parentsOf(name).filter(
        parent => parent.name === name || !names.includes(parent.name),
      )
      if (parents.length > 0) {
        throw validationError(`Cannot delete ${name} as there are composite alarm(s) depending on it.`)
      }
    }
    if (found.filter(name => this.#composites.has(name)).length > 1) {
      throw validationError('A request deletes at most one composite alarm.')
    }
    for (const name of found) {
      this.#composites.get(name)?.suppression?.stop()
      this.#composites.delete(name)
      this.#metricAlarms.delete(name)
      this.#tags.forget(this.#arn(name))
      this.#tellSuppressed(name, 'INSUFFICIENT_DATA')
    }
    if (this.#metricAlarms.size > 0) return
    this.#timer?.cancel()
    this.#timer = undefined
  }

  /**
   * Brings an alarm into a state, does what is to be done on the way there, and lets the composite alarms above follow.
   *
   * @param path the alarms below whose changes led here: "the evaluation of composite alarms stops if CloudWatch
   *   detects a cycle in the evaluation path" (PutCompositeAlarm)
   */
  change(alarm: MetricAlarm | CompositeAlarm, state: StateChange, path: readonly string[] = []): void {
    const previous = alarm.state
    alarm.enter(state)
    if (state.value === previous.value) return

    this.#recordState(alarm, previous)
    if (alarm instanceof CompositeAlarm) this.#actUnlessSuppressed(alarm, previous)
    else this.#actions.execute(alarm, previous)
    this.#tellSuppressed(alarm.name, state.value)
    for (const parent of this.parentsOf(alarm.name)) {
      if (!path.includes(parent.name)) this.#evaluateComposite(parent, alarm, [...path, alarm.name])
    }
  }

  /** The composite alarms whose actions an alarm suppresses follow its state. */
  #tellSuppressed(suppressor: string, state: AlarmState): void {
    for (const { definition, suppression } of this.#composites.values()) {
      if (alarmNameOf(definition.ActionsSuppressor ?? '') === suppressor)
        suppression?.suppressorChanged(state)
    }
  }

  #evaluateComposite(alarm: CompositeAlarm, cause: EvaluationCause, path: readonly string[]): void {
    const change = alarm.evaluate(name => this.find(name)?.state.value, cause, this.#account.clock.now())
    if (change) this.change(alarm, change, path)
  }

  #actUnlessSuppressed(alarm: CompositeAlarm, previous: StateChange): void {
    const { suppression, actedOn } = alarm
    if (suppression && alarm.state.value === actedOn) return suppression.withdraw()
    if (suppression?.delays()) return
    this.#act(alarm, previous)
  }

  #act(alarm: CompositeAlarm, previous: StateChange): void {
    alarm.actedOn = alarm.state.value
    this.#actions.execute(alarm, previous)
  }

  #suppressor({ ActionsSuppressor }: CompositeDefinition): Alarm | undefined {
    if (ActionsSuppressor === undefined) return undefined
    const suppressor = this.find(alarmNameOf(ActionsSuppressor))
    if (suppressor) return suppressor
    throw validationError(`The ActionsSuppressor ${ActionsSuppressor} does not exist.`)
  }

  #suppression(alarm: CompositeAlarm, suppressor: Alarm): ActionSuppression {
    const { ActionsSuppressorWaitPeriod: wait = 0, ActionsSuppressorExtensionPeriod: extension = 0 } =
      alarm.definition
    const { clock } = this.#account
    const suppressorInAlarm = suppressor.state.value === 'ALARM'
    const settings = { waitMs: wait * 1000, extensionMs: extension * 1000, suppressorInAlarm }
    return new ActionSuppression(clock, settings, () => {
      if (alarm.state.value === alarm.actedOn) return
      const held = alarm.state
      alarm.enter({ ...held, at: clock.now() })
      this.#act(alarm, held)
    })
  }

  #recordConfiguration(alarm: Alarm, known: boolean): void {
    const at = this.#account.clock.now()
    const summary = `Alarm "${alarm.name}" ${known ? 'updated' : 'created'}`
    this.history.add({
      alarm,
      type: 'ConfigurationUpdate',
      at,
      summary,
      data: { type: known ? 'Update' : 'Create' },
    })
  }

  #recordState(alarm: Alarm, previous: StateChange): void {
    const { state } = alarm
    const summary = `Alarm updated from ${previous.value} to ${state.value}`
    const data = {
      oldState: { stateValue: previous.value, stateReason: previous.reason },
      newState: { stateValue: state.value, stateReason: state.reason },
    }
    this.history.add({ alarm, type: 'StateUpdate', at: state.at, summary, data })
    const { value: to, reason } = state
    this.#account.activity.report({ kind: 'alarm', name: alarm.name, from: previous.value, to, reason })
  }

  #parentsBeside(name: string, parent: string): CompositeAlarm[] {
    return this.parentsOf(name).filter(other => other.name !== parent)
  }

  #requireNone(others: ReadonlyMap<string, Alarm>, name: string): void {
    if (others.has(name)) throw validationError(`${name} is the name of an alarm of another type.`)
  }

  #arn(name: string): string {
    return this.#account.arn('cloudwatch', `alarm:${name}`)
  }

  /** The next end of a minute, or of ten seconds where an alarm has a shorter period. */
  #schedule(): void {
    if (!this.#started || this.#metricAlarms.size === 0) return
    const { clock } = this.#account
    const now = clock.now()
    const isShort = [...this.#metricAlarms.values()].some(({ periodSeconds }) => periodSeconds < 60)
    const stepMs = isShort ? SHORTEST_PERIOD_MS : MINUTE_MS
    const next = (Math.floor(now / stepMs) + 1) * stepMs
    if (this.#timer && this.#due <= next) return
    this.#timer?.cancel()
    this.#due = next
    this.#timer = clock.setTimer(next - now, () => {
      this.#timer = undefined
      this.#evaluate(next)
      this.#schedule()
    })
  }

  /** @param at the end of a minute, or of ten seconds, in ms since the epoch */
  #evaluate(at: number): void {
    if (at % MINUTE_MS === 0) this.#metrics.sampleGauges(at - 1)
    for (const alarm of this.#metricAlarms.values()) {
      if (at % Math.min(alarm.periodSeconds * 1000, MINUTE_MS) !== 0) continue
      const change = alarm.evaluate(this.#metrics, at)
      if (change) this.change(alarm, change)
    }
  }
}

function byName<T extends Alarm>(alarms: Iterable<T>): T[] {
  return [...alarms].sort((a, b) => (a.name < b.name ? -1 : 1))
}
