import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys } from '../../../ports.ts'
import { useKey } from '../encryption.ts'
import { invalidValue } from '../errors.ts'
import type { Queue } from '../queue.ts'
import type { QueueDirectory } from '../queue-directory.ts'
import { type ApiMessage, selection, toApiMessage } from '../received-message.ts'

interface ReceiveInput {
  QueueUrl: string
  AttributeNames?: string[]
  MessageSystemAttributeNames?: string[]
  MessageAttributeNames?: string[]
  MaxNumberOfMessages?: number
  VisibilityTimeout?: number
  WaitTimeSeconds?: number
  ReceiveRequestAttemptId?: string
}

const ATTEMPT_ID = /^[!-~]{1,128}$/

/** `ReceiveMessage`. */
export function receivingActions(queues: QueueDirectory, keys: Keys): Actions {
  return {
    async ReceiveMessage(input: ReceiveInput, context: RequestContext): Promise<{ Messages?: ApiMessage[] }> {
      const queue = queues.byUrl(input.QueueUrl)
      checkRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10)
      checkRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200)
      checkRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20, 'Must be >= 0 and <= 20, if provided')
      checkAttemptId(input.ReceiveRequestAttemptId, queue)
      const selected = selection(
        [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
        input.MessageAttributeNames ?? [],
      )
      useKey(keys, queue, 'Decrypt', context.caller)
      const request = {
        maximum: input.MaxNumberOfMessages ?? 1,
        visibilityTimeoutMs:
          input.VisibilityTimeout === undefined ? undefined : input.VisibilityTimeout * 1000,
        attemptId: input.ReceiveRequestAttemptId,
      }
      const waitMs =
        input.WaitTimeSeconds === undefined ? queue.settings.waitMs : input.WaitTimeSeconds * 1000
      const deliveries = await queue.receive(request, waitMs, waitMs > 0 ? context.signal : undefined)
      if (deliveries.length === 0) return {}
      return { Messages: deliveries.map(delivery => toApiMessage(delivery, selected)) }
    },
  }
}

function checkRange(
  name: string,
  value: number | undefined,
  lowest: number,
  highest: number,
  rule = `Must be between ${lowest} and ${highest}, if provided`,
): void {
  if (value === undefined || (Number.isInteger(value) && value >= lowest && value <= highest)) return
  throw invalidValue(name, value, rule)
}

function checkAttemptId(attemptId: string | undefined, queue: Queue): void {
  if (attemptId === undefined) return
  if (!queue.fifo) {
    throw invalidValue(
      'ReceiveRequestAttemptId',
      attemptId,
      'The request includes a parameter that is not valid for this queue type',
    )
  }
  if (!ATTEMPT_ID.test(attemptId)) {
    throw invalidValue(
      'ReceiveRequestAttemptId',
      attemptId,
      'It can only include alphanumeric and punctuation characters. 1 to 128 in length',
    )
  }
}
