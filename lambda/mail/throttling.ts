import { backoffSeconds, upTo } from '../shared/backoff.ts'

/** Which of SES's two quotas is used up. */
export type Quota = 'rate' | 'day'

const LONGEST_SECONDS = 60
const HALF_HOUR_SECONDS = 30 * 60

/**
 * For how long a throttled mail goes back to the queue, in whole seconds.
 *
 * A rate is free again in a second: soon at first, and up to a minute for mails that are throttled again and again. A
 * day's quota becomes free bit by bit over hours, hence 30 to 60 minutes.
 *
 * @param receiveCount 1 at the first attempt
 */
export function secondsToWait(quota: Quota, receiveCount: number): number {
  if (quota === 'day') return HALF_HOUR_SECONDS + upTo(HALF_HOUR_SECONDS)
  return backoffSeconds(receiveCount, LONGEST_SECONDS)
}
