import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  type Metric,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch'
import { inParallel } from '../clients/in-parallel.ts'

const DAY_SECONDS = 86_400

/** Of all functions together, in the last day. */
export async function invocationsOfLastDay(client: CloudWatchClient): Promise<number> {
  const filter = { Namespace: 'AWS/Lambda', MetricName: 'Invocations' }
  const metrics: Metric[] = []
  for await (const { Metrics = [] } of paginateListMetrics({ client }, filter)) metrics.push(...Metrics)
  const counts = await inParallel(metrics, 8, async ({ Dimensions }) => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...filter,
        Dimensions,
        StartTime: new Date(Date.now() - DAY_SECONDS * 1000),
        EndTime: new Date(Date.now() + 60_000),
        Period: DAY_SECONDS,
        Statistics: ['Sum'],
      }),
    )
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)
  })
  return counts.reduce((sum, count) => sum + count, 0)
}
