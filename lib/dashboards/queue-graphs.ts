import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch'
import type { GuardedQueue } from '../constructs/guarded-queue.ts'
import { graph } from './graph.ts'
import { ofQueue } from './metrics.ts'

/** What comes into queues, what waits in them, and for how long. */
export function queueGraphs(queues: readonly GuardedQueue[]): IWidget[] {
  const each = (metric: string, statistic: string) =>
    queues.map(({ queueName }) => ofQueue(queueName, metric, statistic))
  return [
    ...graph('Arrivals', each('NumberOfMessagesSent', 'Sum')),
    ...graph('Depth', each('ApproximateNumberOfMessagesVisible', 'Maximum')),
    ...graph('Age of the oldest', each('ApproximateAgeOfOldestMessage', 'Maximum'), { unit: 's' }),
  ]
}
