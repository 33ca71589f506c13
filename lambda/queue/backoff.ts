import { environmentVariable } from '../runtime/environment.ts'
import type { Delivery } from './delivery.ts'

/** The queue's `maxReceiveCount`: then SQS moves the message to the dead-letter queue, without a reason. */
const MAXIMUM_RECEIVES = Number(environmentVariable('MAXIMUM_RECEIVES'))

/** After this time SQS deletes the message. */
const RETENTION_SECONDS = Number(environmentVariable('RETENTION_SECONDS'))

const FACTOR = 4
/** The longest time, in seconds, to hide a message that has not waited for long yet. */
const LONGEST_AT_FIRST_SECONDS = 300
/**
 * Afterwards, the share of the time that it has already waited. A twentieth uses some 220 receives in four days, of the
 * 1,000 that SQS allows. A queue that allows few receives, because its visibility timeout is long, needs a larger share.
 */
const SHARE_OF_WAITING = Math.max(1 / 20, 32 / MAXIMUM_RECEIVES)
/** "The maximum visibility timeout is 12 hours from the time that SQS receives the request" (SQS, ChangeMessageVisibility). */
const LONGEST_SECONDS = 11 * 3_600

/**
 * How long a message that failed stays hidden, in whole seconds: briefly at first, then exponentially longer. Random
 * ("full jitter"), so that messages which failed together do not come back together.
 *
 * @param attempt 1 after the first failure
 */
export function backoffSeconds(attempt: number, longestSeconds = LONGEST_AT_FIRST_SECONDS): number {
  return upTo(Math.min(FACTOR ** attempt, longestSeconds))
}

/**
 * The same for a message whose receives do not count as tries: the longer it has waited, the longer it stays hidden. Once
 * half of the receives that SQS allows are used up, the rest are spread over the time that the message has left.
 */
export function backoffOf(delivery: Delivery): number {
  const { receiveCount, firstReceivedAt, receivedAt } = delivery
  const secondsWaited = (receivedAt.getTime() - firstReceivedAt.getTime()) / 1_000
  const longest = Math.max(LONGEST_AT_FIRST_SECONDS, secondsWaited * SHARE_OF_WAITING)
  const seconds = backoffSeconds(receiveCount, Math.min(longest, LONGEST_SECONDS))
  return spread(seconds, delivery, RETENTION_SECONDS)
}

/**
 * Twice this, and what SQS and Lambda take in between, is less than the twenty minutes within which the alarm on what waits
 * for a release must see a message twice. It may be the only one, and SQS leaves out of a queue's age what was received
 * often.
 */
const LONGEST_FOR_RELEASE_SECONDS = 540

/**
 * The same for a message that waits for a release, for days maybe: not longer and longer. It is random only by a tenth, so
 * that the receives of a queue that allows 480 last for the three days after which it is given up.
 */
export function backoffForRelease(delivery: Delivery): number {
  const longest = Math.min(FACTOR ** delivery.receiveCount, LONGEST_FOR_RELEASE_SECONDS)
  const seconds = longest + 1 - upTo(longest / 10)
  return spread(seconds, delivery, (RETENTION_SECONDS * 3) / 4)
}

/** @param until the age, in seconds, for which the receives must last */
function spread(seconds: number, { receiveCount, sentAt, receivedAt }: Delivery, until: number): number {
  if (receiveCount < MAXIMUM_RECEIVES / 2) return seconds
  const secondsLeft = until - (receivedAt.getTime() - sentAt.getTime()) / 1_000
  const share = Math.ceil(secondsLeft / Math.max(1, MAXIMUM_RECEIVES - receiveCount))
  return Math.min(LONGEST_SECONDS, Math.max(seconds, share))
}

/** 1 to `seconds`, at random. */
export function upTo(seconds: number): number {
  return Math.ceil((1 - Math.random()) * seconds)
}
