import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BatchResultErrorEntry,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { outageBy, Unavailable } from '../runtime/unavailable.ts'
import { MAXIMUM_MESSAGE_BYTES } from './message-size.ts'

const sqs = sdkClient(SQSClient)

/** A message to a standard queue. */
export interface OutgoingMessage {
  body: string
  /** Whose message it is, where the queue is fair between tenants. */
  group: string
}

/** "To send up to 10 messages to the specified queue" (SQS API reference, SendMessageBatch). */
const MOST_ENTRIES = 10

/** Batches on their way at once. */
const AT_ONCE = 10
const ATTEMPTS = 4
const FIRST_PAUSE_MS = 50

/** SQS took some messages of a batch and not others, several times over. */
export class MessagesNotSent extends Error {
  override readonly name = 'MessagesNotSent'

  constructor(failed: readonly BatchResultErrorEntry[]) {
    const codes = [...new Set(failed.map(({ Code }) => Code))].join(', ')
    super(`SQS did not take ${failed.length} messages of a batch: ${codes}`, { cause: outageIn(failed) })
  }
}

function outageIn(failed: readonly BatchResultErrorEntry[]): Unavailable | undefined {
  const isOurs = ({ Code = '', SenderFault }: BatchResultErrorEntry) =>
    SenderFault && outageBy(Code) === undefined
  if (failed.some(isOurs)) return undefined
  const [{ Code = '' } = {}] = failed
  return new Unavailable(outageBy(Code) === 'kms' ? 'kms' : 'sqs', Code)
}

/**
 * Sends messages to a standard queue, in batches side by side. What SQS answers not to have taken is sent again.
 *
 * @throws MessagesNotSent and what the client throws, once nothing is on its way any more; an unknown part of the
 * messages was sent then
 */
export async function sendAll(queueUrl: string, messages: Iterable<OutgoingMessage>): Promise<void> {
  const batches = batchesOf(messages)
  // They take from the one generator, so that a batch is made when its turn comes. The first to fail closes it.
  const sender = async () => {
    for (const batch of batches) await sendBatch(queueUrl, batch.map(entry))
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, sender))
  const failure = ends.find(end => end.status === 'rejected')
  if (failure) throw failure.reason
}

/** As few batches as keep the order and SQS's limits. */
export function* batchesOf(messages: Iterable<OutgoingMessage>): Generator<OutgoingMessage[]> {
  let batch: OutgoingMessage[] = []
  let bytes = 0
  for (const message of messages) {
    const size = Buffer.byteLength(message.body)
    if (batch.length === MOST_ENTRIES || (batch.length > 0 && bytes + size > MAXIMUM_MESSAGE_BYTES)) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(message)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

function entry({ body, group }: OutgoingMessage, index: number): SendMessageBatchRequestEntry {
  return { Id: String(index), MessageBody: body, MessageGroupId: group }
}

async function sendBatch(
  QueueUrl: string,
  entries: SendMessageBatchRequestEntry[],
  attempt = 1,
): Promise<void> {
  const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }))
  if (Failed.length === 0) return
  // "Specifies whether the error happened due to the caller of the batch API action": then no repetition helps.
  if (attempt === ATTEMPTS || Failed.some(({ SenderFault }) => SenderFault)) throw new MessagesNotSent(Failed)

  await sleep(Math.random() * FIRST_PAUSE_MS * 2 ** attempt)
  const failed = new Set(Failed.map(({ Id }) => Id))
  await sendBatch(
    QueueUrl,
    entries.filter(({ Id }) => failed.has(Id)),
    attempt + 1,
  )
}
