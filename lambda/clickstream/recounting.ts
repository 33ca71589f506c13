import { PermanentFailure } from '../queue/failures.ts'
import type { NotifiedObject, S3Notification } from '../queue/s3-notification.ts'
import type { Facts } from '../runtime/hop.ts'
import { reasonOf } from '../runtime/reason.ts'
import { countArrivals } from './arrivals.ts'
import { mayBeForgotten } from './counted-events-table.ts'
import { measureCounting } from './counting-metrics.ts'
import { readGenerations } from './generations.ts'
import { readGivenUpBatch } from './given-up-batch.ts'
import { readRecords } from './stream-record.ts'

/** Some records of a batch cannot be counted; retries do not help. */
export class RecordsNotCounted extends PermanentFailure {
  override readonly name = 'RecordsNotCounted'

  constructor(reasons: ReadonlyMap<string, string>, records: number) {
    const listed = [...reasons]
      .slice(0, MOST_LISTED)
      .map(([recordId, reason]) => `${recordId} ${reason.slice(0, LONGEST_REASON)}`)
    super(`${reasons.size} of ${records} records are not counted: ${listed.join('; ')}`)
  }
}

const MOST_LISTED = 3
const LONGEST_REASON = 200

const FORGOTTEN = 'arrived so long ago that it is unknown whether it was counted'

/** The batches that a message is about. Their keys consist of ids, a shard and a time; other keys are not logged. */
export function batchesOf({ objects }: S3Notification): Facts {
  const keys = objects.map(({ key }) => key).filter(key => BATCH.test(key))
  return keys.length === 0 ? {} : { batch: keys.join(' ') }
}

const BATCH = /^aws\/lambda\/[0-9a-f-]{36}\/shardId-\d{12}\/[\dT:./-]{10,40}-[0-9a-f-]{36}$/

/**
 * Counts the valid records in batches that the reader gave up, for example after an outage that lasted longer than
 * Lambda repeats a batch. Events that the reader counted before are not counted again.
 *
 * @throws RecordsNotCounted after all others are counted; another PermanentFailure for an object that is not a batch;
 *   the error of a service that is down
 */
export async function recount({ objects }: S3Notification): Promise<Facts> {
  let counted = 0
  for (const object of objects) counted += await recountBatch(object)
  return { counted: String(counted) }
}

/** @returns how many events had not been counted before */
async function recountBatch(object: NotifiedObject): Promise<number> {
  const records = await readGivenUpBatch(object)
  const contents = readRecords(records)
  const { forgotten = [], known = [] } = Object.groupBy(contents.events, event =>
    mayBeForgotten(event, new Date()) ? 'forgotten' : 'known',
  )
  const result = await countArrivals(known, await readGenerations())
  measureCounting(contents, result)

  const [failure] = result.failures.values()
  if (failure !== undefined) throw failure
  const reasons = new Map<string, string>(forgotten.map(({ recordId }) => [recordId, FORGOTTEN]))
  for (const [recordId, error] of contents.poison) reasons.set(recordId, reasonOf(error))
  if (reasons.size > 0) throw new RecordsNotCounted(reasons, records.length)
  return [...result.outcomes.values()].filter(outcome => outcome === 'counted' || outcome === 'late').length
}
