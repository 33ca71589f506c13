import type { MessageAttribute, ReceivedMessage } from '../../../ports.ts'

/** The event for messages of a queue: one record per message, as JSON text. */
export interface SqsBatch {
  readonly messages: readonly ReceivedMessage[]
  /** `{"Records":[…]}` */
  readonly payload: string
}

const HEAD = '{"Records":['
const TAIL = ']}'

/**
 * Divides messages into batches of up to `limit` bytes, usually one: "a batch is sent when … the payload size exceeds 6
 * MB" (Lambda developer guide, "Batching behavior"). The order is kept.
 */
export function sqsBatches(messages: readonly ReceivedMessage[], arn: string, limit: number): SqsBatch[] {
  const batches: SqsBatch[] = []
  let open: { messages: ReceivedMessage[]; records: string[]; size: number } | undefined
  for (const message of messages) {
    const record = JSON.stringify(sqsRecord(message, arn))
    const size = Buffer.byteLength(record) + 1
    if (open && open.size + size > limit) {
      batches.push(close(open))
      open = undefined
    }
    open ??= { messages: [], records: [], size: HEAD.length + TAIL.length }
    open.messages.push(message)
    open.records.push(record)
    open.size += size
  }
  if (open) batches.push(close(open))
  return batches
}

/** The shape shown in "Using Lambda with Amazon SQS", developer guide. */
export function sqsRecord(message: ReceivedMessage, arn: string) {
  return {
    messageId: message.messageId,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: message.systemAttributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, recordAttribute(attribute)]),
    ),
    md5OfMessageAttributes: message.md5OfAttributes ?? null,
    md5OfBody: message.md5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: arn,
    awsRegion: arn.split(':')[3],
  }
}

function close({ messages, records }: { messages: ReceivedMessage[]; records: string[] }): SqsBatch {
  return { messages, payload: HEAD + records.join(',') + TAIL }
}

function recordAttribute({ DataType, StringValue, BinaryValue }: MessageAttribute) {
  return {
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  }
}
