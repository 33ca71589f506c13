import type { Connection } from '../clients/connection.ts'
import type { Pipelines } from '../clients/pipelines/pipelines.ts'
import { messagesIn, type Queue } from '../clients/pipelines/queues.ts'
import { duration } from '../terminal/duration.ts'
import { RECENT_MINUTES, recentMetric } from './recent-metric.ts'

export function isEmpty({ depth }: Queue): boolean {
  return messagesIn(depth) === 0
}

/**
 * How busy a queue that is not empty and its function are, each a line: how many messages it has, how old the oldest is,
 * and whether Lambda had to throttle the function. SQS and CloudWatch tell it of the queue, never of one message.
 */
export async function loadOf(queue: Queue, pipelines: Pipelines, connection: Connection): Promise<string[]> {
  const [oldestSeconds = 0, throttles = 0] = await Promise.all([
    recentMetric(connection, {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      dimension: { Name: 'QueueName', Value: queue.name },
      statistic: 'Maximum',
    }),
    throttlesOf(queue, pipelines, connection),
  ])
  const { waiting, inFlight, delayed } = queue.depth
  const parts = [
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(inFlight > 0 ? [`${inFlight} in flight`] : []),
    ...(delayed > 0 ? [`${delayed} delayed`] : []),
  ]
  const oldest = oldestSeconds > 0 ? `; the oldest is ${duration(oldestSeconds * 1_000)} old` : ''
  return [
    `in the queue: ${parts.join(', ')}${oldest}`,
    ...(throttles > 0
      ? [`its function was throttled ${throttles} times in the last ${RECENT_MINUTES} minutes`]
      : []),
  ]
}

async function throttlesOf({ arn }: Queue, { sources }: Pipelines, connection: Connection) {
  const source = sources.find(source => source.arn === arn)
  if (!source) return undefined
  return recentMetric(connection, {
    Namespace: 'AWS/Lambda',
    MetricName: 'Throttles',
    dimension: { Name: 'FunctionName', Value: source.functionName },
    statistic: 'Sum',
  })
}
