import { clickstreamBaskets } from '../../contracts/consumers/clickstream-baskets.ts'
import { PermanentFailure } from '../../queue/failures.ts'
import type { S3Notification } from '../../queue/s3-notification.ts'
import type { Facts } from '../../runtime/hop.ts'
import { type GivenUpReading, notDone, takeGivenUp } from '../given-up-batches.ts'
import type { StreamEvent, StreamRecord } from '../stream-record.ts'
import { lastPurchase } from './basket-events.ts'
import { measureTaking } from './basket-metrics.ts'
import { mayBeForgotten } from './baskets-table.ts'
import { recordRead } from './read-progress.ts'
import { type Taken, takeEvents } from './taking.ts'

/** Some records of a batch cannot be taken into baskets; retries do not help. */
export class RecordsNotTaken extends PermanentFailure {
  override readonly name = 'RecordsNotTaken'
}

const retaking: GivenUpReading<Taken> = {
  list: clickstreamBaskets,
  tooLate: ({ arrivedAt }, now) =>
    mayBeForgotten(arrivedAt, now) ? 'arrived so long ago that its basket is deleted' : undefined,
  take: takeEvents,
  measure: measureTaking,
  passed: recordLast,
  refuse: (reasons, records) => new RecordsNotTaken(notDone(reasons, records, 'taken')),
}

/**
 * The reader has passed over the batch. Where nothing follows it in the shard, mails would wait for a record that nobody
 * reads any more.
 */
async function recordLast(records: readonly StreamRecord[], events: readonly StreamEvent[]): Promise<void> {
  const last = records.at(-1)
  if (last) await recordRead(last, lastPurchase(events))
}

/**
 * Takes the valid records in batches that the reader of baskets gave up. What was taken before changes nothing.
 *
 * @throws RecordsNotTaken after all others are taken; another PermanentFailure for an object that is not a batch; the
 *   error of a service that is down
 */
export async function retake(notification: S3Notification): Promise<Facts> {
  const outcomes = await takeGivenUp(notification, retaking)
  return { taken: String(outcomes.filter(outcome => outcome === 'taken').length) }
}
