import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import { type BatchEntry, type BatchResult, checkEntries, failedEntry } from '../batch.ts'
import { useKey } from '../encryption.ts'
import { batchTooLong } from '../errors.ts'
import type { NewMessage, SentMessage } from '../message.ts'
import { md5OfAttributes } from '../message-attributes.ts'
import { type SendInput, sizeOf, validated } from '../message-rules.ts'
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
    SendMessage(input: SendInput & { QueueUrl?: string }, context: RequestContext): SendResult {
      const queue = queues.byUrl(input.QueueUrl)
      const message = validated(input, queue, context)
      useKey(keys, queue, 'GenerateDataKey', context.caller)
      const [sent] = queue.send([message])
      return resultOf(input, message, sent as SentMessage)
    },

    SendMessageBatch(
      input: { QueueUrl?: string; Entries?: SendEntry[] },
      context: RequestContext,
    ): BatchResult<SendResult & { Id: string }> {
      const queue = queues.byUrl(input.QueueUrl)
      const entries = checkEntries(input.Entries, 'SendMessageBatchRequestEntry')
      const size = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
      if (size > MAX_MESSAGE_BYTES) throw batchTooLong(MAX_MESSAGE_BYTES, size)
      useKey(keys, queue, 'GenerateDataKey', context.caller)

      const result: BatchResult<SendResult & { Id: string }> = { Successful: [], Failed: [] }
      const accepted: { entry: SendEntry & { Id: string }; message: NewMessage }[] = []
      for (const entry of entries) {
        try {
          accepted.push({ entry, message: validated(entry, queue, context) })
        } catch (error) {
          result.Failed.push(failedEntry(entry.Id, error))
        }
      }
      const sent = queue.send(accepted.map(({ message }) => message))
      accepted.forEach(({ entry, message }, index) => {
        result.Successful.push({ Id: entry.Id, ...resultOf(entry, message, sent[index] as SentMessage) })
      })
      return result
    },
  }
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
