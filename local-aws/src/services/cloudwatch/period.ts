import { Distribution } from './distribution.ts'
import { invalidParameter } from './errors.ts'
import type { MetricSeries } from './metric-store.ts'

/** Half open, in ms since the epoch. */
export interface TimeRange {
  start: number
  end: number
}

/** The values of each period of `range` that has any, by the period's start; periods begin with the range. */
export function byPeriod(
  series: readonly MetricSeries[],
  { start, end }: TimeRange,
  periodSeconds: number,
): Map<number, Distribution> {
  const lengthMs = periodSeconds * 1000
  const periods = new Map<number, Distribution>()
  for (const { stretches } of series) {
    for (const [time, values] of stretches) {
      if (time < start || time >= end) continue
      const periodStart = start + Math.floor((time - start) / lengthMs) * lengthMs
      const period = periods.get(periodStart) ?? new Distribution()
      period.addAll(values)
      periods.set(periodStart, period)
    }
  }
  return new Map([...periods].sort(([a], [b]) => a - b))
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
