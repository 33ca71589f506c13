import type { Account } from '../../account.ts'
import { AwsError } from '../../aws-error.ts'
import type { Functions, Inbox, OutgoingMessage, QueuePort, Queues } from '../../ports.ts'
import { unsubscribeLink } from './links.ts'
import { lambdaEvent, notification } from './notification.ts'
import type { Publication } from './publication.ts'
import type { Subscription } from './subscription.ts'
import { senderOf } from './subscription-mail.ts'

/** The subject of a mail if the message has none: "AWS Notification Message". */
const DEFAULT_SUBJECT = 'AWS Notification Message'

/** The destinations that topics deliver to. */
export interface Subscribers {
  queues: Queues
  functions: Pick<Functions, 'invokeAsynchronously'>
  inbox: Inbox
}

/** Delivers the messages that a topic accepted to its subscribers. */
export class Delivery {
  readonly #account: Account
  readonly #subscribers: Subscribers

  constructor(account: Account, subscribers: Subscribers) {
    this.#account = account
    this.#subscribers = subscribers
  }

  /**
   * Delivers to every confirmed subscription, unless it waits for a replay. The order is kept, since each delivery is
   * complete when this returns.
   */
  fanOut(publication: Publication): void {
    for (const subscription of publication.message.topic.subscriptions.values()) {
      if (subscription.confirmed && !subscription.replay?.holdsBack) this.deliver(publication, subscription)
    }
  }

  /** Delivers to one subscription, if its filter policy accepts the message. */
  deliver(publication: Publication, subscription: Subscription): void {
    const { filterPolicy, protocol } = subscription
    const reason = filterPolicy?.rejects(publication, protocol)
    if (reason) publication.message.topic.counters.filteredOut(reason)
    else if (protocol === 'sqs' || protocol === 'lambda') this.#toService(publication, subscription)
    else this.#toMailbox(publication, subscription)
  }

  /**
   * "Amazon SNS doesn't retry the message delivery that fails as a result of a client-side error": the queue or the
   * function was deleted, its policy denies access, the queue's key is disabled, SQS refuses the message (characters,
   * size, or more than ten attributes in raw delivery), or Lambda refuses the event (size). The message goes to the
   * subscription's dead-letter queue in the form that a queue would get, which that queue can refuse for the same
   * reason; without a dead-letter queue, SNS discards the message. Server-side errors, which SNS retries, do not occur
   * between services of one process. If the function fails, Lambda handles it, since Lambda has accepted the event.
   */
  #toService(publication: Publication, subscription: Subscription): void {
    const { counters } = publication.message.topic
    const { protocol, endpoint, deadLetterQueue } = subscription
    const refusal = refusalOf(() =>
      protocol === 'lambda'
        ? this.#invoke(publication, subscription)
        : this.#send(publication, subscription, endpoint),
    )
    if (!refusal) return counters.delivered(publication)
    counters.failed(publication)
    this.#report(publication, `${endpoint} refuses it: ${refusal.message}`)
    if (!deadLetterQueue) return
    const lost = refusalOf(() => this.#send(publication, subscription, deadLetterQueue))
    if (!lost) return counters.redrivenToDlq()
    counters.failedToRedriveToDlq()
    this.#report(publication, `${deadLetterQueue} refuses it, too: ${lost.message}`)
  }

  #report(publication: Publication, reason: string): void {
    this.#account.activity.report({ kind: 'delivery', name: publication.message.topic.name, reason })
  }

  /** @throws AwsError the error of the queue */
  #send(publication: Publication, subscription: Subscription, queueArn: string): void {
    const queue = this.#subscribers.queues.byArn(queueArn)
    queue.send(this.#outgoing(publication, subscription, queue), publication.message.topic.caller)
  }

  /**
   * "Amazon SNS invokes your function asynchronously with an event that contains a message and metadata" (Lambda
   * developer guide).
   *
   * @throws AwsError the error of Lambda
   */
  #invoke(publication: Publication, subscription: Subscription): void {
    const { traceHeader, topic } = publication.message
    const event = lambdaEvent(publication, subscription, this.#account)
    const options = { caller: topic.caller, traceHeader }
    this.#subscribers.functions.invokeAsynchronously(subscription.endpoint, event, options)
  }

  #outgoing(publication: Publication, subscription: Subscription, queue: QueuePort): OutgoingMessage {
    const { message } = publication
    const { attributes, traceHeader } = message
    const content = subscription.rawMessageDelivery
      ? { body: message.bodies('sqs'), attributes }
      : { body: notification(publication, subscription, this.#account) }
    return { ...content, ...ordering(publication, queue), traceHeader }
  }

  #toMailbox(publication: Publication, subscription: Subscription): void {
    const { topic, subject, bodies } = publication.message
    this.#subscribers.inbox.deliver({
      from: senderOf(topic),
      to: [subscription.endpoint],
      subject: subject ?? DEFAULT_SUBJECT,
      text:
        subscription.protocol === 'email-json'
          ? notification(publication, subscription, this.#account)
          : `${bodies('email')}\n\n--\nTo get no more messages from this topic, open this link:\n${unsubscribeLink(subscription, this.#account)}\n`,
    })
    topic.counters.delivered(publication)
  }
}

/** @returns why the service refused the message; undefined if it accepted it */
function refusalOf(send: () => void): AwsError | undefined {
  try {
    send()
    return undefined
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
}

/**
 * FIFO queues get the group and the deduplication id of the message. Standard queues get the group id from standard
 * topics, "to activate fair queues"; from FIFO topics, "message group ID is not passed to Amazon SQS standard queues".
 */
function ordering({ message }: Publication, queue: QueuePort): Partial<OutgoingMessage> {
  const { topic, groupId, deduplicationId } = message
  if (queue.fifo) return { groupId, deduplicationId }
  return topic.fifo ? {} : { groupId }
}
