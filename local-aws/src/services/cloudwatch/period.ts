import { Distribution } from './distribution.ts'
import { invalidParameter } from './errors.ts'
import type { MetricSeries } from './metric-store.ts'

/** Half open, in ms since the epoch. */
export interface TimeRange {
  start: number
  end: number
}

/**
 * The values of each period of `range` that has any, by the period's start, in order; periods begin with the range.
 *
 * @param needsValues whether the single values are needed, and not only their count, sum, minimum and maximum
 */
export function byPeriod(
  series: readonly MetricSeries[],
  range: TimeRange,
  periodSeconds: number,
  needsValues: boolean,
): Map<number, Distribution> {
  const lengthMs = periodSeconds * 1000
  const periods = new Map<number, Distribution>()
  for (const one of series) {
    for (const [time, values] of stretchesWithin(one, range)) {
      const periodStart = range.start + Math.floor((time - range.start) / lengthMs) * lengthMs
      let period = periods.get(periodStart)
      if (!period) {
        period = new Distribution()
        periods.set(periodStart, period)
      }
      if (needsValues) period.addAll(values)
      else period.addSummary(values)
    }
  }
  return new Map([...periods].sort(([a], [b]) => a - b))
}

/** Looking up one time costs about as much as passing over eight in order. */
const LOOKUP_COST = 8

/** Looks up each time of the range, or goes through the whole series where that is less work. */
function* stretchesWithin(
  { stretches, resolutionSeconds }: MetricSeries,
  { start, end }: TimeRange,
): Iterable<[number, Distribution]> {
  const stepMs = resolutionSeconds * 1000
  if (((end - start) / stepMs) * LOOKUP_COST > stretches.size) {
    for (const entry of stretches) if (entry[0] >= start && entry[0] < end) yield entry
    return
  }
  for (let time = Math.ceil(start / stepMs) * stepMs; time < end; time += stepMs) {
    const values = stretches.get(time)
    if (values) yield [time, values]
  }
}

const SUB_MINUTE_PERIODS = [1, 5, 10, 20, 30]

/** "can be 1, 5, 10, 20, 30, 60, or any multiple of 60" (GetMetricData). */
export function checkPeriod(seconds: number | undefined): number {
  if (
    seconds !== undefined &&
    (SUB_MINUTE_PERIODS.includes(seconds) || (seconds > 0 && seconds % 60 === 0))
  ) {
    return seconds
  }
  throw invalidParameter(`Period must be 1, 5, 10, 20, 30 or a multiple of 60, not ${seconds}.`)
}

/**
 * The requested range: "Start time less than 15 days ago - Round down to the nearest whole minute",
 * or to the period where that is shorter (GetMetricStatistics).
 *
 * @param startTime in seconds since the epoch, as in the request
 */
export function requestedRange(startTime: number, endTime: number, periodSeconds: number): TimeRange {
  if (!(startTime < endTime)) {
    throw invalidParameter('The parameter StartTime must be less than the parameter EndTime.')
  }
  const roundToMs = Math.min(periodSeconds, 60) * 1000
  return { start: Math.floor((startTime * 1000) / roundToMs) * roundToMs, end: endTime * 1000 }
}
