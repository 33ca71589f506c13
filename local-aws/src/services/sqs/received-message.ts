import type { ReceivedMessage } from '../../ports.ts'
import type { Delivery } from './delivery.ts'
import { invalidAttributeName } from './errors.ts'
import { type MessageAttributes, md5OfAttributes } from './message-attributes.ts'
import { isQueueAttribute } from './queue-description.ts'

/** `Message` in the API. */
export interface ApiMessage {
  MessageId: string
  ReceiptHandle: string
  MD5OfBody: string
  Body: string
  Attributes?: Record<string, string>
  MD5OfMessageAttributes?: string
  MessageAttributes?: MessageAttributes
}

/** The attributes that a receive requests of each message. */
export interface AttributeSelection {
  system: (name: string) => boolean
  user: (name: string) => boolean
  allUser: boolean
  anySystem: boolean
  anyUser: boolean
}

const SYSTEM_ATTRIBUTES: ReadonlySet<string> = new Set([
  'All',
  'ApproximateFirstReceiveTimestamp',
  'ApproximateReceiveCount',
  'AWSTraceHeader',
  'DeadLetterQueueSourceArn',
  'MessageDeduplicationId',
  'MessageGroupId',
  'SenderId',
  'SentTimestamp',
  'SequenceNumber',
])

/**
 * @param systemNames `MessageSystemAttributeNames`, and `AttributeNames` of older clients, whose type includes queue
 * attributes, which "are ignored"
 * @param userNames `MessageAttributeNames`: "All or .*", "a prefix, for example bar.*", or
 * names; AWS also takes `*` for all
 * @throws InvalidAttributeName for a system attribute that does not exist
 */
export function selection(systemNames: readonly string[], userNames: readonly string[]): AttributeSelection {
  const unknown = systemNames.find(name => !SYSTEM_ATTRIBUTES.has(name) && !isQueueAttribute(name))
  if (unknown !== undefined) throw invalidAttributeName(unknown)
  const system = new Set(systemNames.filter(name => SYSTEM_ATTRIBUTES.has(name)))
  const user = new Set(userNames)
  const prefixes = userNames.filter(name => name.endsWith('.*')).map(name => name.slice(0, -2))
  const allUser = ['All', '.*', '*'].some(name => user.has(name))
  return {
    system: system.has('All') ? () => true : name => system.has(name),
    user: name => allUser || user.has(name) || prefixes.some(prefix => name.startsWith(prefix)),
    allUser,
    anySystem: system.size > 0,
    anyUser: user.size > 0,
  }
}

/** A delivery as `ReceiveMessage` returns it. */
export function toApiMessage(delivery: Delivery, selected: AttributeSelection): ApiMessage {
  const { message, receiptHandle } = delivery
  const { body, md5OfBody, attributes } = message.content
  const answer: ApiMessage = {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5OfBody,
    Body: body,
  }
  if (selected.anySystem) answer.Attributes = systemAttributesOf(delivery, selected.system)
  if (!selected.anyUser || !attributes) return answer
  if (selected.allUser) {
    answer.MessageAttributes = attributes
    answer.MD5OfMessageAttributes = message.content.md5OfAttributes as string
    return answer
  }
  const chosen = Object.entries(attributes).filter(([name]) => selected.user(name))
  if (chosen.length === 0) return answer
  answer.MessageAttributes = Object.fromEntries(chosen)
  answer.MD5OfMessageAttributes = md5OfAttributes(answer.MessageAttributes)
  return answer
}

/** A delivery as other services receive it, with all attributes. */
export function toReceivedMessage(delivery: Delivery): ReceivedMessage {
  const { message, receiptHandle } = delivery
  const { body, md5OfBody, attributes, md5OfAttributes: md5 } = message.content
  return {
    messageId: message.id,
    receiptHandle,
    body,
    md5OfBody,
    attributes: { ...attributes },
    md5OfAttributes: md5,
    systemAttributes: systemAttributesOf(delivery, () => true),
  }
}

function systemAttributesOf(
  { message, receiveCount }: Delivery,
  selected: (name: string) => boolean,
): Record<string, string> {
  const values: Record<string, string> = {}
  const add = (name: string, value: string | undefined) => {
    if (value !== undefined && selected(name)) values[name] = value
  }
  add('SenderId', message.content.senderId)
  add('ApproximateFirstReceiveTimestamp', String(message.firstReceivedAt))
  add('ApproximateReceiveCount', String(receiveCount))
  add('SentTimestamp', String(message.sentAt))
  add('SequenceNumber', message.sequenceNumber)
  add('MessageDeduplicationId', message.deduplicationId)
  add('MessageGroupId', message.content.groupId)
  add('AWSTraceHeader', message.content.traceHeader)
  add('DeadLetterQueueSourceArn', message.deadLetterSourceArn)
  return values
}
