/** The values of `Unit` (CloudWatch API Reference, MetricDatum). */
export const METRIC_UNITS: readonly string[] = [
  'Seconds',
  'Microseconds',
  'Milliseconds',
  ...['Bytes', 'Bits'].flatMap(name =>
    ['', 'Kilo', 'Mega', 'Giga', 'Tera'].map(prefix => sized(prefix, name)),
  ),
  'Percent',
  'Count',
  ...['Bytes', 'Bits'].flatMap(name =>
    ['', 'Kilo', 'Mega', 'Giga', 'Tera'].map(prefix => `${sized(prefix, name)}/Second`),
  ),
  'Count/Second',
  'None',
]

function sized(prefix: string, name: string): string {
  return prefix === '' ? name : prefix + name.toLowerCase()
}

const LIMIT = 2 ** 360

/**
 * Whether CloudWatch takes `value`: "Values must be in the range of -2^360 to 2^360. In addition, special values (for
 * example, NaN, +Infinity, -Infinity) are not supported" (PutMetricData).
 */
export function isMetricValue(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= LIMIT
}
