import { ExpressionError } from './expression-error.ts'

/** Values by the start of their period, in ms since the epoch, oldest first. */
export type TimeSeries = ReadonlyMap<number, number>

/** The metric behind a time series, for its label. */
export interface SeriesMetric {
  namespace: string
  name: string
  dimensions: Readonly<Record<string, string>>
  stat: string
  periodSeconds: number
}

/** A time series with what it is called where an expression yields several. */
export interface Series {
  readonly label: string
  readonly values: TimeSeries
  /** Undefined where it is computed from others. */
  readonly metric?: SeriesMetric
}

/** What an expression yields: S, TS or TS[] in the words of the documentation. */
export type Value = number | Series | readonly Series[]

/** "A graph can display as many as 500 time series." */
export const MAX_SERIES = 500

export function isList(value: Value): value is readonly Series[] {
  return Array.isArray(value)
}

export function isSeries(value: Value): value is Series {
  return typeof value !== 'number' && !isList(value)
}

/** A value that is no number. */
export function requireSeries(value: Value): Exclude<Value, number> {
  if (typeof value !== 'number') return value
  throw new ExpressionError(`The number ${value} stands where a time series is needed.`)
}

/** All time series of a value. */
export function seriesOf(value: Value): readonly Series[] {
  const series = requireSeries(value)
  return isList(series) ? series : [series]
}

export function listOf(value: Value, name: string): readonly Series[] {
  if (isList(value)) return value
  throw new ExpressionError(`${name} takes an array of time series.`)
}

export function singleOf(value: Value, name: string): Series {
  if (isSeries(value)) return value
  throw new ExpressionError(`${name} takes one time series.`)
}

export function numberOf(value: Value, name: string): number {
  if (typeof value === 'number') return value
  throw new ExpressionError(`${name} takes a number.`)
}

/** The same kind of value, each number replaced; results that are no finite numbers are dropped from time series. */
export function mapNumbers(value: Value, change: (number: number) => number): Value {
  if (typeof value === 'number') return change(value)
  return mapSeries(value, values => [...values].map(([time, number]) => [time, change(number)]))
}

/** The same kind of value, each time series replaced. */
export function mapSeries(
  value: Exclude<Value, number>,
  change: (values: TimeSeries) => Iterable<readonly [number, number]>,
): Value {
  const one = (series: Series): Series => ({ ...series, values: finite(change(series.values)) })
  return isList(value) ? value.map(one) : one(value)
}

/** "If the value of a data point causes a function to attempt to divide by zero, the data point is dropped." */
export function finite(points: Iterable<readonly [number, number]>): TimeSeries {
  const kept = new Map<number, number>()
  for (const [time, number] of points) if (Number.isFinite(number)) kept.set(time, number)
  return kept
}

/** The times at which any of the series has a value, in order. */
export function timesOf(all: readonly TimeSeries[]): number[] {
  const times = new Set<number>()
  for (const series of all) for (const time of series.keys()) times.add(time)
  return [...times].sort((a, b) => a - b)
}
