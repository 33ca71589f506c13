import { type Dimension, fromDimensions } from './dimensions.ts'
import { invalidParameter } from './errors.ts'
import { evaluate, type TimeSeries } from './metric-math.ts'
import type { MetricStore } from './metric-store.ts'
import { byPeriod, checkPeriod, type TimeRange } from './period.ts'
import { statistic } from './statistic.ts'

/** `MetricDataQuery` of the API. */
export interface MetricDataQuery {
  Id: string
  MetricStat?: {
    Metric: { Namespace?: string; MetricName?: string; Dimensions?: Dimension[] }
    Period: number
    Stat: string
    Unit?: string
  }
  Expression?: string
  Label?: string
  /** True unless it says otherwise. */
  ReturnData?: boolean
  Period?: number
}

/** Queries that belong together: expressions refer to the others by id. */
export class MetricQueries {
  readonly #metrics: MetricStore
  readonly #queries: ReadonlyMap<string, MetricDataQuery>

  /** @throws AwsError `InvalidParameterValue` for queries that are not of the API's form */
  constructor(metrics: MetricStore, queries: readonly MetricDataQuery[]) {
    this.#metrics = metrics
    this.#queries = new Map(queries.map(query => [query.Id, query]))
    if (this.#queries.size < queries.length)
      throw invalidParameter('The Ids of MetricDataQueries must be unique.')
    for (const query of queries) check(query)
  }

  /** The period of a query; an expression's is its own or the shortest of the metrics. */
  periodSeconds({ MetricStat, Period }: MetricDataQuery): number {
    if (MetricStat) return checkPeriod(MetricStat.Period)
    if (Period !== undefined) return checkPeriod(Period)
    const periods = [...this.#queries.values()].flatMap(query => query.MetricStat?.Period ?? [])
    return checkPeriod(Math.min(...periods))
  }

  series(query: MetricDataQuery, range: TimeRange, evaluating: readonly string[] = []): TimeSeries {
    if (query.MetricStat) return this.#statistics(query.MetricStat, range)
    if (evaluating.includes(query.Id)) throw invalidParameter(`The expression ${query.Id} refers to itself.`)

    const inner = [...evaluating, query.Id]
    return evaluate(query.Expression ?? '', {
      series: id => this.series(this.#require(id), range, inner),
      metrics: () =>
        [...this.#queries.values()]
          .filter(({ MetricStat }) => MetricStat)
          .map(other => this.series(other, range, inner)),
      times: startsOf(range, this.periodSeconds(query)),
    })
  }

  #statistics({ Metric, Period, Stat, Unit }: NonNullable<MetricDataQuery['MetricStat']>, range: TimeRange) {
    const series = this.#metrics
      .series({
        namespace: Metric.Namespace ?? '',
        name: Metric.MetricName ?? '',
        dimensions: fromDimensions(Metric.Dimensions),
      })
      .filter(({ unit }) => Unit === undefined || unit === Unit)
    const wanted = statistic(Stat)
    const values = new Map<number, number>()
    for (const [start, period] of byPeriod(series, range, checkPeriod(Period))) {
      const value = wanted(period)
      if (value !== undefined) values.set(start, value)
    }
    return values
  }

  #require(id: string): MetricDataQuery {
    const query = this.#queries.get(id)
    if (!query) throw invalidParameter(`An expression refers to ${id}, and no query has that Id.`)
    return query
  }
}

function startsOf({ start, end }: TimeRange, periodSeconds: number): number[] {
  const lengthMs = periodSeconds * 1000
  return Array.from({ length: Math.ceil((end - start) / lengthMs) }, (_, index) => start + index * lengthMs)
}

function check({ Id, MetricStat, Expression }: MetricDataQuery): void {
  if (!/^[a-z]\w*$/.test(Id))
    throw invalidParameter(`The Id ${JSON.stringify(Id)} must begin with a lower-case letter.`)
  if ((MetricStat === undefined) === (Expression === undefined)) {
    throw invalidParameter(`The query ${Id} must have either MetricStat or Expression.`)
  }
  if (!MetricStat) return
  statistic(MetricStat.Stat)
  checkPeriod(MetricStat.Period)
}
