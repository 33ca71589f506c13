import type { Message } from './message.ts'

export interface ReceiveRequest {
  readonly maximum: number
  /** Overrides the queue's `VisibilityTimeout`. */
  readonly visibilityTimeoutMs?: number | undefined
  /** `ReceiveRequestAttemptId` of a FIFO queue. */
  readonly attemptId?: string | undefined
}

/**
 * One receive of one message, as it was at that moment: the message may be received again before the response is sent.
 */
export interface Delivery {
  readonly message: Message
  readonly receiptHandle: string
  readonly receiveCount: number
}
