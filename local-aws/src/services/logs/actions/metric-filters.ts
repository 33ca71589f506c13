import type { Account } from '../../../account.ts'
import type { Actions } from '../../../api/service-api.ts'
import { notFound } from '../errors.ts'
import type { LogGroup } from '../log-group.ts'
import type { LogGroups } from '../log-groups.ts'
import { MetricFilter, type MetricFilterDefinition } from '../metric-filter.ts'
import { paginate } from '../pagination.ts'

interface DescribeMetricFiltersInput {
  logGroupName?: string
  filterNamePrefix?: string
  metricName?: string
  metricNamespace?: string
  nextToken?: string
  limit?: number
}

export function metricFilterActions(account: Account, groups: LogGroups): Actions {
  return {
    PutMetricFilter: (input: MetricFilterDefinition & { logGroupName: string }) => {
      const { logGroupName, filterName, filterPattern, metricTransformations } = input
      const definition = { filterName, filterPattern, metricTransformations }
      groups.require(logGroupName).putMetricFilter(new MetricFilter(definition, account.clock.now()))
    },
    DescribeMetricFilters: (input: DescribeMetricFiltersInput) => {
      const among = input.logGroupName === undefined ? groups.list() : [groups.require(input.logGroupName)]
      const { items, nextToken } = paginate(
        among.flatMap(group => shapes(group)).filter(filter => isMeant(filter, input)),
        input,
      )
      return { metricFilters: items, nextToken }
    },
    DeleteMetricFilter: ({ logGroupName, filterName }: { logGroupName: string; filterName: string }) => {
      if (groups.require(logGroupName).metricFilters.delete(filterName)) return
      throw notFound('metric filter')
    },
  }
}

type MetricFilterShape = MetricFilterDefinition & {
  logGroupName: string
  creationTime: number
  applyOnTransformedLogs: boolean
}

function shapes(group: LogGroup): MetricFilterShape[] {
  return [...group.metricFilters.values()].map(({ definition, creationTime }) => ({
    ...definition,
    logGroupName: group.name,
    creationTime,
    applyOnTransformedLogs: false,
  }))
}

function isMeant(filter: MetricFilterShape, input: DescribeMetricFiltersInput): boolean {
  const { filterNamePrefix = '', metricName, metricNamespace } = input
  return (
    filter.filterName.startsWith(filterNamePrefix) &&
    filter.metricTransformations.some(
      transformation =>
        (metricName === undefined || transformation.metricName === metricName) &&
        (metricNamespace === undefined || transformation.metricNamespace === metricNamespace),
    )
  )
}
