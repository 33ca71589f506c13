import { type AlarmConfiguration, checkActions, checkName, notSimulated } from './alarm-configuration.ts'
import type { AlarmRule, MissingDataTreatment } from './alarm-decision.ts'
import type { Dimension } from './dimensions.ts'
import { invalidParameter, missingParameter } from './errors.ts'
import { type MetricDataQuery, MetricQueries } from './metric-query.ts'
import type { MetricStore } from './metric-store.ts'

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

/** @throws AwsError for what `PutMetricAlarm` refuses, and for what is not simulated */
export function defineAlarm(input: PutMetricAlarmInput, metrics: MetricStore): AlarmDefinition {
  const { AlarmName, ComparisonOperator, Threshold, ActionsEnabled = true } = input
  if (!AlarmName) throw missingParameter('AlarmName')
  checkName(AlarmName)
  const unknown = NOT_SIMULATED.find(name => Object.hasOwn(input, name))
  if (unknown) throw notSimulated(AlarmName, unknown)
  if (!isComparison(ComparisonOperator))
    throw notSimulated(AlarmName, `the ComparisonOperator ${ComparisonOperator}`)
  if (input.EvaluateLowSampleCountPercentile === 'ignore') {
    throw notSimulated(AlarmName, 'EvaluateLowSampleCountPercentile: ignore')
  }
  if (Threshold === undefined) throw missingParameter('Threshold')
  checkCounts(input)
  checkActions(input)
  const definition = { ...input, Threshold, ComparisonOperator, ActionsEnabled }
  checkPeriod(definition, metrics)
  return definition
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
  const Stat = definition.Statistic ?? definition.ExtendedStatistic
  if (!Stat) throw missingParameter('Statistic or ExtendedStatistic')
  if (Period === undefined) throw missingParameter('Period')
  return { Id: 'm1', MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat, Unit } }
}

function checkCounts({ EvaluationPeriods, DatapointsToAlarm, TreatMissingData }: PutMetricAlarmInput): void {
  if (!Number.isInteger(EvaluationPeriods) || EvaluationPeriods < 1) {
    throw invalidParameter(`EvaluationPeriods must be a whole number above 0, not ${EvaluationPeriods}.`)
  }
  if (DatapointsToAlarm !== undefined && (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)) {
    throw invalidParameter(
      `DatapointsToAlarm must be from 1 to the ${EvaluationPeriods} EvaluationPeriods, not ${DatapointsToAlarm}.`,
    )
  }
  if (TreatMissingData !== undefined && !TREATMENTS.includes(TreatMissingData)) {
    throw invalidParameter(
      `TreatMissingData must be one of ${TREATMENTS.join(', ')}, not ${TreatMissingData}.`,
    )
  }
}

const DAY_SECONDS = 86_400

function checkPeriod(definition: AlarmDefinition, metrics: MetricStore): void {
  const { queries, watched } = alarmQueries(definition, metrics)
  const period = queries.periodSeconds(watched)
  if (period < 60)
    throw notSimulated(definition.AlarmName, `a Period of ${period} seconds; whole minutes are`)
  if (period * definition.EvaluationPeriods > DAY_SECONDS) {
    throw notSimulated(definition.AlarmName, 'Period × EvaluationPeriods above a day')
  }
  // An expression that cannot be evaluated is refused now, not at every evaluation.
  queries.series(watched, { start: 0, end: period * 1000 })
}

function isComparison(operator: string): operator is ComparisonOperator {
  return Object.hasOwn(COMPARISONS, operator)
}
