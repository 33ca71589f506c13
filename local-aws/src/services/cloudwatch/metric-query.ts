import { AwsError } from '../../aws-error.ts'
import { defaultLabels, searchLabels } from './default-labels.ts'
import { type Dimension, fromDimensions } from './dimensions.ts'
import { invalidParameter, validationError } from './errors.ts'
import { evaluate } from './metric-math/evaluation.ts'
import { ExpressionError } from './metric-math/expression-error.ts'
import { type Expression, parse, parts } from './metric-math/syntax.ts'
import {
  isList,
  isSeries,
  MAX_SERIES,
  type Series,
  type SeriesMetric,
  type TimeSeries,
  type Value,
} from './metric-math/value.ts'
import type { MetricIdentity, MetricStore } from './metric-store.ts'
import { byPeriod, checkPeriod, type TimeRange } from './period.ts'
import { parseSearch } from './search-expression.ts'
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

/** Where no query has a period: "The default value is 300" (*Dashboard body structure and syntax*). */
const DEFAULT_PERIOD_SECONDS = 300
/** "as many as 100,800 data points" in an answer, and here in a series without gaps. */
const MAX_PERIODS = 100_800
/** Queries that belong together: expressions refer to the others by id. */
export class MetricQueries {
  /** Whether a search found more than {@link MAX_SERIES} metrics. */
  searchLimitReached = false
  readonly #metrics: MetricStore
  readonly #queries: ReadonlyMap<string, MetricDataQuery>
  readonly #expressions: ReadonlyMap<string, Expression>
  readonly #shortestPeriod: number
  readonly #labels: ReadonlyMap<string, string>
  /** By id and start of the range. */
  readonly #values = new Map<string, Value>()

  /** @throws AwsError `InvalidParameterValue`, `ValidationError` for queries that are not of the API's form */
  constructor(metrics: MetricStore, queries: readonly MetricDataQuery[]) {
    this.#metrics = metrics
    this.#queries = new Map(queries.map(query => [query.Id, query]))
    if (this.#queries.size < queries.length)
      throw invalidParameter('The Ids of MetricDataQueries must be unique.')
    for (const query of queries) check(query)
    this.#expressions = new Map(
      queries.flatMap(({ Id, Expression }) =>
        Expression === undefined ? [] : [[Id, inExpression(Id, () => parse(Expression))]],
      ),
    )
    this.#labels = labelsOf(queries)
    this.#shortestPeriod = shortestPeriod(queries, this.#expressions.values())
  }

  /** Whether an expression searches for its metrics. */
  get searches(): boolean {
    return [...this.#expressions.values()].some(expression =>
      [...parts(expression)].some(part => part.kind === 'call' && part.name === 'SEARCH'),
    )
  }

  /** The period of a query; an expression's is its own, or the shortest of the metrics and searches. */
  periodSeconds({ Id, MetricStat, Period }: MetricDataQuery): number {
    if (MetricStat) return checkPeriod(MetricStat.Period)
    if (Period !== undefined) return checkPeriod(Period)
    return inExpression(Id, () => checkPeriod(this.#shortestPeriod))
  }

  /**
   * The one time series that a query yields.
   *
   * @throws AwsError `ValidationError` where it yields none, or an array
   */
  series(query: MetricDataQuery, range: TimeRange): TimeSeries {
    const value = this.#value(query, range)
    if (isSeries(value)) return value.values
    throw validationError(
      `Error in expression '${query.Id}' [The expression ${JSON.stringify(query.Expression)} must yield one time series.]`,
    )
  }

  /**
   * All time series that a query yields, each with its default label.
   *
   * @throws AwsError `ValidationError` where it yields a number
   */
  allSeries(query: MetricDataQuery, range: TimeRange): readonly Series[] {
    const value = this.#value(query, range)
    if (isList(value)) return value
    if (!isSeries(value)) {
      throw validationError(
        `Error in expression '${query.Id}' [It yields a number; it must yield a time series or an array of time series.]`,
      )
    }
    return [query.MetricStat ? value : { ...value, label: query.Id }]
  }

  /** Evaluates what the query refers to first, so that a chain of expressions needs no deep stack. */
  #value(query: MetricDataQuery, range: TimeRange): Value {
    for (const next of this.#inOrder(query)) {
      const key = keyOf(next, range)
      if (this.#values.has(key)) continue
      const value = next.MetricStat
        ? this.#metric(next, next.MetricStat, range)
        : inExpression(next.Id, () => this.#expression(next, range))
      this.#values.set(key, value)
    }
    return this.#values.get(keyOf(query, range)) as Value
  }

  /** The query after those that it refers to, and so on. */
  #inOrder(query: MetricDataQuery): Iterable<MetricDataQuery> {
    const done = new Set<MetricDataQuery>()
    const path = [{ query, references: this.#references(query) }]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.references.pop()
      if (!next) {
        done.add(top.query)
        path.pop()
      } else if (path.some(({ query: open }) => open === next)) {
        inExpression(next.Id, () => {
          throw new ExpressionError('It refers to itself.')
        })
      } else if (!done.has(next)) {
        path.push({ query: next, references: this.#references(next) })
      }
    }
    return done
  }

  #references({ Id }: MetricDataQuery): MetricDataQuery[] {
    const expression = this.#expressions.get(Id)
    if (!expression) return []
    const ids = [...parts(expression)].flatMap(part => (part.kind === 'reference' ? part.id : []))
    return [...new Set(ids)].flatMap(id => this.#queries.get(id) ?? [])
  }

  #expression(query: MetricDataQuery, range: TimeRange): Value {
    const period = this.periodSeconds(query)
    let times: readonly number[] | undefined
    return evaluate(this.#expressions.get(query.Id) as Expression, {
      value: id => this.#values.get(keyOf(this.#require(id), range)) as Value,
      metrics: part =>
        [...this.#queries.values()]
          .filter(({ Id, MetricStat }) => MetricStat && Id.includes(part))
          .map(other => this.#value(other, range) as Series),
      metricPeriod: id => this.#require(id).MetricStat?.Period,
      search: (text, stat, seconds = period) => this.#search(text, stat, seconds, range),
      times: () => {
        times ??= startsOf(range, period)
        return times
      },
    })
  }

  #metric(query: MetricDataQuery, { Metric, Period, Stat, Unit }: MetricStat, range: TimeRange): Series {
    const metric = seriesMetric({ Metric, Period, Stat })
    const values = this.#statistics(metric, Unit, range)
    return { label: this.#labels.get(query.Id) ?? metric.name, values, metric }
  }

  #search(text: string, stat: string, periodSeconds: number, range: TimeRange): readonly Series[] {
    const isFound = parseSearch(text)
    statistic(stat)
    checkPeriod(periodSeconds)
    const found: SeriesMetric[] = []
    for (const metric of this.#metrics.metrics()) {
      if (!isFound(metric)) continue
      if (found.length === MAX_SERIES) {
        this.searchLimitReached = true
        break
      }
      const { namespace, name, dimensions } = metric
      found.push({ namespace, name, dimensions, stat, periodSeconds })
    }
    const labels = searchLabels(found)
    return found.map((metric, index) => ({
      label: labels[index] ?? metric.name,
      values: this.#statistics(metric, undefined, range),
      metric,
    }))
  }

  #statistics(metric: SeriesMetric, unit: string | undefined, range: TimeRange): TimeSeries {
    const { stat, periodSeconds } = metric
    const series = this.#metrics
      .series(metric satisfies MetricIdentity)
      .filter(one => unit === undefined || unit === one.unit)
    const wanted = statistic(stat)
    const values = new Map<number, number>()
    for (const [start, period] of byPeriod(series, range, checkPeriod(periodSeconds), wanted.needsValues)) {
      const value = wanted.of(period)
      // A period may have no values although some were sent: those with a count of 0.
      if (value !== undefined && Number.isFinite(value)) values.set(start, value)
    }
    return values
  }

  #require(id: string): MetricDataQuery {
    const query = this.#queries.get(id)
    if (!query) throw new ExpressionError(`It refers to ${id}, and no query has that Id.`)
    return query
  }
}

function keyOf({ Id }: MetricDataQuery, { start }: TimeRange): string {
  return `${Id}@${start}`
}

type MetricStat = NonNullable<MetricDataQuery['MetricStat']>

function seriesMetric({ Metric, Period, Stat }: MetricStat): SeriesMetric {
  return {
    namespace: Metric.Namespace ?? '',
    name: Metric.MetricName ?? '',
    dimensions: fromDimensions(Metric.Dimensions),
    stat: Stat,
    periodSeconds: Period,
  }
}

function labelsOf(queries: readonly MetricDataQuery[]): Map<string, string> {
  const metrics = queries.flatMap(({ Id, MetricStat }) =>
    MetricStat ? { Id, metric: seriesMetric(MetricStat) } : [],
  )
  const labels = defaultLabels(metrics.map(({ metric }) => metric))
  return new Map(metrics.map(({ Id }, index) => [Id, labels[index] ?? Id]))
}

function shortestPeriod(queries: readonly MetricDataQuery[], expressions: Iterable<Expression>): number {
  const metrics = queries.flatMap(({ MetricStat }) => MetricStat?.Period ?? [])
  const all = [...metrics, ...[...expressions].flatMap(searchPeriods)]
  return all.length > 0 ? Math.min(...all) : DEFAULT_PERIOD_SECONDS
}

function searchPeriods(expression: Expression): number[] {
  return [...parts(expression)].flatMap(part => {
    const period = part.kind === 'call' && part.name === 'SEARCH' ? part.operands[2] : undefined
    return period?.kind === 'number' ? [period.value] : []
  })
}

/** Says which expression an error is in. */
function inExpression<T>(id: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const ours = error instanceof AwsError && error.code !== 'ValidationException'
    if (!(error instanceof ExpressionError || ours)) throw error
    throw validationError(`Error in expression '${id}' [${error.message}]`)
  }
}

function startsOf({ start, end }: TimeRange, periodSeconds: number): number[] {
  const lengthMs = periodSeconds * 1000
  const length = Math.ceil((end - start) / lengthMs)
  if (length > MAX_PERIODS) {
    throw new ExpressionError(
      `The range has ${length} periods of ${periodSeconds} seconds; a time series has at most ${MAX_PERIODS} values.`,
    )
  }
  return Array.from({ length }, (_, index) => start + index * lengthMs)
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
