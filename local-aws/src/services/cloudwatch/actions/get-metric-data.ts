import type { Account } from '../../../account.ts'
import { fillLabel } from '../dynamic-label.ts'
import { invalidParameter } from '../errors.ts'
import { MAX_SERIES, type Series } from '../metric-math/value.ts'
import { type MetricDataQuery, MetricQueries } from '../metric-query.ts'
import type { MetricStore } from '../metric-store.ts'
import { offsetOf } from '../pagination.ts'
import { requestedRange } from '../period.ts'

export interface GetMetricDataInput {
  MetricDataQueries: MetricDataQuery[]
  /** Seconds since the epoch. */
  StartTime: number
  EndTime: number
  ScanBy?: 'TimestampDescending' | 'TimestampAscending'
  MaxDatapoints?: number
  NextToken?: string
}

const MAX_QUERIES = 500
const MAX_DATAPOINTS = 100_800

/** Metrics and expressions; "TimestampDescending returns the newest data first", and is the default. */
export function getMetricData(account: Account, metrics: MetricStore, input: GetMetricDataInput): object {
  const { MetricDataQueries, StartTime, EndTime, ScanBy, MaxDatapoints = MAX_DATAPOINTS } = input
  if (MetricDataQueries.length < 1 || MetricDataQueries.length > MAX_QUERIES) {
    throw invalidParameter(
      `A request has 1 to ${MAX_QUERIES} MetricDataQueries, not ${MetricDataQueries.length}.`,
    )
  }
  if (!(MaxDatapoints >= 1)) throw invalidParameter(`MaxDatapoints must be above 0, not ${MaxDatapoints}.`)
  metrics.sampleGauges(account.clock.now())
  const queries = new MetricQueries(metrics, MetricDataQueries)
  const results = MetricDataQueries.filter(({ ReturnData = true }) => ReturnData).flatMap(query => {
    const range = requestedRange(StartTime, EndTime, queries.periodSeconds(query))
    const all = queries.allSeries(query, range)
    return all.map(series => {
      const points = [...series.values]
      return {
        id: query.Id,
        label: labelOf(account, query, series, all.length > 1),
        points: ScanBy === 'TimestampAscending' ? points : points.reverse(),
      }
    })
  })
  const Messages = queries.searchLimitReached ? [TOO_MANY_METRICS] : []
  return { ...page(results, offsetOf(input.NextToken), MaxDatapoints), Messages }
}

const TOO_MANY_METRICS = {
  Code: 'MaxMetricsExceeded',
  Value: `The maximum number of allowed metrics, ${MAX_SERIES}, has been exceeded`,
}

/** "the legend captions for those time series are in the format Expression-Label Metric-Label" */
function labelOf(
  account: Account,
  { Id, Label, MetricStat }: MetricDataQuery,
  series: Series,
  several: boolean,
): string {
  if (Label === undefined) return series.label || Id
  const label = fillLabel(Label, series, account)
  const hasOwnName = MetricStat !== undefined || label !== Label || !several
  return hasOwnName ? label : `${label} ${series.label}`.trim()
}

interface Result {
  id: string
  label: string
  /** Start of the period in ms since the epoch, and value. */
  points: [number, number][]
}

/** The datapoints after the first `offset` of all results, `most` of them. */
function page(results: readonly Result[], offset: number, most: number): object {
  const total = results.reduce((sum, { points }) => sum + points.length, 0)
  let before = 0
  const MetricDataResults = results.map(({ id, label, points }) => {
    const start = Math.max(offset - before, 0)
    const end = Math.max(offset + most - before, 0)
    before += points.length
    const here = points.slice(start, end)
    return {
      Id: id,
      Label: label,
      Timestamps: here.map(([time]) => time / 1000),
      Values: here.map(([, value]) => value),
      StatusCode: end < points.length ? 'PartialData' : 'Complete',
    }
  })
  return {
    MetricDataResults,
    NextToken: offset + most < total ? String(offset + most) : undefined,
  }
}
