import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import {
  type BatchEntry,
  type BatchResult,
  batchResult,
  checkEntries,
  type FailedEntry,
  failedEntry,
} from '../batch.ts'
import { useKey } from '../encryption.ts'
import { batchTooLong, invalidParameter, messageTooLong } from '../errors.ts'
import type { NewMessage, SentMessage } from '../message.ts'
import { md5OfAttributes } from '../message-attributes.ts'
import { checkDeduplicationId, type SendInput, sizeOf, validated } from '../message-rules.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { MAX_MESSAGE_BYTES } from '../queue-settings.ts'

interface SendResult {
  MessageId: string
  MD5OfMessageBody: string
  MD5OfMessageAttributes?: string
  MD5OfMessageSystemAttributes?: string
  SequenceNumber?: string
}

interface SendEntry extends SendInput, BatchEntry {}

/** `SendMessage` and `SendMessageBatch`. */
export function sendingActions(queues: QueueDirectory, keys: Keys): Actions {
  return {
    SendMessage(input: SendInput & { QueueUrl: string }, context: RequestContext): SendResult {
      const queue = queues.byUrl(input.QueueUrl)
      const message = validated(input, queue, context)
      useKey(keys, queue, 'GenerateDataKey', context.caller)
      const [sent] = queue.send([message])
      return resultOf(input, message, sent as SentMessage)
    },

    SendMessageBatch(
      input: { QueueUrl: string; Entries: SendEntry[] },
      context: RequestContext,
    ): BatchResult<SendResult & { Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      const entries = input.Entries
      checkEntries(entries, 'SendMessageBatchRequestEntry')
      if (queue.fifo) checkFifoEntries(entries, queue.settings.contentBasedDeduplication)
      const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
      if (size > MAX_MESSAGE_BYTES) throw batchTooLong(MAX_MESSAGE_BYTES, size)
      useKey(keys, queue, 'GenerateDataKey', context.caller)

      const failed: FailedEntry[] = []
      const accepted: { entry: SendEntry; message: NewMessage }[] = []
      for (const entry of entries) {
        try {
          checkEntrySize(entry, queue.settings.maximumMessageSize)
          accepted.push({ entry, message: validated(entry, queue, context) })
        } catch (error) {
          failed.push(failedEntry(entry.Id, error))
        }
      }
      const sent = queue.send(accepted.map(({ message }) => message))
      const successful = accepted.map(({ entry, message }, index) => ({
        Id: entry.Id,
        ...resultOf(entry, message, sent[index] as SentMessage),
      }))
      return batchResult(successful, failed)
    },
  }
}

/**
 * An entry without a message group or a deduplication id fails the whole batch.
 *
 * @throws AwsError `InvalidParameterValue`
 */
function checkFifoEntries(entries: readonly SendEntry[], byContent: boolean): void {
  for (const entry of entries) {
    if (entry.MessageGroupId === undefined) {
      throw invalidParameter('The request must contain the parameter MessageGroupId.')
    }
    checkDeduplicationId(entry, byContent)
  }
}

function checkEntrySize(entry: SendEntry, limit: number): void {
  if (sizeOf(entry) > limit) throw messageTooLong(limit, 'cannot be validated')
}

function resultOf(input: SendInput, { content }: NewMessage, sent: SentMessage): SendResult {
  const result: SendResult = { MessageId: sent.messageId, MD5OfMessageBody: content.md5OfBody }
  if (content.md5OfAttributes !== undefined) result.MD5OfMessageAttributes = content.md5OfAttributes
  if (input.MessageSystemAttributes?.AWSTraceHeader) {
    result.MD5OfMessageSystemAttributes = md5OfAttributes(input.MessageSystemAttributes)
  }
  if (sent.sequenceNumber !== undefined) result.SequenceNumber = sent.sequenceNumber
  return result
}
