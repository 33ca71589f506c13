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
 *
 * @param atMost the longest time, in seconds, until then
 */
export function backoffOf(
  { receiveCount, sentAt, firstReceivedAt, receivedAt }: Delivery,
  atMost = LONGEST_SECONDS,
): number {
  const secondsWaited = (receivedAt.getTime() - firstReceivedAt.getTime()) / 1_000
  const longest = Math.max(LONGEST_AT_FIRST_SECONDS, secondsWaited * SHARE_OF_WAITING)
  const seconds = backoffSeconds(receiveCount, Math.min(longest, atMost))
  if (receiveCount < MAXIMUM_RECEIVES / 2) return seconds
  const secondsLeft = RETENTION_SECONDS - (receivedAt.getTime() - sentAt.getTime()) / 1_000
  const spread = Math.ceil(secondsLeft / Math.max(1, MAXIMUM_RECEIVES - receiveCount))
  return Math.min(LONGEST_SECONDS, Math.max(seconds, spread))
}

/** 1 to `seconds`, at random. */
export function upTo(seconds: number): number {
  return Math.ceil((1 - Math.random()) * seconds)
}
