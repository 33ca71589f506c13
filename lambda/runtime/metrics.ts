import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** The one buffer of metrics, by service; namespace and service come from the environment. */
export const metrics = new Metrics()

/** Adds a count that has no alarm which tells zero from no data: CloudWatch Logs charges for the line by the byte. */
export function countUnlessZero(name: string, count: number): void {
  if (count > 0) metrics.addMetric(name, MetricUnit.Count, count)
}
