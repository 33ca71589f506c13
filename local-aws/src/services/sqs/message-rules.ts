import { hash } from 'node:crypto'
import type { Caller } from '../../identity/caller.ts'
import {
  invalidMessageContents,
  invalidParameter,
  invalidValue,
  messageTooLong,
  missingParameter,
} from './errors.ts'
import type { NewMessage } from './message.ts'
import {
  checkMessageAttributes,
  hasOnlyAllowedCharacters,
  type MessageAttributes,
  md5OfAttributes,
  sizeOfAttributes,
} from './message-attributes.ts'
import type { Queue } from './queue.ts'

/** The members that `SendMessage` and an entry of `SendMessageBatch` have in common. */
export interface SendInput {
  MessageBody: string
  DelaySeconds?: number
  MessageAttributes?: MessageAttributes
  MessageSystemAttributes?: MessageAttributes
  MessageDeduplicationId?: string
  MessageGroupId?: string
}

export interface Sender {
  caller: Caller
  /** The trace header of the request. */
  traceHeader: string | undefined
}

const MAX_DELAY_SECONDS = 900
/** "1–128 alphanumeric characters and punctuation (!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~)" */
const TOKEN = /^[!-~]{1,128}$/
const TRACE_HEADER = 'AWSTraceHeader'

/**
 * Returns the bytes that count towards `MaximumMessageSize` and the limit of a batch; system attributes do not count.
 */
export function sizeOf({ MessageBody, MessageAttributes }: SendInput): number {
  return Buffer.byteLength(MessageBody) + sizeOfAttributes(MessageAttributes)
}

/**
 * Validates a message.
 *
 * @throws AwsError as documented for `SendMessage`
 */
export function validated(input: SendInput, queue: Queue, sender: Sender): NewMessage {
  checkBody(input, queue.settings.maximumMessageSize)
  checkDelay(input.DelaySeconds, queue.fifo)
  if (queue.fifo) checkFifoIds(input, queue.settings.contentBasedDeduplication)
  else checkStandardIds(input)
  const attributes = nonEmpty(input.MessageAttributes)
  if (attributes) checkMessageAttributes(attributes)
  const body = input.MessageBody
  return {
    content: {
      body,
      md5OfBody: hash('md5', body),
      attributes,
      md5OfAttributes: attributes && md5OfAttributes(attributes),
      traceHeader: traceHeaderOf(input.MessageSystemAttributes) ?? sender.traceHeader,
      senderId: sender.caller.kind === 'principal' ? sender.caller.userId : sender.caller.service,
      groupId: input.MessageGroupId,
    },
    delayMs: input.DelaySeconds === undefined || queue.fifo ? undefined : input.DelaySeconds * 1000,
    deduplicationId: input.MessageDeduplicationId,
    size: sizeOf(input),
  }
}

function checkBody(input: SendInput, limit: number): void {
  const body = input.MessageBody
  if (!body) throw missingParameter('MessageBody')
  if (sizeOf(input) > limit) throw messageTooLong(limit, 'are invalid')
  if (!hasOnlyAllowedCharacters(body)) throw invalidMessageContents()
}

function checkDelay(seconds: number | undefined, fifo: boolean): void {
  if (seconds === undefined) return
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_DELAY_SECONDS) {
    throw invalidValue('DelaySeconds', seconds, 'DelaySeconds must be >= 0 and <= 900')
  }
  // "When you set FifoQueue, you can't set DelaySeconds per message."
  if (fifo && seconds > 0) {
    throw invalidValue(
      'DelaySeconds',
      seconds,
      'The request include parameter that is not valid for this queue type',
    )
  }
}

function checkFifoIds({ MessageGroupId, MessageDeduplicationId }: SendInput, byContent: boolean): void {
  if (MessageGroupId === undefined) throw missingParameter('MessageGroupId')
  checkToken('MessageGroupId', MessageGroupId)
  checkDeduplicationId({ MessageDeduplicationId }, byContent)
  if (MessageDeduplicationId !== undefined) checkToken('MessageDeduplicationId', MessageDeduplicationId)
}

/**
 * @param byContent whether SQS derives a missing id from the body
 * @throws AwsError `InvalidParameterValue`
 */
export function checkDeduplicationId(
  { MessageDeduplicationId }: Pick<SendInput, 'MessageDeduplicationId'>,
  byContent: boolean,
): void {
  if (MessageDeduplicationId !== undefined || byContent) return
  throw invalidParameter(
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
  )
}

function checkStandardIds({ MessageGroupId, MessageDeduplicationId }: SendInput): void {
  if (MessageGroupId !== undefined) checkToken('MessageGroupId', MessageGroupId)
  if (MessageDeduplicationId === undefined) return
  throw invalidValue(
    'MessageDeduplicationId',
    MessageDeduplicationId,
    'The request includes a parameter that is not valid for this queue type',
  )
}

function checkToken(name: string, value: string): void {
  if (TOKEN.test(value)) return
  throw invalidValue(
    name,
    value,
    `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
  )
}

/** "Currently, the only supported message system attribute is AWSTraceHeader. Its type must be String." */
function traceHeaderOf(attributes: MessageAttributes | undefined): string | undefined {
  let header: string | undefined
  for (const name in attributes) {
    const { DataType, StringValue } = attributes[name] ?? {}
    if (name !== TRACE_HEADER) throw invalidParameter(`Message system attribute name '${name}' is invalid.`)
    if (DataType !== 'String' || !StringValue) {
      throw invalidParameter(`The message system attribute '${name}' must be of type String and not empty.`)
    }
    header = StringValue
  }
  return header
}

function nonEmpty(attributes: MessageAttributes | undefined): MessageAttributes | undefined {
  for (const _ in attributes) return attributes
  return undefined
}
