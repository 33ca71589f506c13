import type { Resource, ResourceType } from '../../../template/resource-type.ts'
import type { Alarms } from '../alarms.ts'
import type { PutMetricAlarmInput } from '../metric-alarm-definition.ts'
import type { MetricDataQuery } from '../metric-query.ts'
import { flagOf, numberOf, refusedByName } from './alarm-properties.ts'

/** `AWS::CloudWatch::Alarm`: `Ref` is its name. */
export function alarmType(alarms: Alarms): ResourceType {
  return {
    type: 'AWS::CloudWatch::Alarm',
    simulated: [
      'ActionsEnabled',
      'AlarmActions',
      'AlarmDescription',
      'AlarmName',
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'InsufficientDataActions',
      'MetricName',
      'Metrics',
      'Namespace',
      'OKActions',
      'Period',
      'Statistic',
      'Threshold',
      'TreatMissingData',
      'Unit',
    ],
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource => createAlarm(resource, alarms),
  }
}

function createAlarm(resource: Resource, alarms: Alarms) {
  const given = resource.properties as unknown as PutMetricAlarmInput
  const input: PutMetricAlarmInput = {
    ...given,
    AlarmName: given.AlarmName ?? resource.physicalName(255),
    ActionsEnabled: flagOf(given.ActionsEnabled),
    EvaluationPeriods: Number(given.EvaluationPeriods),
    DatapointsToAlarm: numberOf(given.DatapointsToAlarm),
    Period: numberOf(given.Period),
    Threshold: numberOf(given.Threshold),
    Metrics: given.Metrics?.map(withNumbers),
  }
  return refusedByName(resource, () => alarms.put(input))
}

function withNumbers(query: MetricDataQuery): MetricDataQuery {
  const { MetricStat, Period, ReturnData } = query
  return {
    ...query,
    Period: numberOf(Period),
    ReturnData: flagOf(ReturnData),
    MetricStat: MetricStat && { ...MetricStat, Period: Number(MetricStat.Period) },
  }
}
