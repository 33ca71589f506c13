import { ProvisionedThroughputExceededException } from '@aws-sdk/client-kinesis'
import { upTo } from '../../queue/backoff.ts'
import { depthOf } from '../../queue/queue-depth.ts'
import { RetryLater } from '../../queue/retry-later.ts'
import { environmentVariable } from '../../runtime/environment.ts'
import { type CheckedProgress, readChecked, storeChecked, takeTurn } from './checked-progress.ts'
import { type ShardTails, shardTails } from './shard-tails.ts'

/** Where purchases are that have not reached the stream: also those that went wrong, all of them if something is broken. */
const purchasesQueueUrls = [
  environmentVariable('PURCHASES_QUEUE_URL'),
  environmentVariable('PURCHASES_DEAD_LETTER_QUEUE_URL'),
  environmentVariable('PURCHASES_UNDELIVERED_QUEUE_URL'),
]
const givenUpQueueUrl = environmentVariable('BASKETS_GIVEN_UP_QUEUE_URL')

/** Between two checks by whichever environment, in ms. A check reads each shard once. */
const CHECK_EVERY_MS = 2_000
/** A purchase that was accepted in this time may not be in its queue yet, in ms. */
const ON_ITS_WAY_MS = 1_000
/** If an environment ends in the middle of a check, the next one begins after this. */
const LONGEST_CHECK_MS = 20_000

/** How old the check of events may be, in ms: a mail that is late is not sent to somebody who has bought meanwhile. */
const RECENT_MS = 60_000

/**
 * In a busy shop there are always purchases on their way to the stream, and no moment without any is seen. There, a mail
 * waits until a purchase is in the baskets that was placed so long after the due time, in ms. This shows that the bridge
 * moves, however many are on their way. It is also how old that purchase, or a moment without any, may be.
 */
const PATIENCE_MS = 15 * 60_000

/** Something that happened before a basket was due may not be in the baskets yet: the mail waits. */
export class ReaderBehind extends RetryLater {
  override readonly name = 'ReaderBehind'
}

let known: CheckedProgress | undefined
let checking: Promise<CheckedProgress | undefined> | undefined

/**
 * Makes sure that everything that happened before a basket was due is in the baskets: what is in the stream, what the
 * reader gave up, and purchases on their way to the stream. For a mail that is late, so is what happened since, up to
 * shortly before now.
 *
 * @param dueAt in ms since 1970
 * @throws ReaderBehind if it is not sure
 */
export async function assertCaughtUp(dueAt: number): Promise<void> {
  for (const look of [async () => known, readChecked, checkOnce]) {
    const checked = await look()
    if (checked && behind(checked, dueAt) === undefined) {
      known = checked
      return
    }
    known = checked ?? known
  }
  throw new ReaderBehind(behind(known, dueAt) ?? 'it is being checked', secondsToWait(Date.now() - dueAt))
}

/** What may be missing; undefined if it is sure that nothing is. */
function behind(checked: CheckedProgress | undefined, dueAt: number): string | undefined {
  const now = Date.now()
  if (!checked || checked.eventsUntil < Math.max(dueAt, now - RECENT_MS)) {
    return 'events from before the due time, or of the time since, may not be read yet'
  }
  const noneIsMissing = checked.purchasesUntil >= Math.max(dueAt, now - PATIENCE_MS)
  const bridgeMoves = checked.purchasedAt >= Math.max(dueAt + PATIENCE_MS, now - PATIENCE_MS)
  if (noneIsMissing || bridgeMoves) return undefined
  return `${checked.purchasesUnderWay} purchases may be on their way to the stream`
}

/** One check for all messages of this environment. @returns undefined if another environment checks */
function checkOnce(): Promise<CheckedProgress | undefined> {
  checking ??= check().finally(() => {
    checking = undefined
  })
  return checking
}

async function check(): Promise<CheckedProgress | undefined> {
  const now = Date.now()
  if (!(await takeTurn(now, now + LONGEST_CHECK_MS))) return undefined
  const before = await readChecked()
  const depths = await Promise.all(purchasesQueueUrls.map(depthOf))
  const purchasesUnderWay = depths.reduce((sum, depth) => sum + depth, 0)
  const { readUntil: eventsUntil, purchasedAt } = await tailsTaken()
  const emptyNow = purchasesUnderWay === 0 ? now - ON_ITS_WAY_MS : 0
  const pending = before.emptyAt || emptyNow
  const confirmed = [emptyNow, pending].find(at => at > 0 && eventsUntil >= at)
  const checked = {
    eventsUntil: Math.max(before.eventsUntil, eventsUntil),
    purchasesUntil: Math.max(before.purchasesUntil, confirmed ?? 0),
    emptyAt: unconfirmed(pending, emptyNow, confirmed),
    purchasesUnderWay,
    purchasedAt: Math.max(before.purchasedAt, purchasedAt),
    nextCheckAt: Date.now() + CHECK_EVERY_MS,
  }
  await storeChecked(checked)
  return checked
}

/**
 * The moment without purchases on their way that the next checks try to confirm; 0 for none. The earliest stays, because
 * a later one would never be confirmed while the reader is behind.
 */
function unconfirmed(pending: number, emptyNow: number, confirmed: number | undefined): number {
  if (confirmed === undefined) return pending
  return confirmed === emptyNow ? 0 : emptyNow
}

/**
 * A batch that the reader gave up is passed over in its shard, so its message must be handled, too.
 *
 * @returns zeros if it is not known
 */
async function tailsTaken(): Promise<ShardTails> {
  try {
    const tails = await shardTails()
    return (await depthOf(givenUpQueueUrl)) === 0 ? tails : UNKNOWN
  } catch (error) {
    // Others read the shard, too: it is not down, and the next check may have room.
    if (error instanceof ProvisionedThroughputExceededException) return UNKNOWN
    throw error
  }
}

const UNKNOWN: ShardTails = { readUntil: 0, purchasedAt: 0 }

const FIRST_WAIT_SECONDS = 3
const LONGEST_AT_FIRST_SECONDS = 300
const LONGEST_WAIT_SECONDS = 11 * 3_600

/**
 * The longer a mail is overdue, the longer its message waits until it looks again, at random: some 220 times in three
 * days, of the 1,000 receives that SQS allows.
 */
export function secondsToWait(overdueMs: number): number {
  const seconds = overdueMs / 1_000
  const longest = Math.max(FIRST_WAIT_SECONDS, Math.min(seconds / 4, LONGEST_AT_FIRST_SECONDS), seconds / 20)
  return upTo(Math.min(longest, LONGEST_WAIT_SECONDS))
}
