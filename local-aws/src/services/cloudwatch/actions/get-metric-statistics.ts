import type { Account } from '../../../account.ts'
import { type Dimension, fromDimensions } from '../dimensions.ts'
import type { Distribution } from '../distribution.ts'
import { invalidParameterCombination, missingParameter } from '../errors.ts'
import type { MetricSeries, MetricStore } from '../metric-store.ts'
import { byPeriod, checkPeriod, requestedRange } from '../period.ts'
import { statistic } from '../statistic.ts'

export interface GetMetricStatisticsInput {
  Namespace: string
  MetricName: string
  Dimensions?: Dimension[]
  /** Seconds since the epoch. */
  StartTime: number
  EndTime: number
  Period: number
  Statistics?: string[]
  ExtendedStatistics?: string[]
  Unit?: string
}

const MAX_DATAPOINTS = 1440

/** "If you omit Unit, all data that was collected with any unit is returned, along with the corresponding units." */
export function getMetricStatistics(
  account: Account,
  metrics: MetricStore,
  input: GetMetricStatisticsInput,
): object {
  const { Namespace, MetricName, Dimensions, StartTime, EndTime, Unit } = input
  const { Statistics = [], ExtendedStatistics = [] } = input
  if (Statistics.length + ExtendedStatistics.length === 0) throw missingParameter('Statistics')
  const needsValues = [...Statistics, ...ExtendedStatistics].map(statistic).some(wanted => wanted.needsValues)
  const period = checkPeriod(input.Period)
  const range = requestedRange(StartTime, EndTime, period)
  checkCount(Math.round((EndTime - StartTime) * 1000) / (period * 1000))

  metrics.sampleGauges(account.clock.now())
  const identity = { namespace: Namespace, name: MetricName, dimensions: fromDimensions(Dimensions) }
  const datapoints = metrics
    .series(identity)
    .filter(({ unit }) => Unit === undefined || unit === Unit)
    .flatMap(series =>
      datapointsOf(series, byPeriod([series], range, period, needsValues), Statistics, ExtendedStatistics),
    )
  return { Label: MetricName, Datapoints: datapoints }
}

function checkCount(requested: number): void {
  if (requested <= MAX_DATAPOINTS) return
  throw invalidParameterCombination(
    `You have requested up to ${Math.ceil(requested)} datapoints, which exceeds the limit of ${MAX_DATAPOINTS}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
  )
}

function datapointsOf(
  { unit }: MetricSeries,
  periods: ReadonlyMap<number, Distribution>,
  statistics: readonly string[],
  extended: readonly string[],
): object[] {
  const values = (names: readonly string[], period: Distribution) =>
    Object.fromEntries(names.map(name => [name, statistic(name).of(period)]))
  return [...periods].map(([start, period]) => ({
    Timestamp: start / 1000,
    Unit: unit,
    ...values(statistics, period),
    ExtendedStatistics: extended.length > 0 ? values(extended, period) : undefined,
  }))
}
