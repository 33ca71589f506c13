import { setTimeout as sleep } from 'node:timers/promises'
import {
  CancelMessageMoveTaskCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  SQSServiceException,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import { RefusedError } from './refused-error.ts'
import type { SafetyQueue } from './safety-queues.ts'

/** How far a redrive is. */
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
 * @throws RefusedError where another task runs, or this one fails in the middle
 */
export async function moveAll(
  client: SQSClient,
  { queue, work }: SafetyQueue,
  { rate, signal, watch }: MoveOptions,
): Promise<Moved> {
  const TaskHandle = await start(client, queue, work, rate)
  for (let cancelled = false; ; await sleep(POLL_MS)) {
    const task = await taskOf(client, queue)
    const moved = {
      moved: task?.ApproximateNumberOfMessagesMoved ?? 0,
      total: task?.ApproximateNumberOfMessagesToMove ?? 0,
    }
    watch(moved)
    if (task?.Status === 'COMPLETED' || task?.Status === 'CANCELLED') return moved
    if (task?.Status === 'FAILED') {
      throw new RefusedError(
        `SQS has moved ${moved.moved} of ${moved.total} messages of ${queue.name}, and stopped: ${task.FailureReason}. ` +
          'The others are still there.',
      )
    }
    if (!signal.aborted || cancelled) continue
    cancelled = true
    // It may have ended since.
    await client.send(new CancelMessageMoveTaskCommand({ TaskHandle })).catch(ignoreEnded)
  }
}

async function start(client: SQSClient, queue: Queue, work: Queue, rate: number | undefined) {
  try {
    const { TaskHandle } = await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: queue.arn,
        // A copy that a function sent has no source queue that SQS would know of.
        DestinationArn: work.arn,
        MaxNumberOfMessagesPerSecond: rate,
      }),
    )
    return TaskHandle
  } catch (cause) {
    const task = isRefusal(cause) ? await taskOf(client, queue) : undefined
    if (task?.Status !== 'RUNNING' && task?.Status !== 'CANCELLING') throw cause
    throw new RefusedError(
      `Somebody already redrives ${queue.name}: ${task.ApproximateNumberOfMessagesMoved ?? 0} of ` +
        `${task.ApproximateNumberOfMessagesToMove} messages are moved. Wait until it has ended, or end it by ` +
        `aws sqs cancel-message-move-task --task-handle ${task.TaskHandle}`,
    )
  }
}

/** The task that was started last. */
async function taskOf(
  client: SQSClient,
  { arn }: Queue,
): Promise<ListMessageMoveTasksResultEntry | undefined> {
  const { Results = [] } = await client.send(
    new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }),
  )
  return Results[0]
}

function ignoreEnded(cause: unknown): void {
  if (!isRefusal(cause)) throw cause
}

/** Whether the state of a task may be why SQS refused. AWS answers `InvalidParameterValue` while another task runs. */
function isRefusal(cause: unknown): boolean {
  const names = ['InvalidParameterValue', 'UnsupportedOperation', 'ResourceNotFoundException']
  return cause instanceof SQSServiceException && names.includes(cause.name)
}
