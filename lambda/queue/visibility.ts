import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { chunks } from '../runtime/chunks.ts'
import { environmentVariable } from '../runtime/environment.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'

const sqs = sdkClient(SQSClient)
const queueUrl = environmentVariable('QUEUE_URL')

/** "You can include up to 10 ChangeMessageVisibilityBatchRequest entries" (SQS, ChangeMessageVisibilityBatch). */
const MOST_ENTRIES = 10

/**
 * Hides a message of the function's own queue from now on for so long, instead of for what is left of its
 * visibility timeout. A message that is then reported as failed comes again when that time is over.
 */
export async function hideFor(receiptHandle: string, seconds: number): Promise<void> {
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: queueUrl,
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }),
  )
}

/** A message of the function's own queue, and for how long it is hidden: 0 puts it back at once. */
export interface Hidden {
  receiptHandle: string
  seconds: number
}

/** Does it for many. One that this fails for comes again all the same, when its visibility timeout is over. */
export async function hideAll(messages: readonly Hidden[]): Promise<void> {
  await Promise.all(chunks(messages, MOST_ENTRIES).map(hideBatch))
}

async function hideBatch(messages: readonly Hidden[]): Promise<void> {
  const Entries = messages.map(({ receiptHandle, seconds }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  }))
  try {
    const { Failed = [] } = await sqs.send(
      new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }),
    )
    const codes = [...new Set(Failed.map(({ Code }) => Code))]
    if (codes.length > 0) warn(Failed.length, codes.join(', '))
  } catch (error) {
    warn(messages.length, reasonOf(error))
  }
}

function warn(count: number, reason: string): void {
  logger.warn('messages come back only when their visibility timeout ends', { count, reason })
}
