import type { Actions } from '../../../api/service-api.ts'
import type { AwsError } from '../../../aws-error.ts'
import { type BatchEntry, type BatchResult, checkEntries, resultOf } from '../batch.ts'
import { invalidValue } from '../errors.ts'
import type { QueueDirectory } from '../queue-directory.ts'

interface HandleInput {
  ReceiptHandle: string
}

const MAX_VISIBILITY_SECONDS = 43_200

/** The actions on a received message: `DeleteMessage`, `ChangeMessageVisibility` and their batches. */
export function settlingActions(queues: QueueDirectory): Actions {
  return {
    DeleteMessage(input: HandleInput & { QueueUrl: string }): void {
      const queue = queues.byUrl(input.QueueUrl)
      throwIfAny(queue.delete([input.ReceiptHandle]))
    },

    DeleteMessageBatch(input: {
      QueueUrl: string
      Entries: (HandleInput & BatchEntry)[]
    }): BatchResult<{ Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      checkEntries(input.Entries, 'DeleteMessageBatchRequestEntry')
      return resultOf(
        input.Entries.map(({ Id }) => Id),
        queue.delete(input.Entries.map(({ ReceiptHandle }) => ReceiptHandle)),
      )
    },

    ChangeMessageVisibility({
      QueueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout,
    }: HandleInput & { QueueUrl: string; VisibilityTimeout: number }): void {
      const queue = queues.byUrl(QueueUrl)
      const error = timeoutError(VisibilityTimeout)
      if (error) throw error
      throwIfAny(queue.changeVisibility([{ receiptHandle, timeoutMs: VisibilityTimeout * 1000 }]))
    },

    ChangeMessageVisibilityBatch(input: {
      QueueUrl: string
      Entries: (HandleInput & BatchEntry & { VisibilityTimeout?: number })[]
    }): BatchResult<{ Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      checkEntries(input.Entries, 'ChangeMessageVisibilityBatchRequestEntry')
      const outcomes = input.Entries.map(
        ({ ReceiptHandle: receiptHandle, VisibilityTimeout: seconds = 0 }) => {
          const error = timeoutError(seconds)
          return error ?? queue.changeVisibility([{ receiptHandle, timeoutMs: seconds * 1000 }])[0]
        },
      )
      return resultOf(
        input.Entries.map(({ Id }) => Id),
        outcomes,
      )
    },
  }
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
