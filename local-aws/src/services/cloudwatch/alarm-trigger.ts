import type { AlarmDefinition } from './metric-alarm-definition.ts'

/** `Trigger` of a metric alarm's notification: what it watches, and when it alarms. */
export function triggerOf(definition: AlarmDefinition): object {
  return { ...metricOf(definition), ...rule(definition) }
}

function metricOf(definition: AlarmDefinition): object {
  if (definition.Metrics) return { Metrics: definition.Metrics }
  const { MetricName, Namespace, Statistic, ExtendedStatistic, Unit, Dimensions = [], Period } = definition
  const statistic = Statistic
    ? { StatisticType: 'Statistic', Statistic: STATISTIC_NAMES[Statistic] ?? Statistic }
    : { StatisticType: 'ExtendedStatistic', ExtendedStatistic }
  return {
    MetricName,
    Namespace,
    ...statistic,
    Unit: Unit ?? null,
    Dimensions: Dimensions.map(({ Name, Value }) => ({ value: Value, name: Name })),
    Period,
  }
}

const STATISTIC_NAMES: Record<string, string> = {
  SampleCount: 'SAMPLE_COUNT',
  Average: 'AVERAGE',
  Sum: 'SUM',
  Minimum: 'MINIMUM',
  Maximum: 'MAXIMUM',
}

function rule(definition: AlarmDefinition): object {
  const { EvaluationPeriods, DatapointsToAlarm, ComparisonOperator, Threshold, TreatMissingData } = definition
  return {
    EvaluationPeriods,
    DatapointsToAlarm,
    ComparisonOperator,
    Threshold,
    TreatMissingData: TreatMissingData ?? 'missing',
    EvaluateLowSampleCountPercentile: definition.EvaluateLowSampleCountPercentile ?? '',
  }
}
