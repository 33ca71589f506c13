import { backoffSeconds, upTo } from '../queue/backoff.ts'
import type { Delivery } from '../queue/delivery.ts'

/** Which of SES's two quotas is used up. */
export type Quota = 'rate' | 'day'

const LONGEST_SECONDS = 60
const HOUR_MS = 3_600_000
const HALF_HOUR_SECONDS = 30 * 60

/**
 * How long a throttled mail goes back to the queue, in whole seconds; undefined to wait as all messages do.
 *
 * The rate is free again after a second: the wait is short at first, and up to a minute for mails that are throttled
 * repeatedly. If it is still not free after an hour, the rate is not the cause. A daily quota becomes free gradually
 * over hours, hence 30 to 60 minutes.
 */
export function secondsToWait(
  quota: Quota,
  { receiveCount, firstReceivedAt, receivedAt }: Delivery,
): number | undefined {
  if (quota === 'day') return HALF_HOUR_SECONDS + upTo(HALF_HOUR_SECONDS)
  if (receivedAt.getTime() - firstReceivedAt.getTime() > HOUR_MS) return undefined
  return backoffSeconds(receiveCount, LONGEST_SECONDS)
}
