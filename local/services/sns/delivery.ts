import type { Account } from '../../account.ts'
import { AwsError } from '../../api/aws-error.ts'
import type { Inbox, OutgoingMessage, QueuePort, Queues } from '../../ports.ts'
import { notification } from './notification.ts'
import type { Publication } from './publication.ts'
import type { Subscription } from './subscription.ts'

/** "A maximum of 10 message attributes can be sent when Raw Message Delivery is enabled." */
const MAXIMUM_RAW_ATTRIBUTES = 10

/** "AWS Notification Message" is the subject of a mail whose message has none. */
const DEFAULT_SUBJECT = 'AWS Notification Message'

/** Brings what a topic accepted to its subscribers. */
export class Delivery {
  readonly #account: Account
  readonly #queues: Queues
  readonly #inbox: Inbox

  constructor(account: Account, queues: Queues, inbox: Inbox) {
    this.#account = account
    this.#queues = queues
    this.#inbox = inbox
  }

  /** To every subscription whose filter policy takes it; in order, since each delivery is over when this returns. */
  fanOut(publication: Publication): void {
    for (const subscription of publication.message.topic.subscriptions.values()) {
      const { filterPolicy, protocol } = subscription
      if (filterPolicy && !filterPolicy.accepts(publication, protocol)) continue
      if (protocol === 'sqs') this.#toQueue(publication, subscription)
      else this.#toMailbox(publication, subscription)
    }
  }

  /**
   * "Amazon SNS doesn't retry the message delivery that fails as a result of a client-side error": the
   * queue was deleted, its key is disabled, its policy or its limits forbid it. The message goes to the
   * subscription's dead-letter queue as it would have been delivered, or is discarded. Server-side errors,
   * which SNS does retry, do not happen between services of one process.
   */
  #toQueue(publication: Publication, subscription: Subscription): void {
    const failure = this.#send(publication, subscription, subscription.endpoint)
    if (failure && subscription.deadLetterQueue) {
      this.#send(publication, subscription, subscription.deadLetterQueue)
    }
  }

  #send(publication: Publication, subscription: Subscription, queueArn: string): AwsError | undefined {
    try {
      const queue = this.#queues.byArn(queueArn)
      queue.send(this.#outgoing(publication, subscription, queue), publication.message.topic.caller)
      return undefined
    } catch (error) {
      if (error instanceof AwsError) return error
      throw error
    }
  }

  #outgoing(publication: Publication, subscription: Subscription, queue: QueuePort): OutgoingMessage {
    const { message } = publication
    const { attributes, traceHeader } = message
    const content = subscription.rawMessageDelivery
      ? { body: message.bodies('sqs'), attributes: rawAttributes(attributes) }
      : { body: notification(publication, subscription, this.#account) }
    return { ...content, ...ordering(publication, queue), traceHeader }
  }

  /** Mail subscriptions count as confirmed from the start: nobody reads the confirmation mail here. */
  #toMailbox(publication: Publication, subscription: Subscription): void {
    const { topic, subject, bodies } = publication.message
    const sender = 'no-reply@sns.amazonaws.com'
    this.#inbox.deliver({
      from: topic.displayName ? `${topic.displayName} <${sender}>` : `AWS Notifications <${sender}>`,
      to: [subscription.endpoint],
      subject: subject ?? DEFAULT_SUBJECT,
      text:
        subscription.protocol === 'email-json'
          ? notification(publication, subscription, this.#account)
          : bodies('email'),
    })
  }
}

function rawAttributes(attributes: Publication['message']['attributes']): OutgoingMessage['attributes'] {
  const count = Object.keys(attributes).length
  if (count <= MAXIMUM_RAW_ATTRIBUTES) return attributes
  throw new AwsError(
    'InvalidParameterValue',
    `Raw message delivery carries at most ${MAXIMUM_RAW_ATTRIBUTES} message attributes, not ${count}.`,
  )
}

/**
 * FIFO queues get the group and the deduplication id of the message. Standard queues get the group id from
 * standard topics, "to activate fair queues"; from FIFO topics, "message group ID is not passed to Amazon
 * SQS standard queues".
 */
function ordering({ message }: Publication, queue: QueuePort): Partial<OutgoingMessage> {
  const { topic, groupId, deduplicationId } = message
  if (queue.fifo) return { groupId, deduplicationId }
  return topic.fifo ? {} : { groupId }
}
