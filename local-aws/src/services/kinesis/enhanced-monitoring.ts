/**
 * The shard-level metrics, in the order of the API reference. The setting is stored, but the metrics are not reported.
 */
const SHARD_LEVEL_METRICS = [
  'IncomingBytes',
  'IncomingRecords',
  'OutgoingBytes',
  'OutgoingRecords',
  'WriteProvisionedThroughputExceeded',
  'ReadProvisionedThroughputExceeded',
  'IteratorAgeMilliseconds',
]

/** `ALL` stands for every metric. */
function metricsNamed(names: readonly string[]): string[] {
  return SHARD_LEVEL_METRICS.filter(metric => names.includes(metric) || names.includes('ALL'))
}

export function enabled(current: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  return new Set(metricsNamed([...current, ...names]))
}

export function disabled(current: ReadonlySet<string>, names: readonly string[]): ReadonlySet<string> {
  const gone = metricsNamed(names)
  return new Set([...current].filter(metric => !gone.includes(metric)))
}
