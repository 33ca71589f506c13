import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import type { HeldLetters } from './held-letters.ts'
import { copyId, type Letter } from './letter.ts'
import { receive, remove } from './receiving.ts'
import { RefusedError } from './refused-error.ts'
import type { Sieve } from './sieve.ts'
import { traceOf } from './trace-header.ts'

/** So many polls, each of a second: somebody else looks at the group, and keeps it hidden meanwhile. */
const PATIENCE = 20

/**
 * Takes what is wanted out of one group of a FIFO queue, and sends the rest to its end, each before it is deleted: killed
 * in between, one letter is there twice, and none is lost.
 *
 * Each copy says which place its letter had at first, so that a round that follows a broken one restores the order.
 *
 * @throws RefusedError where it breaks off in the middle; what `take` throws, at the end: the letter keeps its place, as do
 * those after it
 */
export async function goRound(
  client: SQSClient,
  queue: Queue,
  group: string | undefined,
  held: HeldLetters,
  sieve: Sieve,
): Promise<void> {
  const places = new Map<string, bigint>()
  let failure: Error | undefined
  const take = async (letter: Letter): Promise<boolean> => {
    if (failure !== undefined || !sieve.wants(letter)) return false
    failure = await sieve.take(letter).then(() => undefined, asError)
    return failure === undefined
  }
  try {
    await turn()
  } catch (cause) {
    throw places.size === 0 ? cause : broken(queue, group, asError(cause).message)
  }
  if (failure) throw failure

  async function turn(): Promise<void> {
    for (let without = 0; without < PATIENCE; ) {
      if (places.size === 0 && sieve.signal.aborted) return
      const letters = await receive(client, queue)
      for (const letter of letters) held.add(letter)
      const ofGroup = letters.filter(letter => letter.group === group)
      if (ofGroup.length === 0 && places.size === 0) return
      without = ofGroup.length === 0 ? without + 1 : 0
      for (const letter of ofGroup) {
        if (isFirst(letter, places)) return
        if (!(await take(letter))) places.set(await sendToEnd(client, queue, letter), placeOf(letter))
        await remove(client, queue, letter)
        held.forget(letter)
      }
    }
    throw new Error('somebody else is receiving from it')
  }
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause))
}

/** Whether a copy of this round has come to the front that was before all others: all have been seen, and are in order. */
function isFirst({ messageId }: Letter, places: ReadonlyMap<string, bigint>): boolean {
  const place = places.get(messageId)
  return place !== undefined && [...places.values()].every(other => place <= other)
}

function placeOf({ place = '0' }: Letter): bigint {
  return BigInt(place)
}

async function sendToEnd(client: SQSClient, { url }: Queue, letter: Letter): Promise<string> {
  const { MessageId = '' } = await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: letter.body,
      MessageAttributes: letter.attributes,
      MessageSystemAttributes: traceOf(letter),
      MessageGroupId: letter.group,
      MessageDeduplicationId: copyId(letter),
    }),
  )
  return MessageId
}

function broken({ name }: Queue, group: string | undefined, because: string): RefusedError {
  return new RefusedError(
    `The group ${group} of ${name} is out of order, and none of its messages is lost: the first were sent to its end, ` +
      `and then: ${because.replace(/\.$/, '')}. The next redrive or drop of an id behind its first ten restores the order; do not redrive ` +
      'the whole queue before.',
  )
}
