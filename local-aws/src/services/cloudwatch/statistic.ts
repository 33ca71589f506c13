import type { Distribution } from './distribution.ts'
import { invalidParameter } from './errors.ts'

/** What a statistic makes of the values of a period; undefined where they do not yield it. */
export type Statistic = (values: Distribution) => number | undefined

const SIMPLE: Record<string, Statistic> = {
  SampleCount: ({ count }) => count,
  Sum: ({ sum }) => sum,
  Average: ({ average }) => average,
  Minimum: ({ minimum }) => minimum,
  Maximum: ({ maximum }) => maximum,
}

const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,10})?|100)$/

/**
 * A statistic or a percentile such as `p99.9`.
 *
 * @throws AwsError `InvalidParameterValue` for others, among them trimmed means and percentile ranks
 */
export function statistic(name: string): Statistic {
  const simple = Object.hasOwn(SIMPLE, name) ? SIMPLE[name] : undefined
  if (simple) return simple
  const percent = PERCENTILE.exec(name)?.[1]
  if (percent !== undefined) return values => values.percentile(Number(percent))
  throw invalidParameter(
    `The local AWS does not simulate the statistic ${JSON.stringify(name)}; it does ${Object.keys(SIMPLE).join(', ')} and percentiles.`,
  )
}
