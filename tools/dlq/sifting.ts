import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import type { Queue } from '../clients/pipelines/queues.ts'
import { type Letter, letterOf } from './letter.ts'

/** What is done with each letter of a queue. */
export interface Sieve {
  /** Whether to take it. */
  wants(letter: Letter): boolean
  /** Puts it where it is to go; afterwards it is deleted here. */
  take(letter: Letter): Promise<void>
  /**
   * Whether to look behind the first ten of a group as well, which sends them to the end of their queue and so restarts
   * their retention.
   */
  readonly reachesBehind: boolean
}

/** What became of a queue's letters. */
export interface Sifted {
  readonly taken: readonly Letter[]
  /** Seen and left there. Each was received, which its receive count shows. */
  readonly left: readonly Letter[]
}

/** "The maximum number of messages to return. … Valid values: 1 to 10" (SQS, ReceiveMessage). */
const MOST_RECEIVED = 10
/** How long a letter that was looked at stays hidden if this process is killed. */
const HIDDEN_SECONDS = 60
/** Short polling asks some of SQS's servers, a long poll all of them. */
const WAIT_SECONDS = 1

/**
 * Goes through a queue and takes what is wanted out of it.
 *
 * SQS shows a queue by receiving alone: what is not wanted stays hidden until all has been seen, and then comes back. Of a
 * group of a FIFO queue SQS shows the first ten until they are gone, so that what is behind them is reached only by
 * sending those ten to the end of the queue: the whole group then goes round once, and keeps its order.
 */
export async function sift(client: SQSClient, queue: Queue, sieve: Sieve): Promise<Sifted> {
  const taken: Letter[] = []
  const held: Letter[] = []
  try {
    for await (const letter of received(client, queue)) {
      if (sieve.wants(letter)) {
        await takeOut(client, queue, letter, sieve)
        taken.push(letter)
      } else held.push(letter)
    }
    if (!queue.fifo || !sieve.reachesBehind) return { taken, left: held }
    const full = fullGroups([...taken, ...held])
    for (const group of full) {
      const ofGroup = held.filter(letter => letter.group === group)
      const rest = held.filter(letter => letter.group !== group)
      held.splice(0, held.length, ...rest)
      const round = await goRound(client, queue, ofGroup, sieve)
      taken.push(...round.taken)
      held.push(...round.left)
    }
    return { taken, left: held }
  } finally {
    await show(client, queue, held)
  }
}

async function* received(client: SQSClient, queue: Queue): AsyncGenerator<Letter> {
  for (;;) {
    const letters = await receive(client, queue)
    if (letters.length === 0) return
    yield* letters
  }
}

async function receive(client: SQSClient, { url }: Queue): Promise<Letter[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: MOST_RECEIVED,
      VisibilityTimeout: HIDDEN_SECONDS,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  )
  return Messages.map(letterOf)
}

/** Where SQS may hide more: as many as it gives at once have been seen of them. */
function fullGroups(seen: readonly Letter[]): (string | undefined)[] {
  const groups = Map.groupBy(seen, ({ group }) => group)
  return [...groups].flatMap(([group, letters]) => (letters.length >= MOST_RECEIVED ? [group] : []))
}

/**
 * Takes what is wanted out of one group of a FIFO queue, and sends the rest to its end, each before it is deleted:
 * killed in between, one letter is there twice, and none is lost.
 */
async function goRound(
  client: SQSClient,
  queue: Queue,
  first: readonly Letter[],
  sieve: Sieve,
): Promise<Sifted> {
  const taken: Letter[] = []
  const copies = new Set<string | undefined>()
  let batch: readonly Letter[] = first
  const left: Letter[] = []
  while (batch.length > 0) {
    for (const [index, letter] of batch.entries()) {
      // The first copy has come to the front: the group has gone round.
      if (copies.has(letter.messageId)) return { taken, left: batch.slice(index) }
      if (sieve.wants(letter)) {
        await takeOut(client, queue, letter, sieve)
        taken.push(letter)
      } else {
        copies.add(await sendToEnd(client, queue, letter))
        await remove(client, queue, letter)
      }
    }
    batch = (await receive(client, queue)).filter(({ group }) => group === first[0]?.group)
  }
  return { taken, left }
}

async function takeOut(client: SQSClient, queue: Queue, letter: Letter, sieve: Sieve): Promise<void> {
  await sieve.take(letter)
  await remove(client, queue, letter)
}

async function sendToEnd(client: SQSClient, { url }: Queue, letter: Letter): Promise<string | undefined> {
  const { MessageId } = await client.send(
    new SendMessageCommand({
      QueueUrl: url,
      MessageBody: letter.body,
      MessageAttributes: letter.attributes,
      MessageGroupId: letter.group,
      // Once for each round: it must not count as a repetition of the last one.
      MessageDeduplicationId: `${letter.messageId}-${letter.looks}`,
    }),
  )
  return MessageId
}

async function remove(client: SQSClient, { url }: Queue, { receiptHandle }: Letter): Promise<void> {
  await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receiptHandle }))
}

/** Lets others see the letters again, at once. */
async function show(client: SQSClient, { url }: Queue, letters: readonly Letter[]): Promise<void> {
  for (let start = 0; start < letters.length; start += MOST_RECEIVED) {
    const Entries = letters.slice(start, start + MOST_RECEIVED).map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: 0,
    }))
    await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }))
  }
}
