import type { ActionSuppression } from './action-suppression.ts'
import { Alarm, type StateChange } from './alarm.ts'
import type { AlarmState } from './alarm-decision.ts'
import { alarmTime } from './alarm-reason.ts'
import type { CompositeDefinition } from './composite-definition.ts'
import type { RuleExpression, StateOf } from './rule-expression.ts'

/** What makes a composite alarm look at its rule: a child's change of state, or its own configuration. */
export type EvaluationCause = Alarm | 'created' | 'updated'

/** An alarm that follows the states of other alarms. */
export class CompositeAlarm extends Alarm<CompositeDefinition> {
  override readonly type = 'CompositeAlarm'
  rule: RuleExpression
  suppression: ActionSuppression | undefined
  /** The state that actions were last taken for. */
  actedOn: AlarmState = 'INSUFFICIENT_DATA'

  constructor(arn: string, definition: CompositeDefinition, rule: RuleExpression, now: number) {
    super(arn, definition, now)
    this.rule = rule
  }

  /**
   * The state that the rule leads to; undefined if it does not change.
   *
   * "this initial time after creation is the only time that the alarm can be in INSUFFICIENT_DATA state"
   * (PutCompositeAlarm)
   */
  evaluate(stateOf: StateOf, cause: EvaluationCause, now: number): StateChange | undefined {
    const value = this.rule.holds(stateOf) ? 'ALARM' : 'OK'
    if (value === this.state.value) return undefined
    if (typeof cause === 'string') {
      const reason = `${this.arn} was ${cause} and its alarm rule evaluates to ${value}`
      return { value, reason, reasonData: JSON.stringify({ triggeringAlarms: [] }), at: now }
    }
    const { arn, state } = cause
    const triggering = { arn, state: { value: state.value, timestamp: alarmTime(state.at) } }
    return {
      value,
      reason: `${arn} transitioned to ${state.value} at ${longTime(state.at)}`,
      reasonData: JSON.stringify({ triggeringAlarms: [triggering] }),
      at: now,
      followed: { arn, value: state.value, at: state.at },
    }
  }

  override notificationDetails(): object {
    const { followed } = this.state
    const children = followed
      ? [{ Arn: followed.arn, State: { Value: followed.value, Timestamp: alarmTime(followed.at) } }]
      : []
    return { AlarmRule: this.definition.AlarmRule, TriggeringChildren: children }
  }
}

const LONG_TIME = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  hourCycle: 'h23',
  weekday: 'long',
  day: '2-digit',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** `Friday 04 August, 2023 12:54:46 UTC` */
function longTime(ms: number): string {
  const parts = Object.fromEntries(LONG_TIME.formatToParts(ms).map(({ type, value }) => [type, value]))
  return `${parts.weekday} ${parts.day} ${parts.month}, ${parts.year} ${parts.hour}:${parts.minute}:${parts.second} UTC`
}
