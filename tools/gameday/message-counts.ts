import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../clients/connection.ts'
import { inParallel } from '../clients/in-parallel.ts'
import type { SafetyQueue } from './stage.ts'

const AT_ONCE = 8

/** By queue name, how many messages are in it. */
export type MessageCounts = ReadonlyMap<string, number>

export async function messageCounts(
  connection: Connection,
  queues: readonly SafetyQueue[],
): Promise<MessageCounts> {
  const sqs = new SQSClient(connection)
  const counts = await inParallel(queues, AT_ONCE, async ({ name, queueUrl }) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: queueUrl,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    )
    const all = Object.values(Attributes ?? {}).reduce((sum, count) => sum + Number(count), 0)
    return [name, all] as const
  })
  return new Map(counts)
}

/** How many messages arrived in each queue between two counts; queues without new messages are left out. */
export function arrivals(before: MessageCounts, after: MessageCounts): MessageCounts {
  return new Map(
    [...after]
      .map(([name, count]): [string, number] => [name, count - (before.get(name) ?? 0)])
      .filter(([, count]) => count > 0),
  )
}

export function totalOf(counts: MessageCounts): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
