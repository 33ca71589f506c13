import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { EndingKind } from '../queue/ending.ts'
import { countRecords } from '../queue/record-metrics.ts'
import { duringInvocation } from '../runtime/invocation.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { isRefused, unavailableIn } from '../runtime/unavailable.ts'
import type { EventResults } from './event-results.ts'
import { giveUpForRelease } from './given-up-batch.ts'
import { doPatiently, takePatiently, type Wait, type Waiting } from './patience.ts'
import type { StreamList } from './stream-event.ts'
import {
  type RecordContents,
  readRecords,
  recordIdOf,
  type StreamEvent,
  type StreamRecord,
  streamRecordOf,
} from './stream-record.ts'

type StreamHandler = (event: KinesisStreamEvent, context: Context) => Promise<KinesisStreamBatchResponse>

/** The records of a batch before the first that failed, without those that wait for a release; and the events in them. */
export interface PassedRecords {
  readonly records: readonly StreamRecord[]
  readonly events: readonly StreamEvent[]
}

/** What a reader of the stream does with the events of a batch. */
export interface BatchReading<Outcome> {
  /** Which events it takes. */
  readonly list: StreamList
  /** The name of its work in the log: `counting`. */
  readonly work: string
  /** What the log says of a record that fails: `a record is not counted`. */
  readonly failed: string
  /** Makes what takes the events of one invocation; safe to call again with the same events. */
  readonly begin: () => (events: readonly StreamEvent[]) => Promise<EventResults<Outcome>>
  /** Writes the outcomes of one invocation as metrics. */
  readonly measure: (contents: RecordContents, results: EventResults<Outcome>) => void
  /**
   * Told of the records before the first that failed: the batch does not come again from before there. Those that wait
   * for a release are left to whatever reads them from the bucket.
   *
   * @throws to have the whole batch again
   */
  readonly passed?: (passed: PassedRecords, waiting: Waiting) => Promise<void>
}

/**
 * Reads a batch of one shard. It takes every valid record, whatever is wrong with others, then reports the first record
 * that failed. Lambda delivers the batch again from there: "Lambda uses the lowest sequence number as the checkpoint"
 * (Lambda, Configuring partial batch response with Kinesis).
 *
 * A version that a later release takes is no failure: its retries, one record after the other, would hold up the shard
 * for nothing. The reader itself puts such records into the bucket of given-up batches, and goes on.
 */
export function streamBatchHandler<Outcome>(reading: BatchReading<Outcome>, wait: Wait): StreamHandler {
  return duringInvocation(async ({ Records }, _annotate, context) => {
    const records = Records.map(streamRecordOf)
    const contents = readRecords(records, reading.list)
    const waiting = { wait, context, words: `${reading.work} waits` }
    const results = await takePatiently(contents.events, reading.begin(), waiting)

    const failures = new Map(contents.poison)
    for (const [{ recordId }, error] of results.failures) failures.set(recordId, error)
    for (const [recordId, error] of await giveUpLater(before(failures, records), contents, waiting)) {
      failures.set(recordId, error)
    }
    for (const [recordId, error] of failures) {
      logger.error(reading.failed, { recordId, reason: reasonOf(error) })
    }
    reading.measure(contents, results)
    countRecords(records.map(recordIdOf).map(id => endingBy(failures.get(id) ?? contents.later.get(id))))

    const passed = before(failures, records)
    await reading.passed?.(passedOf(passed, contents), waiting)
    const failed = records[passed.length]
    return { batchItemFailures: failed ? [{ itemIdentifier: failed.sequenceNumber }] : [] }
  })
}

/** The records before the first that failed. */
function before(
  failures: ReadonlyMap<string, unknown>,
  records: readonly StreamRecord[],
): readonly StreamRecord[] {
  const first = records.findIndex(record => failures.has(recordIdOf(record)))
  return first === -1 ? records : records.slice(0, first)
}

/**
 * Gives up the records that wait for a release.
 *
 * @param passed what does not come again; the records after it do
 * @returns the records that the bucket did not take, each with the error
 */
async function giveUpLater(
  passed: readonly StreamRecord[],
  { later }: RecordContents,
  waiting: Waiting,
): Promise<ReadonlyMap<string, unknown>> {
  const waits = passed.filter(record => later.has(recordIdOf(record)))
  const [first] = waits
  if (!first) return new Map()
  try {
    await doPatiently(
      waits.length,
      async () => {
        const batch = await giveUpForRelease(waits)
        const reason = reasonOf(later.get(recordIdOf(first)))
        logger.warn('records wait for a release', { waitsFor: 'release', count: waits.length, batch, reason })
      },
      waiting,
    )
    return new Map()
  } catch (error) {
    return new Map(waits.map(record => [recordIdOf(record), error]))
  }
}

function passedOf(passed: readonly StreamRecord[], { events, later }: RecordContents): PassedRecords {
  const records = passed.filter(record => !later.has(recordIdOf(record)))
  const ids = new Set(records.map(recordIdOf))
  return { records, events: events.filter(({ recordId }) => ids.has(recordId)) }
}

function endingBy(error: unknown): EndingKind {
  if (error === undefined) return { kind: 'done' }
  const dependency = unavailableIn(error)
  return dependency ? { kind: 'waiting', for: dependency, refused: isRefused(error) } : { kind: 'failed' }
}
