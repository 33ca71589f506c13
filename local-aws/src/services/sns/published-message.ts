import type { MessageAttributes } from './message-attributes.ts'
import type { MessageBodies } from './message-structure.ts'

/** A message as its topic accepted it. */
export interface PublishedMessage {
  messageId: string
  bodies: MessageBodies
  subject: string | undefined
  attributes: MessageAttributes
  /** ISO 8601 with milliseconds. */
  timestamp: string
  /** On FIFO topics, and if the publisher gave one. */
  groupId: string | undefined
  /** On FIFO topics. */
  deduplicationId: string | undefined
  /** On FIFO topics. */
  sequenceNumber: string | undefined
  /** The header `X-Amzn-Trace-Id` of the request. */
  traceHeader: string | undefined
}
