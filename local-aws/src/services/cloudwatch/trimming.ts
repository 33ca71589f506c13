/** A percentage of the values, in order of size, or a value. */
export type Bound = { percent: number } | { value: number }

/** What is at most the upper bound and above the lower one; undefined is open. */
export interface Bounds {
  lower: Bound | undefined
  upper: Bound | undefined
}

/** Each value with how often it occurs, in order of size. */
type Values = readonly (readonly [value: number, times: number])[]

/** How many of `count` values a percentage is, without the errors of binary fractions: 99.9 % of 1,000 are 999. */
export function percentRank(percent: number, count: number): number {
  return Number(((percent * count) / 100).toPrecision(12))
}

/** How many values are within the bounds: a part of one where a percentage falls within it. */
export function countWithin(values: Values, bounds: Bounds): number {
  return total(within(values, bounds), () => 1)
}

export function sumWithin(values: Values, bounds: Bounds): number {
  return total(within(values, bounds), value => value)
}

/** The sum of all values, "the values outside the boundary [being] not ignored, but instead … equal to the value at the edge". */
export function winsorizedSum(values: Values, { lower, upper }: Bounds): number {
  const most = upper === undefined ? Number.POSITIVE_INFINITY : edge(values, upper)
  const least = lower === undefined ? Number.NEGATIVE_INFINITY : edge(values, lower)
  return total(values, value => Math.min(Math.max(value, least), most))
}

function within(values: Values, { lower, upper }: Bounds): Values {
  const first = lower === undefined ? 0 : ranksUpTo(values, lower)
  const last = upper === undefined ? Number.POSITIVE_INFINITY : ranksUpTo(values, upper)
  let before = 0
  return values.map(([value, times]) => {
    const kept = Math.max(Math.min(before + times, last) - Math.max(before, first), 0)
    before += times
    return [value, kept]
  })
}

/** How many values are not above a bound, whole or not. */
function ranksUpTo(values: Values, bound: Bound): number {
  const count = total(values, () => 1)
  if ('percent' in bound) return percentRank(bound.percent, count)
  return total(values, value => (value <= bound.value ? 1 : 0))
}

/** The value at a bound. */
function edge(values: Values, bound: Bound): number {
  if ('value' in bound) return bound.value
  const rank = Math.max(Math.ceil(ranksUpTo(values, bound)), 1)
  let before = 0
  for (const [value, times] of values) {
    before += times
    if (before >= rank) return value
  }
  return Number.NaN
}

function total(values: Values, measure: (value: number) => number): number {
  return values.reduce((sum, [value, times]) => sum + measure(value) * times, 0)
}
