import { AwsError } from '../../../aws-error.ts'
import { flag, number, structures, text, texts } from '../../../template/property-types.ts'
import { NotSimulatedError, type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Alarms } from '../alarms.ts'
import type { Dimension } from '../dimensions.ts'
import type { MetricDataQuery } from '../metric-query.ts'

/** `AWS::CloudWatch::Alarm`: `Ref` is its name. */
export function alarmType(alarms: Alarms): ResourceType {
  return resourceType({
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      ActionsEnabled: flag,
      AlarmActions: texts,
      AlarmDescription: text,
      AlarmName: text,
      ComparisonOperator: text.required,
      DatapointsToAlarm: number,
      Dimensions: structures<Dimension>(),
      EvaluateLowSampleCountPercentile: text,
      EvaluationPeriods: number.required,
      ExtendedStatistic: text,
      InsufficientDataActions: texts,
      MetricName: text,
      Metrics: structures<MetricDataQuery>(),
      Namespace: text,
      OKActions: texts,
      Period: number,
      Statistic: text,
      Threshold: number,
      TreatMissingData: text,
      Unit: text,
    },
    inert: { Tags: 'Tags change no behaviour.' },
    create: ({ stackName, logicalId, physicalName, properties }) => {
      const { AlarmName = physicalName(255), Metrics } = properties
      try {
        const { arn } = alarms.put({ ...properties, AlarmName, Metrics: Metrics?.map(withNumbers) })
        return { physicalId: AlarmName, attributes: { Arn: arn } }
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        throw new NotSimulatedError(stackName, logicalId, `this alarm: ${error.message}`)
      }
    },
  })
}

/** CloudFormation lets numbers and booleans be strings. */
function withNumbers(query: MetricDataQuery): MetricDataQuery {
  const { MetricStat, Period, ReturnData } = query
  return {
    ...query,
    Period: Period === undefined ? undefined : Number(Period),
    ReturnData: ReturnData === undefined ? undefined : String(ReturnData) === 'true',
    MetricStat: MetricStat && { ...MetricStat, Period: Number(MetricStat.Period) },
  }
}
