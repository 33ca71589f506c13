import type { Actions, RequestContext } from '../../../api/service-api.ts'
import { AwsError } from '../../../aws-error.ts'
import { batchError, invalidParameter, notSimulated } from '../errors.ts'
import { checkMessageAttributes } from '../message-attributes.ts'
import {
  checkContent,
  checkMessage,
  checkOrdering,
  type MessageInput,
  messageSize,
} from '../message-input.ts'
import { messageBodies } from '../message-structure.ts'
import type { Publishing, PublishResult } from '../publishing.ts'
import type { Topic } from '../topic.ts'
import type { TopicStore } from '../topic-store.ts'

interface PublishInput extends MessageInput {
  TopicArn?: string
  TargetArn?: string
  PhoneNumber?: string
}

interface PublishBatchInput {
  TopicArn: string
  PublishBatchRequestEntries: readonly BatchEntry[]
}

type BatchEntry = MessageInput & { Id: string }

const MAX_ENTRIES = 10

export function publishActions(store: TopicStore, publishing: Publishing): Actions {
  function Publish(input: PublishInput, { caller, traceHeader }: RequestContext): PublishResult {
    if (input.PhoneNumber !== undefined) throw notSimulated('text messages: publish to a TopicArn')
    if (input.TargetArn?.includes(':endpoint/')) throw notSimulated('mobile push: publish to a TopicArn')
    const arn = input.TopicArn ?? input.TargetArn
    if (arn === undefined)
      throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter')
    const topic = store.topic(arn)
    checkMessage(input, topic)
    const keyArn = publishing.usableKey(topic, caller)
    return publishing.accept(topic, input, { keyArn, traceHeader })
  }

  function PublishBatch(input: PublishBatchInput, { caller, traceHeader }: RequestContext) {
    const entries = input.PublishBatchRequestEntries
    checkBatch(entries)
    const topic = store.topic(input.TopicArn)
    checkEntries(entries, topic)
    const keyArn = publishing.usableKey(topic, caller)

    const Successful: (PublishResult & { Id: string })[] = []
    const Failed: { Id: string; Code: string; Message: string; SenderFault: boolean }[] = []
    for (const entry of entries) {
      const { Id } = entry
      try {
        checkContent(entry)
        Successful.push({ Id, ...publishing.accept(topic, entry, { keyArn, traceHeader }) })
      } catch (error) {
        if (!(error instanceof AwsError)) throw error
        const Code = error.queryCode ?? error.code
        Failed.push({ Id, Code, Message: error.message, SenderFault: error.fault === 'Sender' })
      }
    }
    return { Successful, Failed }
  }

  return { Publish, PublishBatch }
}

function checkBatch(entries: readonly BatchEntry[]): void {
  if (entries.length === 0) {
    throw batchError('EmptyBatchRequest', "The batch request doesn't contain any entries.")
  }
  if (entries.length > MAX_ENTRIES) {
    throw batchError(
      'TooManyEntriesInBatchRequest',
      'The batch request contains more entries than permissible.',
    )
  }
  const ids = entries.map(({ Id }) => Id)
  if (new Set(ids).size < ids.length) {
    throw batchError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.')
  }
  ids.forEach(checkEntryId)
}

/** "Up to 80 characters: alphanumeric characters, hyphens(-), and underscores (_)." */
function checkEntryId(id: string): void {
  if (id.length > 80) {
    throw batchError('InvalidBatchEntryId', `The Id of a batch entry in the batch request is too long: ${id}`)
  }
  if (!/^[\w-]+$/.test(id)) {
    throw batchError(
      'InvalidBatchEntryId',
      `The Id of a batch entry in the batch request contains an impermissible character: ${id}`,
    )
  }
}

/**
 * Checks the errors of one entry that fail the whole batch on AWS: invalid attributes, a text that is not valid for its
 * message structure, and missing ids on FIFO topics. Other invalid content fails only its own entry.
 */
function checkEntries(entries: readonly BatchEntry[], topic: Topic): void {
  for (const entry of entries) {
    checkMessageAttributes(entry.MessageAttributes ?? {})
    messageBodies(entry.Message, entry.MessageStructure)
    checkOrdering(entry, topic)
  }
  const size = entries.reduce((total, entry) => total + messageSize(entry), 0)
  if (size > topic.maximumMessageSize) {
    throw batchError(
      'BatchRequestTooLong',
      'The length of all the messages put together is more than the limit.',
    )
  }
}
