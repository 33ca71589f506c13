import { type Clock, toMilliseconds } from '../../../clock.ts'

/** "Lambda polls each shard in your Kinesis stream for records at a base rate of once per second" (developer guide). */
const BASE_RATE_MS = toMilliseconds({ seconds: 1 })
/** Where an hour passes in a second, a poll a second would leave no time for work. */
const MIN_REAL_MS = 20

/** Between two polls of a shard with nothing to read, in ms of the clock. */
export function pollingInterval({ pace }: Clock): number {
  return Math.max(BASE_RATE_MS, MIN_REAL_MS * pace)
}
