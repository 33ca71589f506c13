import { invalidParameter } from './errors.ts'
import { attributesSize, checkMessageAttributes, type MessageAttributes } from './message-attributes.ts'
import type { Topic } from './topic.ts'

/** The common members of `Publish` and an entry of `PublishBatch`. */
export interface MessageInput {
  Message: string
  Subject?: string
  MessageStructure?: string
  MessageAttributes?: MessageAttributes
  MessageDeduplicationId?: string
  MessageGroupId?: string
}

/** "Up to 128 alphanumeric characters and punctuation". */
const TOKEN = /^[\x21-\x7e]{1,128}$/

/** "No line breaks or control characters, and less than 100 characters long." */
const SUBJECT = /^[^\p{Cc}]{1,99}$/u

/** @throws AwsError `InvalidParameter`, `ParameterValueInvalid` */
export function checkMessage(input: MessageInput, topic: Topic): void {
  checkMessageAttributes(input.MessageAttributes ?? {})
  checkOrdering(input, topic)
  checkContent(input)
  if (messageSize(input) > topic.maximumMessageSize) throw invalidParameter('Message too long')
}

/** Checks the ids that the type of the topic requires or excludes. */
export function checkOrdering(input: MessageInput, topic: Topic): void {
  const { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId } = input
  if (topic.fifo && !groupId) {
    throw invalidParameter('The MessageGroupId parameter is required for FIFO topics')
  }
  if (topic.fifo && !topic.contentBasedDeduplication && !deduplicationId) {
    throw invalidParameter(
      'The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    )
  }
  if (!topic.fifo && deduplicationId !== undefined) {
    throw invalidParameter(
      'MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that is not valid for this topic type',
    )
  }
  checkToken('MessageGroupId', groupId)
  checkToken('MessageDeduplicationId', deduplicationId)
}

function checkToken(parameter: string, value: string | undefined): void {
  if (value === undefined || TOKEN.test(value)) return
  throw invalidParameter(
    `${parameter} Reason: ${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length`,
  )
}

/** Checks the message and its subject. */
export function checkContent({ Message, Subject, MessageStructure }: MessageInput): void {
  if (!Message) throw invalidParameter('Empty message')
  if (Subject !== undefined && !SUBJECT.test(Subject)) throw invalidParameter('Subject')
  if (MessageStructure !== undefined && MessageStructure !== 'json') {
    throw invalidParameter(`MessageStructure Reason: ${MessageStructure} is not json`)
  }
}

/** In bytes, including the attributes. */
export function messageSize({ Message, MessageAttributes = {} }: MessageInput): number {
  return Buffer.byteLength(Message) + attributesSize(MessageAttributes)
}
