import type { Account } from '../../account.ts'
import type { Resource, ResourceType } from '../../template/resource-type.ts'
import type { LogGroups } from './log-groups.ts'
import { MetricFilter, type MetricTransformation } from './metric-filter.ts'
import type { QueryDefinitions } from './query-definitions.ts'
import { checkRetention } from './retention.ts'

/** What CloudFormation makes of CloudWatch Logs. */
export function logResources(
  account: Account,
  groups: LogGroups,
  queryDefinitions: QueryDefinitions,
): ResourceType[] {
  return [
    {
      type: 'AWS::Logs::LogGroup',
      simulated: ['LogGroupClass', 'LogGroupName', 'RetentionInDays'],
      inert: {
        KmsKeyId: 'Logs are in memory and CloudWatch Logs itself is the one who uses the key.',
        Tags: 'Tags change no behaviour.',
      },
      create: resource => createLogGroup(resource, groups),
    },
    {
      type: 'AWS::Logs::MetricFilter',
      simulated: ['FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
      inert: {},
      create: resource => createMetricFilter(resource, account, groups),
    },
    {
      type: 'AWS::Logs::QueryDefinition',
      simulated: ['LogGroupNames', 'Name', 'QueryLanguage', 'QueryString'],
      inert: {},
      create: resource => createQueryDefinition(resource, queryDefinitions),
    },
    {
      type: 'AWS::Logs::ResourcePolicy',
      simulated: [],
      inert: {
        PolicyName: 'Names the policy alone.',
        PolicyDocument: 'Services write to CloudWatch Logs in process here, where no policy stands between.',
      },
      create: ({ properties }) => ({ physicalId: String(properties.PolicyName), attributes: {} }),
    },
  ]
}

function createLogGroup(resource: Resource, groups: LogGroups) {
  const { LogGroupClass, LogGroupName, RetentionInDays } = resource.properties
  const name = LogGroupName === undefined ? resource.physicalName(512) : String(LogGroupName)
  const group = groups.create(name, LogGroupClass as string | undefined)
  if (RetentionInDays !== undefined) group.retentionInDays = checkRetention(Number(RetentionInDays))
  return { physicalId: group.name, attributes: { Arn: `${group.arn}:*` } }
}

interface TransformationProperty {
  MetricName: string
  MetricNamespace: string
  MetricValue: string
  DefaultValue?: number
  Dimensions?: { Key: string; Value: string }[]
  Unit?: string
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

function createQueryDefinition({ properties }: Resource, queryDefinitions: QueryDefinitions) {
  const id = queryDefinitions.put({
    name: String(properties.Name),
    queryString: String(properties.QueryString),
    queryLanguage: properties.QueryLanguage as string | undefined,
    logGroupNames: properties.LogGroupNames as string[] | undefined,
  })
  return { physicalId: id, attributes: { QueryDefinitionId: id } }
}
