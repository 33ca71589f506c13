import type { Account } from '../../account.ts'
import type { Alarm, StateChange } from './alarm.ts'
import { alarmTime } from './alarm-reason.ts'

/** What CloudWatch publishes to a topic when an alarm changes its state. */
export function alarmNotification(
  account: Account,
  { arn, definition, configuredAt, state }: Alarm,
  previous: StateChange,
): { subject: string; body: string } {
  const body = {
    AlarmName: definition.AlarmName,
    AlarmDescription: definition.AlarmDescription ?? null,
    AWSAccountId: account.id,
    AlarmConfigurationUpdatedTimestamp: alarmTime(configuredAt),
    NewStateValue: state.value,
    NewStateReason: state.reason,
    StateChangeTime: alarmTime(state.at),
    // CloudWatch writes the region's name, such as `US East (N. Virginia)`.
    Region: account.region,
    AlarmArn: arn,
    OldStateValue: previous.value,
    OKActions: definition.OKActions ?? [],
    AlarmActions: definition.AlarmActions ?? [],
    InsufficientDataActions: definition.InsufficientDataActions ?? [],
    Trigger: { ...trigger(definition), ...rule(definition) },
  }
  return {
    subject: `${state.value}: "${definition.AlarmName}" in ${account.region}`.slice(0, 100),
    body: JSON.stringify(body),
  }
}

function trigger(definition: Alarm['definition']): object {
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

function rule(definition: Alarm['definition']): object {
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
