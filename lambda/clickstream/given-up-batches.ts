import type { PermanentFailure } from '../queue/failures.ts'
import type { NotifiedObject, S3Notification } from '../queue/s3-notification.ts'
import type { Facts } from '../runtime/hop.ts'
import { reasonOf } from '../runtime/reason.ts'
import type { EventResults } from './event-results.ts'
import { readGivenUpBatch } from './given-up-batch.ts'
import type { StreamList } from './stream-event.ts'
import { type RecordContents, readRecords, type StreamEvent, type StreamRecord } from './stream-record.ts'

/** What a reader does with the events of batches that it gave up. */
export interface GivenUpReading<Outcome> {
  /** Which events it takes. */
  readonly list: StreamList
  /** Why an event cannot be taken any more; undefined if it can. */
  readonly tooLate: (event: StreamEvent, now: Date) => string | undefined
  /** Safe to call again with the same events. */
  readonly take: (events: readonly StreamEvent[]) => Promise<EventResults<Outcome>>
  readonly measure: (contents: RecordContents, results: EventResults<Outcome>) => void
  /** Told of a batch of which everything is taken that can be. */
  readonly passed?: (records: readonly StreamRecord[], events: readonly StreamEvent[]) => Promise<void>
  /** The failure of a batch with records that cannot be taken, by record id, each with the reason. */
  readonly refuse: (reasons: ReadonlyMap<string, string>, records: number) => PermanentFailure
}

/** The batches that a message is about. Their keys consist of ids, a shard and a time; other keys are not logged. */
export function batchesOf({ objects }: S3Notification): Facts {
  const keys = objects.map(({ key }) => key).filter(key => BATCH.test(key))
  return keys.length === 0 ? {} : { batch: keys.join(' ') }
}

const BATCH =
  /^aws\/lambda\/([0-9a-f-]{36}\/shardId-\d{12}\/[\dT:./-]{10,40}-[0-9a-f-]{36}|not-this-release\/shardId-\d{12}\/\d{1,128}-\d{1,128})$/

/** The text of a failure: the first records, each with its reason. @param done of records in a sentence: `counted` */
export function notDone(reasons: ReadonlyMap<string, string>, records: number, done: string): string {
  const listed = [...reasons]
    .slice(0, MOST_LISTED)
    .map(([recordId, reason]) => `${recordId} ${reason.slice(0, LONGEST_REASON)}`)
  return `${reasons.size} of ${records} records are not ${done}: ${listed.join('; ')}`
}

const MOST_LISTED = 3
const LONGEST_REASON = 200

/**
 * Takes the valid records in batches that a reader gave up, for example after an outage that lasted longer than Lambda
 * repeats a batch. What the reader took before is not taken again.
 *
 * @returns the outcomes of all events
 * @throws the reading's refusal after all others are taken; another PermanentFailure for an object that is not a batch;
 *   the error of a service that is down; NotThisRelease while a record waits for a later release
 */
export async function takeGivenUp<Outcome>(
  { objects }: S3Notification,
  reading: GivenUpReading<Outcome>,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const object of objects) outcomes.push(...(await takeBatch(object, reading)))
  return outcomes
}

async function takeBatch<Outcome>(
  object: NotifiedObject,
  reading: GivenUpReading<Outcome>,
): Promise<Outcome[]> {
  const records = await readGivenUpBatch(object)
  const contents = readRecords(records, reading.list)
  const reasons = new Map<string, string>()
  const now = new Date()
  for (const event of contents.events) {
    const reason = reading.tooLate(event, now)
    if (reason !== undefined) reasons.set(event.recordId, reason)
  }
  const results = await reading.take(contents.events.filter(({ recordId }) => !reasons.has(recordId)))
  reading.measure(contents, results)

  const [failure] = results.failures.values()
  if (failure !== undefined) throw failure
  await reading.passed?.(records, contents.events)
  const [later] = contents.later.values()
  if (later) throw later
  for (const [recordId, error] of contents.poison) reasons.set(recordId, reasonOf(error))
  if (reasons.size > 0) throw reading.refuse(reasons, records.length)
  return [...results.outcomes.values()]
}
