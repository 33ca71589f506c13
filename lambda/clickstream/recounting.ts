import { clickstreamTrends } from '../contracts/consumers/clickstream-trends.ts'
import { PermanentFailure } from '../queue/failures.ts'
import type { S3Notification } from '../queue/s3-notification.ts'
import type { Facts } from '../runtime/hop.ts'
import { countArrivals } from './arrivals.ts'
import type { Outcome } from './count-result.ts'
import { mayBeForgotten } from './counted-events-table.ts'
import { measureCounting } from './counting-metrics.ts'
import { readGenerations } from './generations.ts'
import { type GivenUpReading, notDone, takeGivenUp } from './given-up-batches.ts'

/** Some records of a batch cannot be counted; retries do not help. */
export class RecordsNotCounted extends PermanentFailure {
  override readonly name = 'RecordsNotCounted'
}

const recounting: GivenUpReading<Outcome> = {
  list: clickstreamTrends,
  tooLate: (event, now) =>
    mayBeForgotten(event, now) ? 'arrived so long ago that it is unknown whether it was counted' : undefined,
  take: async events => countArrivals(events, await readGenerations()),
  measure: measureCounting,
  refuse: (reasons, records) => new RecordsNotCounted(notDone(reasons, records, 'counted')),
}

/**
 * Counts the valid records in batches that the reader gave up. Events that the reader counted before are not counted
 * again.
 *
 * @throws RecordsNotCounted after all others are counted; another PermanentFailure for an object that is not a batch;
 *   the error of a service that is down
 */
export async function recount(notification: S3Notification): Promise<Facts> {
  const outcomes = await takeGivenUp(notification, recounting)
  const counted = outcomes.filter(outcome => outcome === 'counted' || outcome === 'late')
  return { counted: String(counted.length) }
}
