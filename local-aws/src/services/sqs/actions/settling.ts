import type { Actions } from '../../../api/service-api.ts'
import type { AwsError } from '../../../aws-error.ts'
import { type BatchEntry, type BatchResult, checkEntries, resultOf } from '../batch.ts'
import { invalidValue, missingParameter } from '../errors.ts'
import type { QueueDirectory } from '../queue-directory.ts'

interface HandleInput {
  ReceiptHandle?: string
}

interface VisibilityInput extends HandleInput {
  VisibilityTimeout?: number
}

const MAX_VISIBILITY_SECONDS = 43_200

/** The actions on a received message: `DeleteMessage`, `ChangeMessageVisibility` and their batches. */
export function settlingActions(queues: QueueDirectory): Actions {
  return {
    DeleteMessage(input: HandleInput & { QueueUrl?: string }): void {
      const queue = queues.byUrl(input.QueueUrl)
      throwIfAny(queue.delete([handleOf(input)]))
    },

    DeleteMessageBatch(input: {
      QueueUrl?: string
      Entries?: (HandleInput & BatchEntry)[]
    }): BatchResult<{ Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      const entries = checkEntries(input.Entries, 'DeleteMessageBatchRequestEntry')
      return resultOf(
        entries.map(({ Id }) => Id),
        queue.delete(entries.map(handleOf)),
      )
    },

    ChangeMessageVisibility(input: VisibilityInput & { QueueUrl?: string }): void {
      const queue = queues.byUrl(input.QueueUrl)
      const receiptHandle = handleOf(input)
      if (input.VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout')
      const error = timeoutError(input.VisibilityTimeout)
      if (error) throw error
      throwIfAny(queue.changeVisibility([{ receiptHandle, timeoutMs: input.VisibilityTimeout * 1000 }]))
    },

    ChangeMessageVisibilityBatch(input: {
      QueueUrl?: string
      Entries?: (VisibilityInput & BatchEntry)[]
    }): BatchResult<{ Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      const entries = checkEntries(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry')
      const outcomes = entries.map(entry => {
        const seconds = entry.VisibilityTimeout ?? 0
        const error = timeoutError(seconds)
        return (
          error ?? queue.changeVisibility([{ receiptHandle: handleOf(entry), timeoutMs: seconds * 1000 }])[0]
        )
      })
      return resultOf(
        entries.map(({ Id }) => Id),
        outcomes,
      )
    },
  }
}

function handleOf({ ReceiptHandle }: HandleInput): string {
  if (ReceiptHandle === undefined) throw missingParameter('ReceiptHandle')
  return ReceiptHandle
}

function timeoutError(seconds: number): AwsError | undefined {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_VISIBILITY_SECONDS) return undefined
  return invalidValue(
    'VisibilityTimeout',
    seconds,
    `VisibilityTimeout must be an integer between 0 and ${MAX_VISIBILITY_SECONDS}`,
  )
}

function throwIfAny([error]: readonly (AwsError | undefined)[]): void {
  if (error) throw error
}
