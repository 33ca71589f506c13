import { Duration } from 'aws-cdk-lib'
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { objectives, type Pipeline } from '../../lambda/contracts/objective.ts'
import { Alarm } from './alarm.ts'
import { type AlarmingStage, metricNamespace } from './domain.ts'

/** How fast the error budget is used up, and over which two windows it is measured. */
interface BurnRate {
  /** Of 1, the budget of 30 days lasts for 30 days. */
  readonly factor: number
  readonly long: Window
  /** Tells that it still goes on: without it the alarm would last for as long as the long window. */
  readonly short: Window
}

interface Window {
  /** `1h`, as the alarm's name ends. */
  readonly id: string
  readonly length: Duration
}

/**
 * "Multiwindow, multi-burn-rate alerts" (Google, The Site Reliability Workbook, chapter 5): 2 % of the budget of 30 days
 * in an hour, and 5 % in six.
 */
const BURN_RATES: readonly BurnRate[] = [
  {
    factor: 14.4,
    long: { id: '1h', length: Duration.hours(1) },
    short: { id: '5m', length: Duration.minutes(5) },
  },
  {
    factor: 6,
    long: { id: '6h', length: Duration.hours(6) },
    short: { id: '30m', length: Duration.minutes(30) },
  },
]

/** In a quiet hour one failure is a large share of all, and no reason to wake anybody. */
const LEAST_FAILURES = 3

/** What ends in each pipeline, as a sentence says it. */
const ENDS: Readonly<Record<Pipeline, string>> = {
  shop: 'purchases were shipped or cancelled',
  video: 'videos were encoded or rejected',
  posts: 'posts were told to all subscribers',
  mail: 'mails were sent',
  clickstream: 'events were counted',
}

/** Whether an item of a pipeline ended in time: 1 or 0. Its average is the share that did, its sample count all that ended. */
export function inTime(
  stage: Pick<AlarmingStage, 'stage'>,
  pipeline: Pipeline,
  statistic: string,
  period: Duration,
): Metric {
  return new Metric({
    namespace: metricNamespace(stage),
    metricName: 'InTime',
    dimensionsMap: { pipeline },
    statistic,
    period,
  })
}

/** Alarms on the error budget of a pipeline, two for each burn rate: only both together mean anything. */
export class BurnRateAlarms extends Construct {
  /** When the budget is used up too fast, in the rule language of composite alarms; one for each burn rate. */
  readonly rules: readonly string[]
  readonly #domain: AlarmingStage
  readonly #pipeline: Pipeline

  constructor(scope: Construct, id: string, domain: AlarmingStage, pipeline: Pipeline) {
    super(scope, id)
    this.#domain = domain
    this.#pipeline = pipeline
    this.rules = BURN_RATES.map(rate => {
      const { alarmName: long } = this.#longWindow(rate)
      const { alarmName: short } = this.#shortWindow(rate)
      return `(ALARM("${long}") AND ALARM("${short}"))`
    })
  }

  #longWindow({ factor, long }: BurnRate): Alarm {
    const { length } = long
    return this.#alarm(
      factor,
      long,
      new MathExpression({
        expression: `IF(ended - good >= ${LEAST_FAILURES}, (ended - good) / ended, 0)`,
        usingMetrics: { ended: this.#inTime('SampleCount', length), good: this.#inTime('Sum', length) },
        period: length,
      }),
    )
  }

  #shortWindow({ factor, short }: BurnRate): Alarm {
    const { length } = short
    return this.#alarm(
      factor,
      short,
      new MathExpression({
        expression: '1 - share',
        usingMetrics: { share: this.#inTime('Average', length) },
        period: length,
      }),
    )
  }

  #inTime(statistic: string, period: Duration): Metric {
    return inTime(this.#domain, this.#pipeline, statistic, period)
  }

  #alarm(factor: number, { id, length }: Window, metric: MathExpression): Alarm {
    const { seconds, share } = objectives[this.#pipeline]
    const threshold = rounded(factor * (1 - share))
    return new Alarm(this, id, {
      domain: this.#domain,
      name: `${this.#pipeline}-burn-rate-${id}`,
      metric,
      threshold,
      runbook: 'burn-rate',
      description:
        `Too few ${ENDS[this.#pipeline]} within ${Duration.seconds(seconds).toHumanString()} in the last ` +
        `${length.toHumanString()}: ${rounded(threshold * 100)} % or more were late or are dead letters, and the objective ` +
        `allows ${rounded((1 - share) * 100)} % in 30 days. At this rate that is used up in ${rounded(720 / factor)} hours. ` +
        'It wakes somebody only together with the alarm of the other window. Which items: the saved query ' +
        '"slowest …" (Logs Insights console, Queries); which hop: the latencies on the dashboard.',
    })
  }
}

/** Without what floating point leaves at the end. */
function rounded(number: number): number {
  return Number(number.toPrecision(6))
}
