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
 * @returns how many it has taken
 * @throws RefusedError where it breaks off in the middle
 */
export async function goRound(
  client: SQSClient,
  queue: Queue,
  group: string | undefined,
  held: HeldLetters,
  sieve: Sieve,
): Promise<number> {
  const places = new Map<string, bigint>()
  let taken = 0
  let without = 0
  try {
    while (without < PATIENCE) {
      if (places.size === 0 && sieve.signal.aborted) return taken
      const letters = await receive(client, queue)
      for (const letter of letters) held.add(letter)
      const ofGroup = letters.filter(letter => letter.group === group)
      if (ofGroup.length === 0 && places.size === 0) return taken
      without = ofGroup.length === 0 ? without + 1 : 0
      for (const letter of ofGroup) {
        if (isFirst(letter, places)) return taken
        if (sieve.wants(letter)) {
          await sieve.take(letter)
          taken++
        } else places.set(await sendToEnd(client, queue, letter), placeOf(letter))
        await remove(client, queue, letter)
        held.forget(letter)
      }
    }
  } catch (cause) {
    throw places.size === 0 ? cause : broken(queue, group, (cause as Error).message)
  }
  throw broken(queue, group, 'somebody else is receiving from it')
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
      `and then: ${because}. Give the same command again before you redrive the queue: it restores the order.`,
  )
}
