import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** The one buffer of metrics, by service; namespace and service come from the environment. */
export const metrics = new Metrics()

/** Adds a count that has no alarm which tells zero from no data: CloudWatch Logs charges for the line by the byte. */
export function countUnlessZero(name: string, count: number): void {
  if (count > 0) metrics.addMetric(name, MetricUnit.Count, count)
}

/**
 * Counts what one version of the function has done, where it is invoked through an alias: the alarms of a new version
 * count nothing of the others. `$LATEST` is what stages without canaries run.
 */
export function countByVersion(name: string, count: number): void {
  const { AWS_LAMBDA_FUNCTION_VERSION: version = '$LATEST' } = process.env
  if (version === '$LATEST' || count === 0) return
  const single = metrics.singleMetric()
  single.addDimension('version', version)
  single.addMetric(name, MetricUnit.Count, count)
}
