import type { MessageAttribute } from '../../ports.ts'

/** What a producer sent, validated and digested; never changes, whatever queue the message is in. */
export interface MessageContent {
  readonly body: string
  /** Lower-case hex. */
  readonly md5OfBody: string
  readonly attributes: Readonly<Record<string, MessageAttribute>> | undefined
  readonly md5OfAttributes: string | undefined
  /** The message system attribute `AWSTraceHeader`. */
  readonly traceHeader: string | undefined
  /** As `SenderId` gives it: the caller's user id. */
  readonly senderId: string
  readonly groupId: string | undefined
}

/** A message that passed validation. */
export interface NewMessage {
  readonly content: MessageContent
  /** Overrides the queue's `DelaySeconds`. */
  readonly delayMs: number | undefined
  readonly deduplicationId: string | undefined
}

export interface SentMessage {
  readonly messageId: string
  readonly sequenceNumber: string | undefined
}

/** A message's place in one queue. Times are milliseconds since the epoch. */
export interface Placement {
  readonly id: string
  /** Counts up in the queue; gives the order of arrival and names the message in receipt handles. */
  readonly order: number
  /** `SentTimestamp`, from which retention counts. */
  readonly sentAt: number
  /** When it came into this queue; later than `sentAt` in a dead-letter queue. */
  readonly enteredAt: number
  readonly deduplicationId: string | undefined
  readonly sequenceNumber: string | undefined
  /** The queue that the redrive policy moved it from. */
  readonly deadLetterSourceArn: string | undefined
  /** Receives in queues before this one: `ApproximateReceiveCount` counts "across all queues". */
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
  /** Among visible messages, the lower goes first; the order of arrival unless it was moved to the back. */
  rank: number
  /** When it becomes visible, while it is delayed or in flight. */
  due = 0
  /** Receives in this queue; the last of them is the one whose receipt handle is valid. */
  receives = 0
  firstReceivedAt: number | undefined
  /** The start of the receive that it is in flight for. */
  receivedAt = 0
  /** Whether its timeout was changed since that receive. */
  visibilityChanged = false

  /** Its place in the heap that it is in, if any. */
  heapIndex = -1
  /** Its neighbours in order of sending. */
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
