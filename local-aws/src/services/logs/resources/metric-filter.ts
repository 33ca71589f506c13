import type { Account } from '../../../account.ts'
import { structures, text } from '../../../template/property-types.ts'
import { type ResourceType, resourceType } from '../../../template/resource-type.ts'
import type { LogGroups } from '../log-groups.ts'
import { MetricFilter, type MetricTransformation } from '../metric-filter.ts'

interface TransformationProperty {
  MetricName: string
  MetricNamespace: string
  MetricValue: string
  DefaultValue?: number
  Dimensions?: { Key: string; Value: string }[]
  Unit?: string
}

/** `AWS::Logs::MetricFilter`: `Ref` is its name. */
export function metricFilterType(account: Account, groups: LogGroups): ResourceType {
  return resourceType({
    type: 'AWS::Logs::MetricFilter',
    properties: {
      FilterName: text,
      FilterPattern: text.required,
      LogGroupName: text.required,
      MetricTransformations: structures<TransformationProperty>().required,
    },
    inert: {},
    create: ({ properties, physicalName }) => {
      const { FilterName: filterName = physicalName(512), FilterPattern: filterPattern } = properties
      const metricTransformations = properties.MetricTransformations.map(transformation)
      const filter = new MetricFilter(
        { filterName, filterPattern, metricTransformations },
        account.clock.now(),
      )
      groups.require(properties.LogGroupName).putMetricFilter(filter)
      return { physicalId: filterName, attributes: {} }
    },
    delete: ({ physicalId, properties: { LogGroupName } }) => {
      groups.require(LogGroupName).metricFilters.delete(physicalId)
    },
  })
}

function transformation(property: TransformationProperty): MetricTransformation {
  const { MetricName, MetricNamespace, MetricValue, DefaultValue, Dimensions, Unit } = property
  return {
    metricName: MetricName,
    metricNamespace: MetricNamespace,
    metricValue: String(MetricValue),
    defaultValue: DefaultValue === undefined ? undefined : Number(DefaultValue),
    dimensions: Dimensions && Object.fromEntries(Dimensions.map(({ Key, Value }) => [Key, Value])),
    unit: Unit,
  }
}
