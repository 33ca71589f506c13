import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type Metric,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch'
import { inParallel } from '../clients/in-parallel.ts'

const DAY_SECONDS = 86_400

/**
 * The sum over the last day of each metric with a name.
 *
 * @param dimension tells the metrics apart; a metric without it is left out
 * @returns the sums by the dimension's value
 */
export async function sumsOfLastDay(
  client: CloudWatchClient,
  MetricName: string,
  dimension: string,
): Promise<ReadonlyMap<string, number>> {
  const metrics: Metric[] = []
  for await (const { Metrics = [] } of paginateListMetrics({ client }, { MetricName }))
    metrics.push(...Metrics)
  const known = metrics.flatMap(metric => {
    const value = metric.Dimensions?.find(({ Name }) => Name === dimension)?.Value
    return value === undefined ? [] : { value, metric }
  })
  const sums = await inParallel(known, 8, async ({ value, metric: { Namespace, Dimensions } }) => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace, MetricName, Dimensions },
        StartTime: new Date(Date.now() - DAY_SECONDS * 1000),
        EndTime: new Date(Date.now() + 60_000),
        Period: DAY_SECONDS,
        Statistics: ['Sum'],
      }),
    )
    return [value, Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)] as const
  })
  return new Map(sums)
}
