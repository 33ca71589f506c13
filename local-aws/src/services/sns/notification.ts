import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import { unsubscribeLink } from './links.ts'
import type { MessageAttributes } from './message-attributes.ts'
import type { Publication } from './publication.ts'
import type { Subscription } from './subscription.ts'
import type { Topic } from './topic.ts'

/**
 * The JSON document that contains the message if delivery is not raw: SNS developer guide, "HTTP/HTTPS notification
 * JSON format". On FIFO topics, it has a sequence number and no signature ("FIFO topics message delivery"). "The boolean
 * attribute Replayed is added to each replayed message" (Message replay for FIFO topic subscribers).
 */
export function notification(publication: Publication, subscription: Subscription, account: Account): string {
  const { topic, attributes } = publication.message
  const content = contentOf(publication, subscription)
  return JSON.stringify({
    ...content,
    ...(topic.fifo ? {} : signature(content, topic, account)),
    UnsubscribeURL: unsubscribeUrl(subscription, account),
    MessageAttributes: Object.keys(attributes).length > 0 ? describe(attributes) : undefined,
    Replayed: publication.replayed || undefined,
  })
}

/** The members that sign a document. */
export function signature(content: object, { signatureVersion }: Topic, account: Account) {
  return {
    SignatureVersion: signatureVersion,
    Signature: sign(content, signatureVersion),
    SigningCertURL: certificateUrl(account),
  }
}

/**
 * The event that a function gets: one record with the members of {@link notification}, under the names of Lambda's
 * events, such as `SigningCertUrl` and `UnsubscribeUrl`, and with empty members included (Lambda developer guide,
 * "Invoking Lambda functions with Amazon SNS notifications").
 */
export function lambdaEvent(publication: Publication, subscription: Subscription, account: Account): object {
  const { topic, subject = null, attributes } = publication.message
  const content = contentOf(publication, subscription)
  return {
    Records: [
      {
        EventSource: 'aws:sns',
        EventVersion: '1.0',
        EventSubscriptionArn: subscription.arn,
        Sns: {
          ...content,
          Subject: subject,
          SignatureVersion: topic.signatureVersion,
          Signature: sign(content, topic.signatureVersion),
          SigningCertUrl: certificateUrl(account),
          UnsubscribeUrl: unsubscribeUrl(subscription, account),
          MessageAttributes: describe(attributes),
        },
      },
    ],
  }
}

/** The signed content. */
function contentOf({ message }: Publication, { protocol }: Subscription) {
  return {
    Type: 'Notification',
    MessageId: message.messageId,
    SequenceNumber: message.sequenceNumber,
    TopicArn: message.topic.arn,
    Subject: message.subject,
    Message: message.bodies(protocol),
    Timestamp: message.timestamp,
  }
}

function certificateUrl({ region }: Account): string {
  return `https://sns.${region}.amazonaws.com/SimpleNotificationService-${CERTIFICATE}.pem`
}

function unsubscribeUrl(subscription: Subscription, account: Account): string {
  if (subscription.protocol === 'email-json') return unsubscribeLink(subscription, account)
  return `${account.endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`
}

const CERTIFICATE = '0'.repeat(32)

/**
 * A value in the shape of a signature. It depends on the content, but no key belongs to it, so it cannot be verified.
 */
function sign(content: object, version: string): string {
  const hash = createHash(version === '2' ? 'sha256' : 'sha1')
  return hash.update(JSON.stringify(content)).digest('base64')
}

function describe(attributes: MessageAttributes): Record<string, { Type: string; Value: string }> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  )
}
