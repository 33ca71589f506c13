import { AwsError } from '../../../aws-error.ts'
import { NotSimulatedError, type Resource, type ResourceType } from '../../../template/resource-type.ts'
import type { PutMetricAlarmInput } from '../alarm-definition.ts'
import type { Alarms } from '../alarms.ts'
import type { MetricDataQuery } from '../metric-query.ts'

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
    inert: { Tags: 'Tags change no behaviour.' },
    create: resource => createAlarm(resource, alarms),
  }
}

function createAlarm(resource: Resource, alarms: Alarms) {
  const { properties } = resource
  const given = properties as unknown as PutMetricAlarmInput
  const input: PutMetricAlarmInput = {
    ...given,
    AlarmName: given.AlarmName ?? resource.physicalName(255),
    ActionsEnabled: properties.ActionsEnabled === undefined || String(properties.ActionsEnabled) === 'true',
    EvaluationPeriods: Number(given.EvaluationPeriods),
    DatapointsToAlarm: numberOf(given.DatapointsToAlarm),
    Period: numberOf(given.Period),
    Threshold: numberOf(given.Threshold),
    Metrics: given.Metrics?.map(withNumbers),
  }
  try {
    const { arn, definition } = alarms.put(input)
    return { physicalId: definition.AlarmName, attributes: { Arn: arn } }
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    throw new NotSimulatedError(resource.stackName, resource.logicalId, `this alarm: ${error.message}`)
  }
}

/** CloudFormation lets numbers be strings. */
function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value)
}

function withNumbers(query: MetricDataQuery): MetricDataQuery {
  const { MetricStat, Period, ReturnData } = query
  return {
    ...query,
    Period: numberOf(Period),
    ReturnData: ReturnData === undefined ? undefined : String(ReturnData) === 'true',
    MetricStat: MetricStat && { ...MetricStat, Period: Number(MetricStat.Period) },
  }
}
