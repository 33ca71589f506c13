import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda'
import type { EndingKind } from '../queue/ending.ts'
import { countRecords } from '../queue/record-metrics.ts'
import { duringInvocation } from '../runtime/invocation.ts'
import { logger } from '../runtime/logger.ts'
import { reasonOf } from '../runtime/reason.ts'
import { unavailableIn } from '../runtime/unavailable.ts'
import { measureCounting } from './counting-metrics.ts'
import { countPatiently, type Wait } from './patient-counting.ts'
import { readRecords, recordIdOf, streamRecordOf } from './stream-record.ts'

type StreamHandler = (event: KinesisStreamEvent, context: Context) => Promise<KinesisStreamBatchResponse>

/**
 * Counts a batch of one shard. It counts every valid record, whatever is wrong with others, then reports the first
 * record that is not counted. Lambda delivers the batch again from there: "Lambda uses the lowest sequence number as
 * the checkpoint" (Lambda, Configuring partial batch response with Kinesis).
 */
export function trendsReader(wait: Wait): StreamHandler {
  return duringInvocation(async ({ Records }, _annotate, context) => {
    const records = Records.map(streamRecordOf)
    const contents = readRecords(records)
    const result = await countPatiently(contents.events, wait, context)

    const failures = new Map(contents.poison)
    for (const [{ recordId }, error] of result.failures) failures.set(recordId, error)
    for (const [recordId, error] of failures) {
      logger.error('a record is not counted', { recordId, reason: reasonOf(error) })
    }
    measureCounting(contents, result)
    countRecords(records.map(record => endingBy(failures.get(recordIdOf(record)))))

    const first = records.find(record => failures.has(recordIdOf(record)))
    return { batchItemFailures: first ? [{ itemIdentifier: first.sequenceNumber }] : [] }
  })
}

function endingBy(error: unknown): EndingKind {
  if (error === undefined) return { kind: 'done' }
  const dependency = unavailableIn(error)
  return dependency ? { kind: 'waiting', for: dependency } : { kind: 'failed' }
}
