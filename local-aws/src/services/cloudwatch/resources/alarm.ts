import { flag, number, structures, tags, text, texts } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { Alarms } from '../alarms.ts'
import type { Dimension } from '../dimensions.ts'
import type { MetricDataQuery } from '../metric-query.ts'
import { refusedByName } from '../refused-resource.ts'

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
      Tags: tags,
      Threshold: number,
      TreatMissingData: text,
      Unit: text,
    },
    inert: { Tags: 'ListTagsForResource lists them; they change no behaviour.' },
    create: resource => {
      const { AlarmName = resource.physicalName(255), Metrics, ...rest } = resource.properties
      return refusedByName(resource, 'alarm', () => {
        const { arn } = alarms.put({ ...rest, AlarmName, Metrics: Metrics?.map(withNumbers) })
        return { physicalId: AlarmName, attributes: { Arn: arn } }
      })
    },
    delete: ({ physicalId }) => alarms.delete([physicalId]),
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
