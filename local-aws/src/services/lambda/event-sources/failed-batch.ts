import type { StreamRecord } from '../../../ports.ts'
import type { Outcome } from '../invocation.ts'
import type { FailedBatch } from './failure-destination.ts'
import type { ShardContext } from './shard-context.ts'
import { shardEvent } from './shard-invocation.ts'

/** The reason for giving up a batch. */
export type FailureCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded'

interface Failure {
  readonly condition: FailureCondition
  /** The number of the last attempt, or of the next one if none was made. */
  readonly attempt: number
  /** The outcome of the last attempt, if it was the reason. */
  readonly outcome: Outcome | undefined
}

/**
 * The document and payload for the destination of a failed batch ("Retain discarded batch records for a Kinesis Data
 * Streams event source").
 *
 * As recorded on 25-11-2025: `functionError` is null after a partial batch response
 * (`test_kinesis_report_batch_item_failures`), and a batch that is too old has no `responseContext`
 * (`test_kinesis_maximum_record_age_exceeded`).
 */
export function failedBatch(
  context: ShardContext,
  records: readonly StreamRecord[],
  { condition, attempt, outcome }: Failure,
): FailedBatch {
  const { account, origin, functionArn, mappingId, invoked } = context
  const timestamp = isoTime(account.clock.now())
  const [first, last] = [records[0], records.at(-1)] as [StreamRecord, StreamRecord]
  const document = {
    requestContext: {
      requestId: account.random.uuid(),
      functionArn,
      condition,
      approximateInvokeCount: attempt,
    },
    ...(outcome && { responseContext: responseContext(outcome, invoked().configuration.version) }),
    version: '1.0',
    timestamp,
    KinesisBatchInfo: {
      shardId: origin.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: isoTime(first.arrivedAt),
      approximateArrivalOfLastRecord: isoTime(last.arrivedAt),
      batchSize: records.length,
      streamArn: origin.streamArn,
    },
  }
  const name = `${timestamp.slice(0, 19).replaceAll(':', '.')}-${account.random.uuid()}`
  const key = `aws/lambda/${mappingId}/${origin.shardId}/${timestamp.slice(0, 10).replaceAll('-', '/')}/${name}`
  return { document, payload: shardEvent(context, records), key }
}

function responseContext({ status }: Outcome, executedVersion: string): object {
  return {
    statusCode: 200,
    executedVersion,
    functionError: status === 'success' ? null : 'Unhandled',
  }
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString()
}
