import type { Account } from '../../../account.ts'
import type { Resource, ResourceType } from '../../../template/resource-type.ts'
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
  return {
    type: 'AWS::Logs::MetricFilter',
    simulated: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
    inert: {},
    create: resource => createMetricFilter(resource, account, groups),
  }
}

function createMetricFilter(resource: Resource, account: Account, groups: LogGroups) {
  const { FilterName, FilterPattern, LogGroupName, MetricTransformations } = resource.properties
  const filterName = FilterName === undefined ? resource.physicalName(512) : String(FilterName)
  const metricTransformations = (MetricTransformations as TransformationProperty[]).map(transformation)
  const definition = { filterName, filterPattern: String(FilterPattern), metricTransformations }
  const group = groups.require(String(LogGroupName))
  group.metricFilters.set(filterName, new MetricFilter(definition, account.clock.now()))
  return { physicalId: filterName, attributes: {} }
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
