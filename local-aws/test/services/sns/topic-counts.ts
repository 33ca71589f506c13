import {
  type CloudWatchClient,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  type Metric,
} from '@aws-sdk/client-cloudwatch'

/** What CloudWatch has of one topic. */
export async function metricsOfTopic(client: CloudWatchClient, topicName: string): Promise<Metric[]> {
  return (await client.send(new ListMetricsCommand(ofTopic(topicName)))).Metrics ?? []
}

/**
 * The sum of each metric of a topic in the hour before `now`, but for `PublishSize`.
 *
 * @param now in ms since the epoch
 */
export async function topicCounts(
  client: CloudWatchClient,
  topicName: string,
  now: number,
): Promise<Record<string, number>> {
  const names = (await metricsOfTopic(client, topicName)).map(({ MetricName }) => MetricName as string)
  const sums = names
    .filter(name => name !== 'PublishSize')
    .map(async name => [name, await sum(client, topicName, name, now)])
  return Object.fromEntries(await Promise.all(sums))
}

async function sum(client: CloudWatchClient, topicName: string, MetricName: string, now: number) {
  const { Datapoints = [] } = await client.send(
    new GetMetricStatisticsCommand({
      ...ofTopic(topicName),
      MetricName,
      StartTime: new Date(now - 3_600_000),
      EndTime: new Date(now + 60_000),
      Period: 60,
      Statistics: ['Sum'],
    }),
  )
  return Datapoints.reduce((total, { Sum = 0 }) => total + Sum, 0)
}

function ofTopic(topicName: string) {
  return { Namespace: 'AWS/SNS', Dimensions: [{ Name: 'TopicName', Value: topicName }] }
}
