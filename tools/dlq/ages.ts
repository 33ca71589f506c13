import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../clients/connection.ts'
import type { Queue } from '../clients/pipelines/queues.ts'

const MINUTE_MS = 60_000
/** CloudWatch has a queue's figures some minutes late. */
const LOOK_BACK_MS = 15 * MINUTE_MS
/** The clock of a local AWS may run fast, and so be ahead of this machine's. */
const LOOK_AHEAD_MS = 7 * 24 * 60 * MINUTE_MS
/** "You can include up to 500 … in the array" (CloudWatch, GetMetricData). */
const MOST_QUERIES = 500

/**
 * How old the oldest message of each queue is, in seconds, as CloudWatch saw it last: without receiving one. A queue that
 * it knows nothing of is left out.
 *
 * SQS leaves out messages that were received three times, as those are that somebody looks at again and again.
 */
export async function agesOf(
  connection: Connection,
  queues: readonly Queue[],
  now: Date,
): Promise<ReadonlyMap<string, number>> {
  const { MetricDataResults = [] } = await new CloudWatchClient(connection).send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - LOOK_BACK_MS),
      EndTime: new Date(now.getTime() + LOOK_AHEAD_MS),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: queues.slice(0, MOST_QUERIES).map(({ name }, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/SQS',
            MetricName: 'ApproximateAgeOfOldestMessage',
            Dimensions: [{ Name: 'QueueName', Value: name }],
          },
          Period: 60,
          Stat: 'Maximum',
        },
      })),
    }),
  )
  return new Map(
    MetricDataResults.flatMap(({ Id = '', Values: [latest] = [] }) => {
      const queue = queues[Number(Id.slice(1))]
      return queue && latest !== undefined ? [[queue.name, latest] as const] : []
    }),
  )
}
