import type { Message, MessageAttributeValue } from '@aws-sdk/client-sqs'

/** A message that went wrong, as its queue holds it. */
export interface Letter {
  readonly messageId: string
  readonly body: string
  /** Why a function gave it up; undefined where SQS or SNS put it there. */
  readonly reason: string | undefined
  /** How often it was tried before that. */
  readonly attempts: number | undefined
  /** The purchase, video or post that it belongs to; undefined where the message does not tell. */
  readonly correlationId: string | undefined
  /** The CloudEvents type. */
  readonly event: string | undefined
  /** Since when it is in this queue, ISO 8601. */
  readonly since: string
  /** How often it was received here: by people and their tools, since no function does. */
  readonly looks: number
  /** FIFO queues, and fair ones. */
  readonly group: string | undefined
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>
  readonly receiptHandle: string
}

/** @param message received with all its attributes */
export function letterOf(message: Message): Letter {
  const { MessageId = '', Body = '', ReceiptHandle = '', Attributes, MessageAttributes = {} } = message
  const { type, correlationid } = envelopeOf(Body)
  const attempts = MessageAttributes.attempts?.StringValue
  return {
    messageId: MessageId,
    body: Body,
    reason: MessageAttributes.reason?.StringValue,
    attempts: attempts === undefined ? undefined : Number(attempts),
    correlationId: MessageAttributes.correlationId?.StringValue ?? correlationid,
    event: type,
    since: new Date(Number(Attributes?.SentTimestamp)).toISOString(),
    looks: Number(Attributes?.ApproximateReceiveCount),
    group: Attributes?.MessageGroupId,
    attributes: MessageAttributes,
    receiptHandle: ReceiptHandle,
  }
}

function envelopeOf(body: string): { type?: string; correlationid?: string } {
  try {
    const { type, correlationid } = JSON.parse(body)
    return {
      ...(typeof type === 'string' && { type }),
      ...(typeof correlationid === 'string' && { correlationid }),
    }
  } catch {
    return {}
  }
}

/** Whether it is meant by an id, or the beginning of one: of the message, or of what it is about. */
export function isMeant({ messageId, correlationId, body }: Letter, id: string): boolean {
  if (messageId.startsWith(id) || correlationId?.startsWith(id)) return true
  // A message that breaks its contract may hold the id in any place.
  return correlationId === undefined && body.includes(id)
}
