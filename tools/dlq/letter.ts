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
  /** When it was sent to this queue, ISO 8601. SQS keeps the time of the first queue where it moved the message itself. */
  readonly since: string
  /** When it was received here for the first time, which may be just now. */
  readonly firstLook: string
  /** How often it was received here: by people and their tools, since no function does. */
  readonly looks: number
  /** FIFO queues, and fair ones. */
  readonly group: string | undefined
  /** FIFO queues alone: where it was in its group before tools sent it to the end. It grows along the group. */
  readonly place: string | undefined
  /** The X-Ray trace that it belongs to. */
  readonly traceHeader: string | undefined
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
    firstLook: new Date(Number(Attributes?.ApproximateFirstReceiveTimestamp)).toISOString(),
    looks: Number(Attributes?.ApproximateReceiveCount),
    group: Attributes?.MessageGroupId,
    place: placeIn(Attributes?.MessageDeduplicationId) ?? Attributes?.SequenceNumber,
    traceHeader: Attributes?.AWSTraceHeader,
    attributes: MessageAttributes,
    receiptHandle: ReceiptHandle,
  }
}

/** The deduplication id of a copy that goes to the end of its group: the same for the same letter, and with its place. */
export function copyId({ place, messageId }: Letter): string {
  return `place:${place}:${messageId}`
}

function placeIn(deduplicationId: string | undefined): string | undefined {
  return /^place:(\d+):/.exec(deduplicationId ?? '')?.[1]
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

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** The whole ids by which a letter is meant: of those that begin so, its own and that of what it is about. */
export function idsMeant({ messageId, correlationId, body }: Letter, beginning: string): string[] {
  const own = [messageId, correlationId ?? messageId].filter(id => id.startsWith(beginning))
  if (own.length > 0) return [...new Set(own)]
  // A message that breaks its contract may hold the id in any place.
  if (correlationId !== undefined || !body.includes(beginning)) return []
  const inBody = [...new Set(body.match(UUID))].filter(id => id.startsWith(beginning))
  return inBody.length > 0 ? inBody : [messageId]
}
