import type { Constraint } from '../../api/model/constraint.ts'
import { MODEL } from '../../api/model/generated/cloudwatch.ts'
import { ServiceModel } from '../../api/model/service-model.ts'

const DOUBLE: Constraint = { type: 'double' }
const DOUBLES: Constraint = { type: 'list', member: DOUBLE }

const REFUSED_WHOLE = 'the member that holds it is refused'

/** The requests of the CloudWatch API (version 2010-08-01). */
export const INPUTS = new ServiceModel(MODEL, {
  notSimulated: {
    DescribeAlarmHistoryInput: ['AlarmContributorId'],
    GetMetricDataInput: ['LabelOptions'],
    ListMetricsInput: ['IncludeLinkedAccounts', 'OwningAccount'],
  },
  unread: {
    ActionConfiguration: REFUSED_WHOLE,
    Entity: 'nothing here relates telemetry by entities',
    EntityMetricData: { Entity: 'nothing here relates telemetry by entities' },
    EvaluationCriteria: REFUSED_WHOLE,
    EvaluationWindow: REFUSED_WHOLE,
    PutMetricDataInput: { StrictEntityValidation: 'entities are not validated' },
    WarmUpConfiguration: REFUSED_WHOLE,
  },
  // "NaN, +Infinity, -Infinity are not supported", which is an error of its own.
  constraints: {
    MetricDatum: { Value: DOUBLE, Values: DOUBLES, Counts: DOUBLES },
    StatisticSet: { SampleCount: DOUBLE, Sum: DOUBLE, Minimum: DOUBLE, Maximum: DOUBLE },
    PutMetricAlarmInput: { Threshold: DOUBLE },
  },
})
