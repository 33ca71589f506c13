import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import type { AwsError } from '../../aws-error.ts'
import type { Caller, ServiceCaller } from '../../identity/caller.ts'
import { useServiceKey, WRITING_VERIFIED } from '../../key-errors.ts'
import type { Keys } from '../../ports.ts'
import type { ArchivedContent } from './archive.ts'
import type { Accepted } from './deduplication-window.ts'
import type { Delivery } from './delivery.ts'
import { keyError } from './errors.ts'
import { type MessageInput, messageSize } from './message-input.ts'
import { messageBodies } from './message-structure.ts'
import { Publication } from './publication.ts'
import type { PublishedMessage } from './published-message.ts'
import type { Topic } from './topic.ts'

/** The response of a topic that accepted a message. */
export interface PublishResult {
  MessageId: string
  SequenceNumber?: string
}

interface AcceptOptions {
  /** The key that encrypts the message. */
  keyArn: string | undefined
  /** The header `X-Amzn-Trace-Id` of the request. */
  traceHeader: string | undefined
}

const AWS_MANAGED_KEY = 'alias/aws/sns'

/** Accepts messages for topics and passes them to delivery. */
export class Publishing {
  readonly #account: Account
  readonly #keys: Keys
  readonly #delivery: Delivery

  constructor(account: Account, keys: Keys, delivery: Delivery) {
    this.#account = account
    this.#keys = keys
    this.#delivery = delivery
  }

  /**
   * Checks that the publisher may use the topic's key: "kms:GenerateDataKey*" and "kms:Decrypt" (Key management).
   *
   * @returns the ARN of the key, if the topic has one
   * @throws AwsError as {@link keyError}
   */
  usableKey(topic: Topic, caller: Caller): string | undefined {
    const { kmsMasterKeyId: key } = topic
    if (!key) return undefined
    if (key === AWS_MANAGED_KEY && caller.kind === 'service') throw refusedToServices(caller)
    const access = { caller, via: 'sns', context: { 'aws:sns:topicArn': topic.arn } }
    return useServiceKey(() => this.#keys.use(key, WRITING_VERIFIED, access), keyError)
  }

  /**
   * @param input a message that is valid for `topic`
   * @param keyArn what {@link usableKey} returned
   */
  accept(topic: Topic, input: MessageInput, { keyArn, traceHeader }: AcceptOptions): PublishResult {
    const bodies = messageBodies(input.Message, input.MessageStructure)
    topic.counters.published(messageSize(input))
    const now = this.#account.clock.now()
    const deduplicationId = topic.fifo ? (input.MessageDeduplicationId ?? sha256(input.Message)) : undefined
    const key = deduplicationId && deduplicationKey(topic, input, deduplicationId)
    const earlier = key && topic.deduplication.find(key, now)
    if (earlier) return result(earlier)

    const messageId = this.#account.random.uuid()
    const sequenceNumber = topic.fifo ? topic.nextSequenceNumber() : undefined
    if (key && sequenceNumber) topic.deduplication.add(key, { messageId, sequenceNumber }, now)
    const message: PublishedMessage = {
      messageId,
      bodies,
      subject: input.Subject,
      // "Message attributes are sent only when the message structure is String, not JSON."
      attributes: (input.MessageStructure === undefined && input.MessageAttributes) || {},
      timestamp: new Date(now).toISOString(),
      groupId: input.MessageGroupId,
      deduplicationId,
      sequenceNumber,
      traceHeader,
    }
    this.#archive(topic, { message, keyArn, bytes: messageSize(input) })
    this.#delivery.fanOut(new Publication({ ...message, topic }, { replayed: false }))
    return { MessageId: messageId, SequenceNumber: sequenceNumber }
  }

  /** A replay is no part of the publisher's request, so the archive does not keep its trace. */
  #archive(topic: Topic, accepted: ArchivedContent): void {
    const { archive, counters, name } = topic
    if (!archive) return
    const wasFull = archive.full
    archive.add({ ...accepted, message: { ...accepted.message, traceHeader: undefined } })
    counters.archived(accepted.bytes)
    if (wasFull || !archive.full) return
    const reason = 'its archive is full: a replay lacks the oldest messages from now on'
    this.#account.activity.report({ kind: 'delivery', name, reason })
  }
}

/** Event sources that are AWS services need "a customer managed KMS key" whose policy allows them (Key management). */
function refusedToServices({ service }: ServiceCaller): AwsError {
  return keyError(
    'AccessDeniedException',
    `${service} cannot use ${AWS_MANAGED_KEY}; encrypt the topic with a customer managed key that allows it.`,
  )
}

function result({ messageId, sequenceNumber }: Accepted): PublishResult {
  return { MessageId: messageId, SequenceNumber: sequenceNumber }
}

/** "When set to MessageGroup the message deduplication scope is within each individual message group." */
function deduplicationKey(topic: Topic, { MessageGroupId }: MessageInput, deduplicationId: string): string {
  return topic.deduplicatesByGroup ? `${MessageGroupId} ${deduplicationId}` : deduplicationId
}

/** "Amazon SNS uses a SHA-256 hash to generate the MessageDeduplicationId using the body of the message." */
function sha256(body: string): string {
  return createHash('sha256').update(body).digest('hex')
}
