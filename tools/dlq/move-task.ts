import { setTimeout as sleep } from 'node:timers/promises'
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { SafetyQueue } from './safety-queues.ts'

/** How far a redrive by SQS itself is. */
export interface Moved {
  readonly moved: number
  readonly total: number
}

export interface MoveOptions {
  /** Messages a second, 1 to 500. @default - as fast as SQS likes */
  readonly rate: number | undefined
  /** Ends it; what is moved stays moved. */
  readonly signal: AbortSignal
  watch(moved: Moved): void
}

const POLL_MS = 500

/**
 * Moves all messages of a dead-letter queue back, by SQS's own task, which keeps the order of a FIFO queue.
 *
 * @throws what SQS says where it fails in the middle
 */
export async function moveAll(
  client: SQSClient,
  { queue, work }: SafetyQueue,
  { rate, signal, watch }: MoveOptions,
): Promise<Moved> {
  const { TaskHandle } = await client.send(
    new StartMessageMoveTaskCommand({
      SourceArn: queue.arn,
      // A copy that a function sent has no source queue that SQS would know of.
      DestinationArn: work.arn,
      MaxNumberOfMessagesPerSecond: rate,
    }),
  )
  for (;;) {
    const task = await taskOf(client, queue.arn)
    const moved = {
      moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
      total: task?.ApproximateNumberOfMessagesToMove ?? 0,
    }
    watch(moved)
    if (task?.Status === 'COMPLETED') return moved
    if (task?.Status === 'FAILED') {
      throw new Error(
        `SQS has moved ${moved.moved} of ${moved.total} messages, and stopped: ${task.FailureReason}`,
      )
    }
    if (task?.Status === 'CANCELLED') return moved
    await sleep(POLL_MS, undefined, { signal }).catch(() =>
      client.send(new CancelMessageMoveTaskCommand({ TaskHandle })),
    )
  }
}

/** The task that was started last. */
async function taskOf(
  client: SQSClient,
  SourceArn: string,
): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await client.send(new ListMessageMoveTasksCommand({ SourceArn, MaxResults: 1 }))
  return Results[0]
}
