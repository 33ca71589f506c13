import type { SQSRecord } from 'aws-lambda'

/** One arrival of a message at a function. */
export interface Delivery {
  messageId: string
  /** 1 at the first arrival. */
  receiveCount: number
  /** When the message came into the queue; the same for every arrival. */
  sentAt: Date
  /** When it was first received. */
  firstReceivedAt: Date
  /** When the function took it up. */
  receivedAt: Date
  /** What its visibility timeout is changed with. */
  receiptHandle: string
  /** FIFO queues only: where it stands in its queue. */
  sequenceNumber: string | undefined
}

export function deliveryOf({ messageId, receiptHandle, attributes }: SQSRecord): Delivery {
  return {
    messageId,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    sentAt: new Date(Number(attributes.SentTimestamp)),
    firstReceivedAt: new Date(Number(attributes.ApproximateFirstReceiveTimestamp)),
    receivedAt: new Date(),
    receiptHandle,
    sequenceNumber: attributes.SequenceNumber,
  }
}
