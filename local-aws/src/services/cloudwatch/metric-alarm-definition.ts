import { type AlarmConfiguration, checkActions, checkName, notSimulated } from './alarm-configuration.ts'
import type { AlarmRule, MissingDataTreatment } from './alarm-decision.ts'
import type { Dimension } from './dimensions.ts'
import { invalidParameter, invalidParameterCombination, missingParameter, validationError } from './errors.ts'
import { type MetricDataQuery, MetricQueries } from './metric-query.ts'
import type { MetricStore } from './metric-store.ts'
import { percentOf } from './statistic.ts'

/** What `PutMetricAlarm` takes, as far as it is simulated. */
export interface PutMetricAlarmInput extends Omit<AlarmConfiguration, 'ActionsEnabled'> {
  ActionsEnabled?: boolean
  MetricName?: string
  Namespace?: string
  Statistic?: string
  ExtendedStatistic?: string
  Dimensions?: Dimension[]
  Period?: number
  Unit?: string
  EvaluationPeriods: number
  DatapointsToAlarm?: number
  Threshold?: number
  ComparisonOperator: string
  TreatMissingData?: string
  EvaluateLowSampleCountPercentile?: string
  Metrics?: MetricDataQuery[]
}

/** A configuration that has been found good. */
export interface AlarmDefinition extends PutMetricAlarmInput {
  Threshold: number
  ComparisonOperator: ComparisonOperator
  ActionsEnabled: boolean
}

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
}

export type ComparisonOperator = keyof typeof COMPARISONS

const TREATMENTS: readonly string[] = ['missing', 'ignore', 'breaching', 'notBreaching']

/** What {@link PutMetricAlarmInput} leaves out; it would change what the alarm does. */
const NOT_SIMULATED = [
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
]

/**
 * @returns the configuration with its period, in seconds
 * @throws AwsError for what `PutMetricAlarm` refuses, and for what is not simulated
 */
export function defineAlarm(
  input: PutMetricAlarmInput,
  metrics: MetricStore,
): { definition: AlarmDefinition; periodSeconds: number } {
  const { AlarmName, ComparisonOperator, Threshold, ActionsEnabled = true } = input
  if (!AlarmName) throw missingParameter('AlarmName')
  checkName(AlarmName)
  const unknown = NOT_SIMULATED.find(name => Object.hasOwn(input, name))
  if (unknown) throw notSimulated(AlarmName, unknown)
  if (!isComparison(ComparisonOperator))
    throw notSimulated(AlarmName, `the ComparisonOperator ${ComparisonOperator}`)
  if (Threshold === undefined) throw missingParameter('Threshold')
  checkCounts(input)
  checkActions(input)
  const definition = { ...input, Threshold, ComparisonOperator, ActionsEnabled }
  return { definition, periodSeconds: checkQueries(definition, metrics) }
}

/** The queries of an alarm, and which of them is compared with the threshold. */
export function alarmQueries(
  definition: AlarmDefinition,
  metrics: MetricStore,
): { queries: MetricQueries; watched: MetricDataQuery } {
  const list = definition.Metrics ?? [singleMetric(definition)]
  const returned = list.filter(({ ReturnData = true }) => ReturnData)
  const [watched] = returned
  if (!watched || returned.length > 1) {
    throw invalidParameter(`Exactly one of the Metrics of ${definition.AlarmName} must have ReturnData true.`)
  }
  return { queries: new MetricQueries(metrics, list), watched }
}

export function ruleOf({
  EvaluationPeriods,
  DatapointsToAlarm,
  TreatMissingData,
}: AlarmDefinition): AlarmRule {
  return {
    evaluationPeriods: EvaluationPeriods,
    datapointsToAlarm: DatapointsToAlarm ?? EvaluationPeriods,
    treatMissingData: (TreatMissingData ?? 'missing') as MissingDataTreatment,
  }
}

export function isBreaching(value: number, { ComparisonOperator, Threshold }: AlarmDefinition): boolean {
  return COMPARISONS[ComparisonOperator](value, Threshold)
}

function singleMetric(definition: AlarmDefinition): MetricDataQuery {
  const { Namespace, MetricName, Dimensions, Period, Unit } = definition
  if (!Namespace || !MetricName) throw missingParameter('MetricName and Namespace, or Metrics')
  const Stat = statisticOf(definition)
  if (Period === undefined) throw missingParameter('Period')
  return { Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } }
}

function checkCounts(input: PutMetricAlarmInput): void {
  const { EvaluationPeriods, DatapointsToAlarm, TreatMissingData, EvaluateLowSampleCountPercentile } = input
  if (!Number.isInteger(EvaluationPeriods) || EvaluationPeriods < 1) {
    throw invalidParameter(`EvaluationPeriods must be a whole number above 0, not ${EvaluationPeriods}.`)
  }
  if (DatapointsToAlarm !== undefined && (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)) {
    throw invalidParameter(
      `DatapointsToAlarm must be from 1 to the ${EvaluationPeriods} EvaluationPeriods, not ${DatapointsToAlarm}.`,
    )
  }
  if (!['evaluate', 'ignore', undefined].includes(EvaluateLowSampleCountPercentile)) {
    throw invalidParameter(
      `EvaluateLowSampleCountPercentile must be evaluate or ignore, not ${EvaluateLowSampleCountPercentile}.`,
    )
  }
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData)) {
    throw invalidParameter(
      `TreatMissingData must be one of ${TREATMENTS.join(', ')}, not ${TreatMissingData}.`,
    )
  }
}

const DAY_SECONDS = 86_400
const WEEK_SECONDS = 7 * DAY_SECONDS
const HOUR_SECONDS = 3600

/** "Valid values are 10, 20, 30, and any multiple of 60." (PutMetricAlarm) */
const SUB_MINUTE_PERIODS = [10, 20, 30]

/** @returns the period of what is compared with the threshold */
function checkQueries(definition: AlarmDefinition, metrics: MetricStore): number {
  const { queries, watched } = alarmQueries(definition, metrics)
  if (queries.searches) throw validationError('SEARCH is not supported on Metric Alarms.')
  const period = queries.periodSeconds(watched)
  if (period < 60 && !SUB_MINUTE_PERIODS.includes(period)) {
    throw validationError(`The Period of an alarm must be 10, 20, 30 or a multiple of 60, not ${period}.`)
  }
  // "can't be more than 604,800 seconds. For alarms with a period of less than one hour …, … one day (86,400 seconds)."
  const longest = period < HOUR_SECONDS ? DAY_SECONDS : WEEK_SECONDS
  if (period * definition.EvaluationPeriods > longest) {
    throw validationError(
      `Period × EvaluationPeriods must be at most ${longest} seconds for a Period of ${period}, not ${period * definition.EvaluationPeriods}.`,
    )
  }
  // An expression that cannot be evaluated is refused now, not at every evaluation.
  queries.series(watched, { start: 0, end: period * 1000 })
  return period
}

function statisticOf({ Statistic, ExtendedStatistic }: AlarmDefinition): string {
  if (Statistic && ExtendedStatistic) {
    throw invalidParameterCombination('Statistic and ExtendedStatistic cannot be given together.')
  }
  const name = Statistic ?? ExtendedStatistic
  if (!name) throw missingParameter('Statistic or ExtendedStatistic')
  return name
}

/**
 * How many values a period must have for its percentile to be significant: "10/(1-percentile)", or "10/percentile" below
 * the half (*Percentile-based alarms and low data samples*). 0 where the alarm does not ask for it.
 */
export function neededSamples({
  EvaluateLowSampleCountPercentile,
  ExtendedStatistic = '',
}: AlarmDefinition): number {
  const percent = EvaluateLowSampleCountPercentile === 'ignore' ? percentOf(ExtendedStatistic) : undefined
  if (percent === undefined) return 0
  return Math.round(1000 / (percent < 50 ? percent : 100 - percent))
}

function isComparison(operator: string): operator is ComparisonOperator {
  return Object.hasOwn(COMPARISONS, operator)
}
