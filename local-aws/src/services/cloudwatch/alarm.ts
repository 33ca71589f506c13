import { type AlarmState, decide, evaluationRange } from './alarm-decision.ts'
import { type AlarmDefinition, alarmQueries, isBreaching, ruleOf } from './alarm-definition.ts'
import { type Datapoint, stateReason, stateReasonData } from './alarm-reason.ts'
import type { MetricStore } from './metric-store.ts'

/** A state and where it came from. */
export interface StateChange {
  value: AlarmState
  reason: string
  /** JSON. */
  reasonData: string | undefined
  /** Milliseconds since the epoch. */
  at: number
}

/** One metric alarm: a configuration and the state that evaluating it has led to. */
export class Alarm {
  readonly arn: string
  definition: AlarmDefinition
  /** When the configuration last changed, in ms since the epoch. */
  configuredAt: number
  state: StateChange

  constructor(arn: string, definition: AlarmDefinition, now: number) {
    this.arn = arn
    this.definition = definition
    this.configuredAt = now
    // "When this operation creates an alarm, the alarm state is immediately set to INSUFFICIENT_DATA."
    this.state = {
      value: 'INSUFFICIENT_DATA',
      reason: 'Unchecked: Initial alarm creation',
      reasonData: undefined,
      at: now,
    }
  }

  /** The topics that are told of the state. */
  get actions(): readonly string[] {
    const { OKActions, AlarmActions, InsufficientDataActions } = this.definition
    const byState = { OK: OKActions, ALARM: AlarmActions, INSUFFICIENT_DATA: InsufficientDataActions }
    return byState[this.state.value] ?? []
  }

  /**
   * The state due at `at` (ms since the epoch, the end of the last period); undefined if it does not change.
   *
   * "If the Period is 5 minutes and Evaluation Periods is 1, then at the end of minute 5 the alarm evaluates
   * based on data from minutes 1 to 5. Then at the end of minute 6, … from minutes 2 to 6." (*Evaluating an alarm*)
   */
  evaluate(metrics: MetricStore, at: number): StateChange | undefined {
    const { definition } = this
    const rule = ruleOf(definition)
    const { queries, watched } = alarmQueries(definition, metrics)
    const period = queries.periodSeconds(watched)
    const range = evaluationRange(rule)
    const start = at - range * period * 1000

    const values = queries.series(watched, { start, end: at })
    const datapoints = Array.from({ length: range }, (_, index) => start + index * period * 1000)
    const breaching = datapoints.map(timestamp => {
      const value = values.get(timestamp)
      return value === undefined ? undefined : isBreaching(value, definition)
    })
    const value = decide(breaching, rule, this.state.value)
    if (value === this.state.value) return undefined

    const evaluated = [...values].map(([timestamp, number]): Datapoint => ({ timestamp, value: number }))
    const latest = evaluated.slice(-rule.evaluationPeriods)
    const reason = stateReason(definition, rule, value, latest)
    return { value, reason, reasonData: stateReasonData(definition, period, at, latest), at }
  }
}
