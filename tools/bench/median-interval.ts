/** A confidence interval of the median of the distribution that values are drawn from. */
export interface MedianInterval {
  low: number
  high: number
  /** The exact probability, at least 0.95. */
  confidence: number
}

/** The median is between the least and the greatest of six values in 96.9 % of all cases, of five values in 93.8 %. */
export const FEWEST_FOR_95_PERCENT = 6

/**
 * The narrowest symmetric pair of order statistics that contains the median with a probability of at least 95 %: all
 * medians that the sign test does not reject. It is exact for independent values of any distribution, and needs neither
 * a seed nor a model.
 *
 * @throws for fewer than {@link FEWEST_FOR_95_PERCENT} values
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

/** The probability that the median is within the values that remain without the `left` lowest and highest. */
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
