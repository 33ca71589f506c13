import { percentRank } from './trimming.ts'

/** The summary of many values that a client may send instead of the values. */
export interface StatisticSet {
  SampleCount: number
  Sum: number
  Minimum: number
  Maximum: number
}

/**
 * The aggregated values of a metric in a stretch of time.
 *
 * Percentiles come from a histogram of the values at three significant digits: whole numbers below 1,000
 * are exact, others are within half a percent, and a stretch needs the same memory for ten values or a million.
 */
export class Distribution {
  count = 0
  sum = 0
  minimum = Number.POSITIVE_INFINITY
  maximum = Number.NEGATIVE_INFINITY
  readonly #histogram = new Map<number, number>()
  #counted = 0

  add(value: number, times = 1): void {
    this.#tally(times, value * times, value, value)
    this.#count(value, times)
  }

  /**
   * "If you publish data using a statistic set instead, you can only retrieve percentile statistics" when
   * "Min and Max are equal" or the sample count is 1 (PutMetricData).
   */
  addSet({ SampleCount, Sum, Minimum, Maximum }: StatisticSet): void {
    this.#tally(SampleCount, Sum, Minimum, Maximum)
    if (SampleCount === 1) this.#count(Sum, 1)
    else if (Minimum === Maximum) this.#count(Minimum, SampleCount)
  }

  /** Adds the count, sum, minimum and maximum of another, and none of its values: those cost much more. */
  addSummary(other: Distribution): void {
    this.#tally(other.count, other.sum, other.minimum, other.maximum)
  }

  addAll(other: Distribution): void {
    this.addSummary(other)
    for (const [rounded, times] of other.#histogram) {
      this.#histogram.set(rounded, (this.#histogram.get(rounded) ?? 0) + times)
    }
    this.#counted += other.#counted
  }

  get average(): number {
    return this.sum / this.count
  }

  /** The smallest value that `percent` % of the values do not exceed; undefined where {@link values} is. */
  percentile(percent: number): number | undefined {
    const values = this.values()
    if (!values) return undefined
    const rank = Math.max(Math.ceil(percentRank(percent, this.count)), Number.MIN_VALUE)
    let seen = 0
    for (const [value, times] of values) {
      seen += times
      if (seen >= rank) return value
    }
    return this.maximum
  }

  /**
   * Each value with how often it occurs, in order of size. Undefined where only summaries were sent, and where a value
   * is negative: "Percentile statistics are not available for metrics when any of the metric values are negative
   * numbers" (CloudWatch concepts).
   */
  values(): [value: number, times: number][] | undefined {
    if (this.#counted < this.count || this.minimum < 0) return undefined
    return [...this.#histogram]
      .sort(([a], [b]) => a - b)
      .map(([value, times]) => [Math.min(Math.max(value, this.minimum), this.maximum), times])
  }

  #tally(count: number, sum: number, minimum: number, maximum: number): void {
    this.count += count
    this.sum += sum
    if (minimum < this.minimum) this.minimum = minimum
    if (maximum > this.maximum) this.maximum = maximum
  }

  #count(value: number, times: number): void {
    const rounded = Number.isInteger(value) && Math.abs(value) < 1000 ? value : Number(value.toPrecision(3))
    this.#histogram.set(rounded, (this.#histogram.get(rounded) ?? 0) + times)
    this.#counted += times
  }
}
