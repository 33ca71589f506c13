import type { Account } from '../../../account.ts'
import { toDimensions } from '../dimensions.ts'
import type { MetricSeries, MetricStore } from '../metric-store.ts'
import { paginate } from '../pagination.ts'

export interface ListMetricsInput {
  Namespace?: string
  MetricName?: string
  /** Without a value, any value of that dimension is meant. */
  Dimensions?: { Name: string; Value?: string }[]
  RecentlyActive?: 'PT3H'
  NextToken?: string
}

/** "Up to 500 results are returned for any one call." */
const MAX_PAGE_METRICS = 500
const THREE_HOURS_MS = 3 * 3_600_000

/** Metrics, in the order in which they were first written. */
export function listMetrics(account: Account, metrics: MetricStore, input: ListMetricsInput): object {
  metrics.sampleGauges(account.clock.now())
  const activeSince = input.RecentlyActive ? account.clock.now() - THREE_HOURS_MS : 0
  const found = [...metrics.metrics()].filter(
    series => series.lastWrite >= activeSince && isMeant(series, input),
  )
  const { items, NextToken } = paginate(found, { NextToken: input.NextToken, limit: MAX_PAGE_METRICS })
  return {
    Metrics: items.map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: toDimensions(dimensions),
    })),
    NextToken,
  }
}

function isMeant({ namespace, name, dimensions }: MetricSeries, input: ListMetricsInput): boolean {
  if (input.Namespace !== undefined && input.Namespace !== namespace) return false
  if (input.MetricName !== undefined && input.MetricName !== name) return false
  return (input.Dimensions ?? []).every(
    ({ Name, Value }) =>
      Object.hasOwn(dimensions, Name) && (Value === undefined || dimensions[Name] === Value),
  )
}
