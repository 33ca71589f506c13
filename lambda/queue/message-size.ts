import type { MessageAttributeValue } from '@aws-sdk/client-sqs'

/** "The maximum message size is 1 MiB (1,048,576 bytes)", of all messages of a batch together, too (SQS, Message quotas). */
export const MAXIMUM_MESSAGE_BYTES = 1_048_576

/** "262,144 bytes (256 KiB)", of all messages of a batch together, too (SNS, PublishBatch); a topic may set more. */
export const MAXIMUM_PUBLISHED_BYTES = 262_144

/** "The message size includes … the message attributes": of each, its name, type and value (SQS, Message attributes). */
export function messageSize(body: string, attributes: Record<string, MessageAttributeValue>): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', BinaryValue }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + (BinaryValue?.byteLength ?? 0),
    Buffer.byteLength(body),
  )
}
