import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
} from '@aws-sdk/client-cloudwatch'

/**
 * The sum of each metric of a topic in the hour before `now`, but for `PublishSize`.
 *
 * @param now in ms since the epoch
 */
export async function topicCounts(
  cloudWatch: CloudWatchClient,
  topicName: string,
  now: number,
): Promise<Record<string, number>> {
  const topic = { Namespace: 'AWS/SNS', Dimensions: [{ Name: 'TopicName', Value: topicName }] }
  const hour = { StartTime: new Date(now - 3_600_000), EndTime: new Date(now + 60_000), Period: 60 }
  const counts: Record<string, number> = {}
  const { Metrics = [] } = await cloudWatch.send(new ListMetricsCommand(topic))
  for (const { MetricName = '' } of Metrics) {
    if (MetricName === 'PublishSize') continue
    const { Datapoints = [] } = await cloudWatch.send(
      new GetMetricStatisticsCommand({ ...topic, ...hour, MetricName, Statistics: ['Sum'] }),
    )
    counts[MetricName] = Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
  }
  return counts
}
