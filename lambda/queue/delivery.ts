import type { SQSRecord } from 'aws-lambda'
import type { Arrival } from '../runtime/hop.ts'

/** One arrival of a message from a queue. */
export interface Delivery extends Arrival {
  /** When it was first received. */
  firstReceivedAt: Date
  /** What its visibility timeout is changed with. */
  receiptHandle: string
  /** FIFO queues only: where it stands in its queue. */
  sequenceNumber: string | undefined
}

export function deliveryOf({ messageId, receiptHandle, eventSourceARN, attributes }: SQSRecord): Delivery {
  return {
    messageId,
    // On a standard queue the group is a tenant, and nothing waits for it.
    group: eventSourceARN.endsWith('.fifo') ? attributes.MessageGroupId : undefined,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    sentAt: new Date(Number(attributes.SentTimestamp)),
    firstReceivedAt: new Date(Number(attributes.ApproximateFirstReceiveTimestamp)),
    receivedAt: new Date(),
    receiptHandle,
    sequenceNumber: attributes.SequenceNumber,
  }
}
