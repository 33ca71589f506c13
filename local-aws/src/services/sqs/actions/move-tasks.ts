import type { Account } from '../../../account.ts'
import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import { useKey } from '../encryption.ts'
import { invalidParameter, invalidValue, resourceNotFound, unsupportedOperation } from '../errors.ts'
import { MAX_MESSAGES_PER_SECOND, MoveTask } from '../move-task.ts'
import type { Queue } from '../queue.ts'
import type { QueueDirectory } from '../queue-directory.ts'

interface StartInput {
  SourceArn: string
  DestinationArn?: string
  MaxNumberOfMessagesPerSecond?: number
}

/** ListMessageMoveTasks returns "Up to 10" tasks of a source. */
const MAX_LISTED_TASKS = 10

/** `StartMessageMoveTask`, `CancelMessageMoveTask` and `ListMessageMoveTasks`: the redrive of a dead-letter queue. */
export function moveTaskActions(queues: QueueDirectory, account: Account, keys: Keys): Actions {
  /** By source ARN, newest first. */
  const tasks = new Map<string, MoveTask[]>()

  return {
    StartMessageMoveTask(input: StartInput, context: RequestContext): { TaskHandle: string } {
      const source = existing(queues, 'SourceArn', input.SourceArn)
      const destination = destinationOf(queues, source, input.DestinationArn)
      checkRate(input.MaxNumberOfMessagesPerSecond)
      const origins = queues.sourcesOf(source)
      if (origins.length === 0) {
        throw invalidParameter('Source queue must be configured as a Dead Letter Queue.')
      }
      checkPermitted(keys, { source, destinations: destination ? [destination] : origins }, context)
      const earlier = tasks.get(source.arn) ?? []
      // "Only one active message movement task is supported per queue at any given time."
      if (earlier.some(({ active }) => active)) {
        throw invalidParameter(
          'There is already a task running. Only one active task is allowed for a source queue arn at a given time.',
        )
      }
      const task = new MoveTask(taskHandle(account, source.arn), account.clock, {
        source,
        destinationArn: input.DestinationArn,
        messagesPerSecond: input.MaxNumberOfMessagesPerSecond,
        findQueue: arn => queues.findByArn(arn),
      })
      tasks.set(source.arn, [task, ...earlier].slice(0, MAX_LISTED_TASKS))
      return { TaskHandle: task.handle }
    },

    CancelMessageMoveTask({ TaskHandle }: { TaskHandle: string }, context: RequestContext) {
      const SourceArn = sourceOf(TaskHandle)
      context.authorize('CancelMessageMoveTask', { SourceArn })
      const source = existing(queues, 'SourceArn', SourceArn)
      const task = tasks.get(source.arn)?.find(({ handle }) => handle === TaskHandle)
      if (!task) throw resourceNotFound('Task does not exist.')
      if (task.status !== 'RUNNING') {
        throw unsupportedOperation(`Only active tasks can be cancelled; this one is ${task.status}.`)
      }
      task.cancel()
      return { ApproximateNumberOfMessagesMoved: task.moved }
    },

    ListMessageMoveTasks({ SourceArn, MaxResults = 1 }: { SourceArn: string; MaxResults?: number }) {
      const source = existing(queues, 'SourceArn', SourceArn)
      if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > MAX_LISTED_TASKS) {
        throw invalidValue('MaxResults', MaxResults, `Must be between 1 and ${MAX_LISTED_TASKS}, if provided`)
      }
      return { Results: (tasks.get(source.arn) ?? []).slice(0, MaxResults).map(describe) }
    },
  }
}

function existing(queues: QueueDirectory, parameter: string, arn: string): Queue {
  const queue = queues.findByArn(arn)
  if (!queue)
    throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`)
  return queue
}

/** Undefined for messages that go back to where they came from. */
function destinationOf(queues: QueueDirectory, source: Queue, arn: string | undefined): Queue | undefined {
  if (arn === undefined) return undefined
  const destination = existing(queues, 'DestinationArn', arn)
  if (destination === source)
    throw invalidParameter('Source queue arn and destination queue arn cannot be the same.')
  if (destination.fifo !== source.fifo) {
    throw invalidParameter('The destination queue must be of the same type as the source queue.')
  }
  return destination
}

/**
 * Checks what a move task needs beside the permissions on its source: to send, and to use the keys of encrypted queues.
 *
 * @throws AwsError `AccessDenied`, `KMS.AccessDeniedException`
 */
function checkPermitted(
  keys: Keys,
  { source, destinations }: { source: Queue; destinations: readonly Queue[] },
  context: RequestContext,
): void {
  context.authorizeEach(destinations.map(({ arn }) => ({ action: 'sqs:SendMessage', resource: arn })))
  useKey(keys, source, 'Decrypt', context.caller)
  for (const destination of destinations) useKey(keys, destination, 'GenerateDataKey', context.caller)
}

function checkRate(rate: number | undefined): void {
  if (rate === undefined || (Number.isInteger(rate) && rate >= 1 && rate <= MAX_MESSAGES_PER_SECOND)) return
  throw invalidParameter(
    `Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a value that is from 1 to ${MAX_MESSAGES_PER_SECOND}, not ${rate}.`,
  )
}

function taskHandle(account: Account, sourceArn: string): string {
  return Buffer.from(JSON.stringify({ taskId: account.random.uuid(), sourceArn })).toString('base64')
}

/** @throws AwsError `InvalidParameterValue` for a text that is no handle */
function sourceOf(handle: string): string {
  try {
    const { sourceArn }: { sourceArn?: unknown } = JSON.parse(Buffer.from(handle, 'base64').toString())
    if (typeof sourceArn === 'string') return sourceArn
  } catch {
    // The error below reports it.
  }
  throw invalidParameter('Value for parameter TaskHandle is invalid.')
}

/** "TaskHandle is only populated for tasks that are in RUNNING status"; other members only if given or applicable. */
function describe({ handle, status, options, moved, toMove, failureReason, startedAt }: MoveTask) {
  return {
    ...(status === 'RUNNING' && { TaskHandle: handle }),
    Status: status,
    SourceArn: options.source.arn,
    DestinationArn: options.destinationArn,
    MaxNumberOfMessagesPerSecond: options.messagesPerSecond,
    ApproximateNumberOfMessagesMoved: moved,
    ApproximateNumberOfMessagesToMove: toMove,
    FailureReason: failureReason,
    StartedTimestamp: startedAt,
  }
}
