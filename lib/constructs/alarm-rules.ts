import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import { refuse } from './refusal.ts'
import { refuseUnlessWhole } from './whole-number.ts'

/** The condition and the description of an alarm. */
export interface AlarmSettings {
  readonly metric: IMetric
  readonly threshold: number
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly description: string
}

const HOUR = 3600
const DAY = 24 * HOUR
/** CloudWatch, PutMetricAlarm, AlarmDescription: "Maximum length of 1024". */
const MAXIMUM_DESCRIPTION = 1024
/** Stands for the region, which the deployment may be the first to know. */
const TOKEN = /\$\{Token\[[^\]]*\]\}/g
const LONGEST_REGION = 'ap-southeast-1'

/** @throws RefusedError for an alarm that CloudWatch refuses, or that is always or never on */
export function refuseAlarm(alarm: Construct, settings: AlarmSettings): void {
  const { threshold, evaluationPeriods, datapointsToAlarm, description } = settings
  if (!Number.isFinite(threshold) || threshold <= 0) {
    refuse(
      alarm,
      `Its threshold is ${threshold}, and it goes off at this value and above: ` +
        (threshold <= 0 ? 'it is on as soon as there is data.' : 'it never does.'),
      'Use a number above 0.',
    )
  }
  refuseUnlessWhole(alarm, 'Its evaluationPeriods', evaluationPeriods, {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    remedy: 'Use a whole number from 1 on.',
  })
  refuseUnlessWhole(alarm, 'Its datapointsToAlarm', datapointsToAlarm, {
    least: 1,
    most: evaluationPeriods,
    remedy: `Use a whole number from 1 to its evaluationPeriods, ${evaluationPeriods}.`,
  })
  refuseLongEvaluation(alarm, settings)
  refuseDescription(alarm, description)
}

/** @throws RefusedError for a description that CloudWatch refuses */
export function refuseDescription(alarm: Construct, description: string): void {
  const { length } = description.replaceAll(TOKEN, LONGEST_REGION)
  if (length <= MAXIMUM_DESCRIPTION) return
  refuse(
    alarm,
    `Its description has ${length} characters: "${description.slice(0, 40)}…".`,
    `CloudWatch allows ${MAXIMUM_DESCRIPTION}: shorten it, or move a part to a runbook.`,
  )
}

/**
 * "For alarms with a period of less than one hour, the total evaluation period can't be longer than one day", otherwise
 * seven (PutMetricAlarm).
 */
function refuseLongEvaluation(alarm: Construct, { metric, evaluationPeriods }: AlarmSettings): void {
  const { metricStat, mathExpression } = metric.toMetricConfig()
  const period = metricStat?.period.toSeconds() ?? mathExpression?.period ?? 0
  const [longest, words] = period < HOUR ? [DAY, 'a day'] : [7 * DAY, 'seven days']
  if (period * evaluationPeriods <= longest) return
  refuse(
    alarm,
    `It evaluates ${evaluationPeriods} periods of ${period} s, which are more than ${words}.`,
    `Use at most ${Math.floor(longest / period)} evaluationPeriods, or a longer period.`,
  )
}
