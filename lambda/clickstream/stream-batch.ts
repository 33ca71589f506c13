import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { EndingKind } from '../queue/ending.ts'
import { countRecords } from '../queue/record-metrics.ts'
import { duringInvocation } from '../runtime/invocation.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { isRefused, unavailableIn } from '../runtime/unavailable.ts'
import type { EventResults } from './event-results.ts'
import { takePatiently, type Wait, type Waiting } from './patience.ts'
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

/** The records of a batch before the first that failed, and the events in them. */
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
   * Told of the records before the first that failed: the batch does not come again from before there.
   *
   * @throws to have the whole batch again
   */
  readonly passed?: (passed: PassedRecords, waiting: Waiting) => Promise<void>
}

/**
 * Reads a batch of one shard. It takes every valid record, whatever is wrong with others, then reports the first record
 * that failed. Lambda delivers the batch again from there: "Lambda uses the lowest sequence number as the checkpoint"
 * (Lambda, Configuring partial batch response with Kinesis).
 */
export function streamBatchHandler<Outcome>(reading: BatchReading<Outcome>, wait: Wait): StreamHandler {
  return duringInvocation(async ({ Records }, _annotate, context) => {
    const records = Records.map(streamRecordOf)
    const contents = readRecords(records, reading.list)
    const waiting = { wait, context, words: `${reading.work} waits` }
    const results = await takePatiently(contents.events, reading.begin(), waiting)

    const failures = new Map(contents.poison)
    for (const [{ recordId }, error] of results.failures) failures.set(recordId, error)
    for (const [recordId, error] of failures) {
      logger.error(reading.failed, { recordId, reason: reasonOf(error) })
    }
    reading.measure(contents, results)
    countRecords(records.map(record => endingBy(failures.get(recordIdOf(record)))))

    const first = records.findIndex(record => failures.has(recordIdOf(record)))
    await reading.passed?.(passedBefore(first, records, contents.events), waiting)
    const failed = records[first]
    return { batchItemFailures: failed ? [{ itemIdentifier: failed.sequenceNumber }] : [] }
  })
}

/** @param first the index of the first record that failed; -1 if none has */
function passedBefore(
  first: number,
  records: readonly StreamRecord[],
  events: readonly StreamEvent[],
): PassedRecords {
  if (first === -1) return { records, events }
  const passed = records.slice(0, first)
  const ids = new Set(passed.map(recordIdOf))
  return { records: passed, events: events.filter(({ recordId }) => ids.has(recordId)) }
}

function endingBy(error: unknown): EndingKind {
  if (error === undefined) return { kind: 'done' }
  const dependency = unavailableIn(error)
  return dependency ? { kind: 'waiting', for: dependency, refused: isRefused(error) } : { kind: 'failed' }
}
