import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import { goRound } from './group-round.ts'
import { AT_ONCE, HeldLetters } from './held-letters.ts'
import type { Letter } from './letter.ts'
import { received, remove } from './receiving.ts'
import type { Sieve } from './sieve.ts'

/**
 * Looks at what a queue shows, and leaves it there. SQS shows a queue by receiving alone: each letter stays hidden until
 * all have been seen, and its receive count goes up by one.
 *
 * @param see returns whether to go on
 * @returns how many it has seen
 */
export async function look(
  client: SQSClient,
  queue: Queue,
  signal: AbortSignal,
  see: (letter: Letter) => boolean,
): Promise<number> {
  const held = new HeldLetters(client, queue)
  try {
    for await (const letters of received(client, queue, held, signal)) {
      if (!letters.every(see)) break
    }
  } finally {
    await held.release()
  }
  return held.seen
}

/**
 * Takes all letters out of a queue, those too that come meanwhile.
 *
 * @param take puts a letter where it is to go; afterwards it is deleted here
 * @returns how many it has taken
 */
export async function empty(
  client: SQSClient,
  queue: Queue,
  signal: AbortSignal,
  take: Sieve['take'],
): Promise<number> {
  const held = new HeldLetters(client, queue)
  let taken = 0
  try {
    for await (const letters of received(client, queue, held, signal)) {
      for (const letter of letters) {
        if (signal.aborted) return taken
        await take(letter)
        await remove(client, queue, letter)
        held.forget(letter)
        taken++
      }
    }
    return taken
  } finally {
    await held.release()
  }
}

/**
 * Takes what is wanted out of a queue, and leaves the rest.
 *
 * Of a group of a FIFO queue SQS shows the first ten until they are gone, so that what is behind them is reached only by
 * sending those ten to the end of the queue: the whole group then goes round once, and keeps its order.
 */
export async function sift(client: SQSClient, queue: Queue, sieve: Sieve): Promise<void> {
  const held = new HeldLetters(client, queue)
  const wanted: Letter[] = []
  const cut = new Set<string | undefined>()
  try {
    for await (const letters of received(client, queue, held, sieve.signal)) {
      // SQS fills a batch group by group, so only the last may go on behind it.
      if (letters.length === AT_ONCE) cut.add(letters.at(-1)?.group)
      wanted.push(...letters.filter(sieve.wants))
    }
    // Not before all has been seen: what is redriven may fail again at once, and come back.
    for (const letter of wanted) {
      if (sieve.signal.aborted) return
      await sieve.take(letter)
      await remove(client, queue, letter)
      held.forget(letter)
    }
    if (!queue.fifo || !sieve.reachesBehind || !(await hidesMore(client, queue))) return
    for (const group of cut) {
      await held.releaseGroup(group)
      await goRound(client, queue, group, held, sieve)
    }
  } finally {
    await held.release()
  }
}

/** Whether there are letters that this process neither holds nor can receive. */
async function hidesMore(client: SQSClient, { url }: Queue): Promise<boolean> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  return Number(Attributes?.ApproximateNumberOfMessages) > 0
}
