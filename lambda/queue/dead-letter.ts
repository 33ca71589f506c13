import {
  type MessageAttributeValue,
  SendMessageCommand,
  SQSClient,
  SQSServiceException,
} from '@aws-sdk/client-sqs'
import type { SQSMessageAttribute, SQSRecord } from 'aws-lambda'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { MAXIMUM_MESSAGE_BYTES, messageSize } from './message-size.ts'

const sqs = sdkClient(SQSClient)
const queueUrl = environmentVariable('DEAD_LETTER_QUEUE_URL')

type Attributes = Record<string, MessageAttributeValue>

/** What a dead letter says in addition to the message. */
export interface Epitaph {
  /** As {@link reasonOf} makes it. */
  reason: string
  /** How often it was tried. */
  attempts: number
  /** A {@link loggableId}. */
  correlationId: string | undefined
}

/**
 * Sends a copy of the message, as it came, to the dead-letter queue, with the reason and the number of attempts.
 *
 * SQS accepts the copy whatever the message holds: where the message leaves no room for all attributes, some are left
 * out. On a FIFO queue the copy keeps its group, and the message id is its deduplication id: SQS drops a second copy
 * within five minutes, which is made where the function died before SQS learned that the message was handled.
 *
 * @throws what the client throws where the queue cannot be reached
 */
export async function sendToDeadLetterQueue(record: SQSRecord, epitaph: Epitaph): Promise<void> {
  const copies = fromMostToLeast(record, epitaph).filter(
    attributes => messageSize(record.body, attributes) <= MAXIMUM_MESSAGE_BYTES,
  )
  let refusal: unknown
  for (const attributes of copies) {
    try {
      await send(record, attributes)
      return
    } catch (error) {
      if (!isRefusalOfContent(error)) throw error
      refusal = error
    }
  }
  throw refusal
}

const SHORT_REASON = 100

/** The attributes that a copy may have. Ours replace the message's own of the same names. */
function fromMostToLeast(record: SQSRecord, { reason, attempts, correlationId }: Epitaph): Attributes[] {
  const howOften = { attempts: number(String(attempts)) }
  const why = { reason: text(reason), ...howOften }
  const whose = correlationId === undefined ? {} : { correlationId: text(correlationId) }
  const brought = Object.entries(record.messageAttributes).filter(([name]) => !OURS.includes(name))
  const theirs = Object.fromEntries(brought.map(([name, value]) => [name, asSent(value)]))
  return [
    { ...theirs, ...why, ...whose },
    { ...theirs, ...why },
    { ...why, ...whose },
    { reason: text(reason.slice(0, SHORT_REASON).toWellFormed()), ...howOften },
    howOften,
    {},
  ].filter(attributes => Object.keys(attributes).length <= MOST_ATTRIBUTES)
}

const OURS = ['reason', 'attempts', 'correlationId']
/** "Each message can have up to 10 attributes" (SQS, Message attributes). */
const MOST_ATTRIBUTES = 10

async function send(record: SQSRecord, attributes: Attributes): Promise<void> {
  const { MessageGroupId } = record.attributes
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: queueUrl,
      MessageBody: record.body,
      MessageAttributes: attributes,
      MessageGroupId,
      MessageDeduplicationId: isFifo(record) ? record.messageId : undefined,
    }),
  )
}

/** SQS has several error names for content that it refuses. */
function isRefusalOfContent(error: unknown): boolean {
  return error instanceof SQSServiceException && /^Invalid(MessageContents|ParameterValue)/.test(error.name)
}

function isFifo({ eventSourceARN }: SQSRecord): boolean {
  return eventSourceARN.endsWith('.fifo')
}

function text(StringValue: string): MessageAttributeValue {
  return { DataType: 'String', StringValue }
}

function number(StringValue: string): MessageAttributeValue {
  return { DataType: 'Number', StringValue }
}

/** An attribute as Lambda hands it over, for SQS. */
function asSent({ dataType, stringValue, binaryValue }: SQSMessageAttribute): MessageAttributeValue {
  return {
    DataType: dataType,
    StringValue: stringValue,
    BinaryValue: binaryValue === undefined ? undefined : Buffer.from(binaryValue, 'base64'),
  }
}
