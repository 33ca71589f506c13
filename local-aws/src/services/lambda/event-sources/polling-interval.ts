import { type Clock, toMilliseconds } from '../../../clock.ts'

/** "Lambda polls each shard in your Kinesis stream for records at a base rate of once per second" (developer guide). */
const BASE_RATE_MS = toMilliseconds({ seconds: 1 })
/**
 * If the clock runs so fast that an hour passes in a second, polls once a second would leave no time for other work.
 */
const MIN_REAL_MS = 20

/** The interval between two polls of a shard without records, in ms of the clock. */
export function pollingInterval({ pace }: Clock): number {
  return Math.max(BASE_RATE_MS, MIN_REAL_MS * pace)
}
