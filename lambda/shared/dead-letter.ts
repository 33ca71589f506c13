import { type MessageAttributeValue, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { SQSRecord } from 'aws-lambda'
import { environmentVariable } from './environment.ts'
import { sdkClient } from './sdk-clients.ts'

const sqs = sdkClient(SQSClient)
const queueUrl = environmentVariable('DEAD_LETTER_QUEUE_URL')

/**
 * Sends a copy of the message to the dead-letter queue, as it came, with why and after how many attempts.
 *
 * On a FIFO queue it keeps its group, and its message id stands for it: a second copy within five minutes, made
 * because the function died before SQS learned that the first was handled, is dropped.
 */
export async function sendToDeadLetterQueue(
  record: SQSRecord,
  reason: string,
  correlationId: string | undefined,
): Promise<void> {
  const attributes: Record<string, MessageAttributeValue> = {
    reason: { DataType: 'String', StringValue: reason },
    attempts: { DataType: 'Number', StringValue: record.attributes.ApproximateReceiveCount },
  }
  if (correlationId) attributes.correlationId = { DataType: 'String', StringValue: correlationId }

  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: attributes,
      ...(isFifo(record) && {
        MessageGroupId: record.attributes.MessageGroupId,
        MessageDeduplicationId: record.messageId,
      }),
    }),
  )
}

function isFifo({ eventSourceARN }: SQSRecord): boolean {
  return eventSourceARN.endsWith('.fifo')
}
