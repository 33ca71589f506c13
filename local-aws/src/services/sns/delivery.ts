import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Inbox, OutgoingMessage, QueuePort, Queues } from '../../ports.ts'
import { notification } from './notification.ts'
import type { Publication } from './publication.ts'
import type { Subscription } from './subscription.ts'

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
    const { counters, subscriptions } = publication.message.topic
    for (const subscription of subscriptions.values()) {
      const { filterPolicy, protocol } = subscription
      const reason = filterPolicy?.rejects(publication, protocol)
      if (reason) counters.filteredOut(reason)
      else if (protocol === 'sqs') this.#toQueue(publication, subscription)
      else this.#toMailbox(publication, subscription)
    }
  }

  /**
   * "Amazon SNS doesn't retry the message delivery that fails as a result of a client-side error": the queue was
   * deleted, its policy forbids it, its key is disabled, or SQS refuses the message (characters, size, and in raw
   * delivery more than ten attributes). The message goes to the subscription's dead-letter queue as it would have been delivered, which
   * can refuse it for the same reason; without one, SNS discards it. Server-side errors, which SNS does retry, do not
   * happen between services of one process.
   */
  #toQueue(publication: Publication, subscription: Subscription): void {
    const { counters } = publication.message.topic
    const { endpoint, deadLetterQueue } = subscription
    if (this.#send(publication, subscription, endpoint)) return counters.delivered()
    counters.failed()
    if (!deadLetterQueue) return
    if (this.#send(publication, subscription, deadLetterQueue)) counters.redrivenToDlq()
    else counters.failedToRedriveToDlq()
  }

  /** @returns whether SQS took it */
  #send(publication: Publication, subscription: Subscription, queueArn: string): boolean {
    try {
      const queue = this.#queues.byArn(queueArn)
      queue.send(this.#outgoing(publication, subscription, queue), publication.message.topic.caller)
      return true
    } catch (error) {
      if (error instanceof AwsError) return false
      throw error
    }
  }

  #outgoing(publication: Publication, subscription: Subscription, queue: QueuePort): OutgoingMessage {
    const { message } = publication
    const { attributes, traceHeader } = message
    const content = subscription.rawMessageDelivery
      ? { body: message.bodies('sqs'), attributes }
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
    topic.counters.delivered()
  }
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
