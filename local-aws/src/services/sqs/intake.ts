import type { Random } from '../../random.ts'
import { Message, type MessageContent } from './message.ts'

/** Creates the messages of one queue and assigns their placement. */
export class Intake {
  readonly #fifo: boolean
  readonly #random: Random
  #arrived = 0

  constructor(fifo: boolean, random: Random) {
    this.#fifo = fifo
    this.#random = random
  }

  /** Creates a message that a producer or a move task sends: "all redriven messages are considered new messages". */
  fresh(content: MessageContent, deduplicationId: string | undefined, now: number): Message {
    const order = ++this.#arrived
    return new Message(content, {
      order,
      sequenceNumber: this.#sequenceNumber(order),
      id: this.#random.uuid(),
      sentAt: now,
      enteredAt: now,
      deduplicationId,
      deadLetterSourceArn: undefined,
      earlierReceives: 0,
      firstReceivedAt: undefined,
    })
  }

  /**
   * Creates a message that the redrive policy moves here from `sourceArn`.
   *
   * "For standard queues … the enqueue timestamp is unchanged. For FIFO queues, the enqueue timestamp resets" (Using
   * dead-letter queues). "The original message's deduplication ID will be replaced with the original message's ID"
   * (Configure a dead-letter queue redrive).
   */
  deadLetter(message: Message, sourceArn: string, now: number): Message {
    const order = ++this.#arrived
    return new Message(message.content, {
      order,
      sequenceNumber: this.#sequenceNumber(order),
      id: message.id,
      sentAt: this.#fifo ? now : message.sentAt,
      enteredAt: now,
      deduplicationId: this.#fifo ? message.id : undefined,
      deadLetterSourceArn: sourceArn,
      earlierReceives: message.receiveCount,
      firstReceivedAt: message.firstReceivedAt,
    })
  }

  /** "The large, non-consecutive number that Amazon SQS assigns to each message": 20 digits, strictly increasing. */
  #sequenceNumber(order: number): string | undefined {
    return this.#fifo ? `188${String(order * 256).padStart(17, '0')}` : undefined
  }
}
