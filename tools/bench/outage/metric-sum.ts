import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../../clients/connection.ts'

const DAY_SECONDS = 86_400

/** A metric of one resource, such as `Invocations` in `AWS/Lambda`. */
export interface CountedMetric {
  namespace: string
  name: string
  dimension: { Name: string; Value: string }
}

/** Sums of metrics over the two days before `now`, in ms since the epoch, in the stage's time. */
export class MetricSums {
  readonly #client: CloudWatchClient
  readonly #now: () => number

  constructor(connection: Connection, now: () => number) {
    this.#client = new CloudWatchClient(connection)
    this.#now = now
  }

  async of({ namespace, name, dimension }: CountedMetric): Promise<number> {
    const now = this.#now()
    const { Datapoints = [] } = await this.#client.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: name,
        Dimensions: [dimension],
        StartTime: new Date(now - 2 * DAY_SECONDS * 1_000),
        EndTime: new Date(now + 60_000),
        Period: DAY_SECONDS,
        Statistics: ['Sum'],
      }),
    )
    return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)
  }
}
