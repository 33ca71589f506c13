/** Percentiles by the nearest-rank method: `p90` is the least value that at least 90 % of the values do not exceed. */
export interface Percentiles {
  p50: number
  p90: number
  p99: number
  max: number
}

/** @returns undefined for no values */
export function percentilesOf(values: readonly number[]): Percentiles | undefined {
  if (values.length === 0) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] as number
  return { p50: rank(50), p90: rank(90), p99: rank(99), max: rank(100) }
}
