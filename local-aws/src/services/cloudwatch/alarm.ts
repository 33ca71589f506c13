import type { AlarmConfiguration } from './alarm-configuration.ts'
import type { AlarmState } from './alarm-decision.ts'

/** A state and where it came from. */
export interface StateChange {
  value: AlarmState
  reason: string
  /** JSON. */
  reasonData: string | undefined
  /** Milliseconds since the epoch. */
  at: number
  /** The change of another alarm that a composite alarm followed. */
  followed?: { arn: string; value: AlarmState; at: number }
}

/** The kinds of alarms, in the words of `AlarmTypes`. */
export type AlarmType = 'MetricAlarm' | 'CompositeAlarm'

/** What all kinds of alarms have: a configuration, and the state that evaluating it has led to. */
export abstract class Alarm<Definition extends AlarmConfiguration = AlarmConfiguration> {
  abstract readonly type: AlarmType
  readonly arn: string
  definition: Definition
  /** When the configuration last changed, in ms since the epoch. */
  configuredAt: number
  /** When the value of the state last changed, in ms since the epoch. */
  transitionedAt: number
  #state: StateChange

  constructor(arn: string, definition: Definition, now: number) {
    this.arn = arn
    this.definition = definition
    this.configuredAt = now
    this.transitionedAt = now
    // "When this operation creates an alarm, the alarm state is immediately set to INSUFFICIENT_DATA."
    this.#state = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      at: now,
    }
  }

  get name(): string {
    return this.definition.AlarmName
  }

  get state(): StateChange {
    return this.#state
  }

  enableActions(enabled: boolean): void {
    this.definition = { ...this.definition, ActionsEnabled: enabled }
  }

  enter(state: StateChange): void {
    if (state.value !== this.#state.value) this.transitionedAt = state.at
    this.#state = state
  }

  /** The topics that are told of the state. */
  get actions(): readonly string[] {
    const { OKActions, AlarmActions, InsufficientDataActions } = this.definition
    const byState = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }
    return byState[this.state.value] ?? []
  }

  /** What a notification of this kind of alarm says beside what all say. */
  abstract notificationDetails(): object
}
