import type { MessageAttribute } from '../../ports.ts'

/** What a producer sent, validated and with digests. It stays the same in every queue that the message is in. */
export interface MessageContent {
  readonly body: string
  /** Lower-case hex. */
  readonly md5OfBody: string
  readonly attributes: Readonly<Record<string, MessageAttribute>> | undefined
  readonly md5OfAttributes: string | undefined
  /** The message system attribute `AWSTraceHeader`. */
  readonly traceHeader: string | undefined
  /** The value of `SenderId`: the caller's user id. */
  readonly senderId: string
  readonly groupId: string | undefined
}

/** A message that passed validation. */
export interface NewMessage {
  readonly content: MessageContent
  /** Overrides the queue's `DelaySeconds`. */
  readonly delayMs: number | undefined
  readonly deduplicationId: string | undefined
  /** `SentMessageSize`: body and attributes, in bytes. */
  readonly size: number
}

export interface SentMessage {
  readonly messageId: string
  readonly sequenceNumber: string | undefined
}

/** A message's placement in one queue. Times are milliseconds since the epoch. */
export interface Placement {
  readonly id: string
  /** A counter of the queue's messages: gives the order of arrival and identifies the message in receipt handles. */
  readonly order: number
  /** `SentTimestamp`, from which retention counts. */
  readonly sentAt: number
  /** When the message entered this queue; later than `sentAt` in a dead-letter queue. */
  readonly enteredAt: number
  readonly deduplicationId: string | undefined
  readonly sequenceNumber: string | undefined
  /** The queue from which the redrive policy moved the message. */
  readonly deadLetterSourceArn: string | undefined
  /** Receives in earlier queues: `ApproximateReceiveCount` counts "across all queues". */
  readonly earlierReceives: number
  readonly firstReceivedAt: number | undefined
}

export type MessageState = 'delayed' | 'visible' | 'in flight' | 'gone'

/** A message in a queue. */
export class Message {
  readonly content: MessageContent
  readonly id: string
  readonly order: number
  readonly sentAt: number
  readonly enteredAt: number
  readonly deduplicationId: string | undefined
  readonly sequenceNumber: string | undefined
  readonly deadLetterSourceArn: string | undefined
  readonly earlierReceives: number

  state: MessageState = 'delayed'
  /**
   * Among visible messages, the lowest rank goes first. It is the order of arrival unless the message was moved to the
   * back.
   */
  rank: number
  /** How many messages of a FIFO queue had become visible when it last did. */
  turn = 0
  /** When a delayed or in-flight message becomes visible. */
  due = 0
  /** Receives in this queue; only the receipt handle of the last one is valid. */
  receives = 0
  firstReceivedAt: number | undefined
  /** When the receive that put it in flight started. */
  receivedAt = 0
  /** Whether its visibility timeout was changed since that receive. */
  visibilityChanged = false

  /** Its index in the heap that contains it, if any. */
  heapIndex = -1
  /** Its neighbours in the order of sending. */
  older: Message | undefined = undefined
  newer: Message | undefined = undefined

  constructor(content: MessageContent, placement: Placement) {
    this.content = content
    this.id = placement.id
    this.order = placement.order
    this.rank = placement.order
    this.sentAt = placement.sentAt
    this.enteredAt = placement.enteredAt
    this.deduplicationId = placement.deduplicationId
    this.sequenceNumber = placement.sequenceNumber
    this.deadLetterSourceArn = placement.deadLetterSourceArn
    this.earlierReceives = placement.earlierReceives
    this.firstReceivedAt = placement.firstReceivedAt
  }

  /** `ApproximateReceiveCount`. */
  get receiveCount(): number {
    return this.earlierReceives + this.receives
  }
}
