/** An interval that holds the median of what the values are drawn from, with a probability. */
export interface MedianInterval {
  low: number
  high: number
  /** The exact probability, at least 0.95. */
  confidence: number
}

/** The least and the greatest of six values hold the median in 96.9 % of all cases; those of five in 93.8 %. */
export const FEWEST_FOR_95_PERCENT = 6

/**
 * The narrowest pair of order statistics, as far from one end as from the other, that holds the median with at
 * least 95 %: all medians that the sign test does not reject. It is exact for independent values of any
 * distribution, and needs neither a seed nor a model.
 *
 * @throws where there are fewer than {@link FEWEST_FOR_95_PERCENT} values
 * @see W. J. Conover, Practical Nonparametric Statistics, "Confidence interval for a quantile"
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const { length } = values
  if (length < FEWEST_FOR_95_PERCENT)
    throw new Error(`${length} values have no 95 % interval: take ${FEWEST_FOR_95_PERCENT} or more.`)
  const sorted = values.toSorted((a, b) => a - b)
  let left = 0
  let confidence = confidenceWithout(left, length)
  for (;;) {
    const narrower = confidenceWithout(left + 1, length)
    if (narrower < 0.95) break
    confidence = narrower
    left++
  }
  return { low: sorted[left] as number, high: sorted[length - 1 - left] as number, confidence }
}

/** The probability that the median is between the values that remain when so many are left out at either end. */
function confidenceWithout(left: number, count: number): number {
  // The median is below the k-th value exactly when fewer than k values are below the median: a binomial tail.
  let term = 0.5 ** count
  let tail = term
  for (let below = 1; below <= left; below++) {
    term *= (count - below + 1) / below
    tail += term
  }
  return 1 - 2 * tail
}
