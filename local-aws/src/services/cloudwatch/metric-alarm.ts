import { Alarm, type StateChange } from './alarm.ts'
import { decide, evaluationRange } from './alarm-decision.ts'
import { alarmTime, type Datapoint, stateReason, stateReasonData } from './alarm-reason.ts'
import { triggerOf } from './alarm-trigger.ts'
import {
  type AlarmDefinition,
  alarmQueries,
  isBreaching,
  neededSamples,
  ruleOf,
} from './metric-alarm-definition.ts'
import type { MetricStore } from './metric-store.ts'
import type { TimeRange } from './period.ts'

/** An alarm that compares a metric, or an expression over metrics, with a threshold. */
export class MetricAlarm extends Alarm<AlarmDefinition> {
  override readonly type = 'MetricAlarm'
  periodSeconds = 60

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
    const period = this.periodSeconds
    const range = evaluationRange(rule)
    const start = at - range * period * 1000

    const values = queries.series(watched, { start, end: at })
    const latestTimes = [...values.keys()].slice(-rule.evaluationPeriods)
    if (this.#hasTooFewSamples(metrics, { start, end: at }, latestTimes)) return undefined
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

  /** "the alarm state does not change during periods with too few data points to be statistically significant" */
  #hasTooFewSamples(metrics: MetricStore, range: TimeRange, times: readonly number[]): boolean {
    const needed = neededSamples(this.definition)
    if (needed === 0) return false
    const counted = { ...this.definition, Statistic: 'SampleCount', ExtendedStatistic: undefined }
    const { queries, watched } = alarmQueries(counted, metrics)
    const counts = queries.series(watched, range)
    return times.some(time => (counts.get(time) ?? 0) < needed)
  }

  override notificationDetails(): object {
    return {
      AlarmConfigurationUpdatedTimestamp: alarmTime(this.configuredAt),
      Trigger: triggerOf(this.definition),
    }
  }
}
