import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import { boundedChunks } from '../runtime/chunks.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { unavailableIn } from '../runtime/unavailable.ts'
import { EntryNotTaken, MOST_ENTRIES, sendEntries } from './batch-entries.ts'
import { MAXIMUM_MESSAGE_BYTES } from './message-size.ts'

const sqs = sdkClient(SQSClient)

/** A message to a standard queue. */
export interface OutgoingMessage {
  body: string
  /** Whose message it is, where the queue is fair between tenants. */
  group?: string
  /** When it can be received, in seconds from now, up to 900. @default - at once */
  delaySeconds?: number
}

/** Batches on their way at once. */
const AT_ONCE = 10

/** SQS took some messages of a batch and not others, several times over. */
export class MessagesNotSent extends Error {
  override readonly name = 'MessagesNotSent'

  constructor(failures: readonly Error[]) {
    const codes = new Set(failures.map(error => (error instanceof EntryNotTaken ? error.code : error.name)))
    const isOutage = failures.every(error => unavailableIn(error) !== undefined)
    super(
      `SQS did not take ${failures.length} messages of a batch: ${[...codes].join(', ')}`,
      isOutage ? { cause: failures[0] } : {},
    )
  }
}

/**
 * Sends messages to a standard queue, in batches side by side. What SQS answers not to have taken is sent again.
 *
 * @returns how many were sent
 * @throws MessagesNotSent and what the client throws, once nothing is on its way any more; an unknown part of the
 * messages was sent then
 */
export async function sendAll(queueUrl: string, messages: Iterable<OutgoingMessage>): Promise<number> {
  let sent = 0
  const batches = batchesOf(messages)
  // They take from the one generator, so that a batch is made when its turn comes. The first to fail closes it.
  const sender = async () => {
    for (const batch of batches) {
      await sendWhole(queueUrl, batch)
      sent += batch.length
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, sender))
  const failure = ends.find(end => end.status === 'rejected')
  if (failure) throw failure.reason
  return sent
}

async function sendWhole(queueUrl: string, batch: readonly OutgoingMessage[]): Promise<void> {
  const outcomes = await sendBatch(queueUrl, batch)
  const failures = outcomes.filter(outcome => outcome !== undefined)
  if (failures.length > 0) throw new MessagesNotSent(failures)
}

/** As few batches as keep the order and SQS's limits. */
export function batchesOf(messages: Iterable<OutgoingMessage>): Generator<OutgoingMessage[]> {
  return boundedChunks(messages, ({ body }) => Buffer.byteLength(body), {
    values: MOST_ENTRIES,
    bytes: MAXIMUM_MESSAGE_BYTES,
  })
}

/**
 * Sends one batch, and again what SQS answers not to have taken of it.
 *
 * @param batch one of {@link batchesOf}
 * @returns for each message, in order, why SQS did not take it; undefined where it did
 * @throws what the client throws: none was sent then, or the answer did not come
 */
export function sendBatch(
  QueueUrl: string,
  batch: readonly OutgoingMessage[],
): Promise<(Error | undefined)[]> {
  const entries = batch.map(({ body, group, delaySeconds }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageGroupId: group,
    DelaySeconds: delaySeconds,
  }))
  return sendEntries('sqs', entries, async Entries => {
    const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
    return Failed
  })
}
