import {
  CloudWatchClient,
  type Dimension,
  GetMetricStatisticsCommand,
  type Statistic,
} from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../clients/connection.ts'

/** SQS says what it has once a minute, and CloudWatch shows it a little later. */
export const RECENT_MINUTES = 5

export interface RecentMetric {
  readonly Namespace: 'AWS/SQS' | 'AWS/Lambda'
  readonly MetricName: string
  readonly dimension: Required<Dimension>
  readonly statistic: Extract<Statistic, 'Maximum' | 'Sum'>
}

/** What a metric says of the last minutes: the latest maximum, or the sum of all; undefined where it says nothing. */
export async function recentMetric(
  connection: Connection,
  { dimension, statistic, ...metric }: RecentMetric,
): Promise<number | undefined> {
  const now = Date.now()
  const { Datapoints = [] } = await new CloudWatchClient(connection).send(
    new GetMetricStatisticsCommand({
      ...metric,
      Dimensions: [dimension],
      StartTime: new Date(now - RECENT_MINUTES * 60_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: [statistic],
    }),
  )
  const values = Datapoints.toSorted((a, b) => Number(a.Timestamp) - Number(b.Timestamp)).flatMap(
    point => point[statistic] ?? [],
  )
  return statistic === 'Sum' && values.length > 0
    ? values.reduce((sum, value) => sum + value, 0)
    : values.at(-1)
}
