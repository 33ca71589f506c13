import { createHash } from 'node:crypto'
import type { Account } from '../../account.ts'
import type { MessageAttributes } from './message-attributes.ts'
import type { Publication } from './publication.ts'
import type { Subscription } from './subscription.ts'

/**
 * The JSON document that a message travels in unless its delivery is raw: SNS developer guide, "HTTP/HTTPS
 * notification JSON format"; on FIFO topics with a sequence number and without a signature ("FIFO topics
 * message delivery").
 */
export function notification(
  { message }: Publication,
  subscription: Subscription,
  { endpoint, region }: Account,
): string {
  const { topic, attributes } = message
  const content = {
    Type: 'Notification',
    MessageId: message.messageId,
    SequenceNumber: message.sequenceNumber,
    TopicArn: topic.arn,
    Subject: message.subject,
    Message: message.bodies(subscription.protocol),
    Timestamp: message.timestamp,
  }
  const signature = topic.fifo
    ? {}
    : {
        SignatureVersion: topic.signatureVersion,
        Signature: sign(content, topic.signatureVersion),
        SigningCertURL: `https://sns.${region}.amazonaws.com/SimpleNotificationService-${CERTIFICATE}.pem`,
      }
  return JSON.stringify({
    ...content,
    ...signature,
    UnsubscribeURL: `${endpoint}/?Action=Unsubscribe&SubscriptionArn=${subscription.arn}`,
    MessageAttributes: describe(attributes),
  })
}

const CERTIFICATE = '0'.repeat(32)

/** It has the shape of a signature and depends on the content, but there is no key behind it: it verifies nowhere. */
function sign(content: object, version: string): string {
  const hash = createHash(version === '2' ? 'sha256' : 'sha1')
  return hash.update(JSON.stringify(content)).digest('base64')
}

function describe(
  attributes: MessageAttributes,
): Record<string, { Type: string; Value: string }> | undefined {
  const entries = Object.entries(attributes)
  if (entries.length === 0) return undefined
  return Object.fromEntries(
    entries.map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue ?? '' },
    ]),
  )
}
