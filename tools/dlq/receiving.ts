import { DeleteMessageCommand, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import { AT_ONCE, type HeldLetters } from './held-letters.ts'
import { type Letter, letterOf } from './letter.ts'

/** Short polling asks some of SQS's servers, a long poll all of them. */
const WAIT_SECONDS = 1
/** Polls without a new letter, until a queue that should have more counts as seen. */
const PATIENCE = 3

/** How long a letter that was looked at stays hidden if this process is killed: long enough to go through the queue. */
export function hiddenSeconds({ depth: { waiting } }: Queue): number {
  return Math.min(43_200, 60 + Math.ceil(waiting / 10))
}

/** All that a queue shows, each letter once, as it was received together. Ends early when the signal aborts. */
export async function* received(
  client: SQSClient,
  queue: Queue,
  held: HeldLetters,
  signal: AbortSignal,
): AsyncGenerator<Letter[]> {
  let without = 0
  while (!signal.aborted) {
    const fresh = (await receive(client, queue)).filter(letter => held.add(letter))
    if (fresh.length > 0) yield fresh
    without = fresh.length > 0 ? 0 : without + 1
    // Of a FIFO queue, those behind the first of their group are counted and not shown.
    if (without > 0 && (queue.fifo || held.seen >= queue.depth.waiting)) return
    if (without >= PATIENCE) return
  }
}

/** @returns ten at most */
export async function receive(client: SQSClient, queue: Queue): Promise<Letter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queue.url,
      MaxNumberOfMessages: AT_ONCE,
      VisibilityTimeout: hiddenSeconds(queue),
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  )
  return Messages.map(letterOf)
}

export async function remove(client: SQSClient, { url }: Queue, { receiptHandle }: Letter): Promise<void> {
  await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }))
}
