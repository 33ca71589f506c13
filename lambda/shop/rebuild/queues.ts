import { depthOf } from '../../queue/queue-depth.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { RebuildRefused } from './refused.ts'

const urls = {
  waiting: environmentVariable('REPLAY_QUEUE_URL'),
  deadLetters: environmentVariable('REPLAY_DEAD_LETTER_QUEUE_URL'),
  undelivered: environmentVariable('REPLAY_UNDELIVERED_QUEUE_URL'),
}

/** How many replayed events are in the queues, those in progress among them. SQS calls the numbers approximate. */
export type ReplayQueues = Record<keyof typeof urls, number>

export async function readQueues(): Promise<ReplayQueues> {
  const [waiting, deadLetters, undelivered] = await Promise.all([
    depthOf(urls.waiting),
    depthOf(urls.deadLetters),
    depthOf(urls.undelivered),
  ])
  return { waiting, deadLetters, undelivered }
}

/**
 * @param acceptDeadLetters how many events may be left out
 * @throws RebuildRefused if a replayed event is not in the read model yet, or cannot get there
 */
export async function assertEmpty(acceptDeadLetters: number): Promise<void> {
  const { waiting, deadLetters, undelivered } = await readQueues()
  if (deadLetters > acceptDeadLetters) {
    throw new RebuildRefused(
      `${deadLetters} replayed events could not be written and are dead letters: npm run dlq -- list shop-replayed ` +
        'shows why. Repair the cause and redrive them, or drop them, and then run the same command again. If you have ' +
        `looked at all of them and the read model can do without, run it with --accept-dead-letters ${deadLetters}.`,
    )
  }
  if (undelivered > 0) {
    throw new RebuildRefused(
      `SNS could not deliver ${undelivered} replayed events: npm run dlq lists the queue that holds them. Repair the ` +
        'cause and redrive them, or drop them, and then run the same command again.',
    )
  }
  if (waiting > 0) throw new RebuildRefused(`${waiting} replayed events wait to be written. Ask again later.`)
}
