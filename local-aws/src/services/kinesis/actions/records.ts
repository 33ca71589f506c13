import type { Actions, RequestContext } from '../../../api/service-api.ts'
import type { Keys, StreamPosition } from '../../../ports.ts'
import { invalidArgument, throughputExceeded } from '../errors.ts'
import type { Reading } from '../reading.ts'
import { parseSequenceNumber } from '../sequence-number.ts'
import type { Stream } from '../stream.ts'
import { describeChild, describeRecord, encryptionOf } from '../stream-description.ts'
import type { StreamDirectory, StreamReference } from '../stream-directory.ts'
import { type RecordInput, type WrittenRecord, writeRecords } from '../writing.ts'

/** "PutRecords … up to a limit of 10 MiB for the entire request, including partition keys." */
const MAX_REQUEST_BYTES = 10 * 1024 * 1024

/** The actions of producers and consumers. */
export function recordActions(streams: StreamDirectory, reading: Reading, keys: Keys): Actions {
  return {
    PutRecord(
      input: StreamReference & RecordInput & { SequenceNumberForOrdering?: string },
      { caller }: RequestContext,
    ) {
      const stream = streams.byReference(input)
      checkOrdering(input.SequenceNumberForOrdering, stream)
      const [written] = writeRecords(keys, stream, [input], caller) as [WrittenRecord]
      const { shard, sequenceNumber } = written
      if (sequenceNumber === undefined) throw throughputExceeded(shard.id, stream)
      return { ShardId: shard.id, SequenceNumber: sequenceNumber, ...encryptionOf(stream.kmsKey) }
    },

    PutRecords(input: StreamReference & { Records: RecordInput[] }, { caller }: RequestContext) {
      const stream = streams.byReference(input)
      checkSize(input.Records)
      const written = writeRecords(keys, stream, input.Records, caller)
      return {
        FailedRecordCount: written.filter(({ sequenceNumber }) => sequenceNumber === undefined).length,
        Records: written.map(record => resultOf(record, stream)),
        ...encryptionOf(stream.kmsKey),
      }
    },

    GetShardIterator(
      input: StreamReference & {
        ShardId: string
        ShardIteratorType: StreamPosition['type']
        StartingSequenceNumber?: string
        Timestamp?: number
      },
    ) {
      const position = {
        type: input.ShardIteratorType,
        sequenceNumber: input.StartingSequenceNumber,
        timestamp: input.Timestamp === undefined ? undefined : Math.round(input.Timestamp * 1000),
      }
      return { ShardIterator: reading.iterator(streams.byReference(input), input.ShardId, position) }
    },

    GetRecords(
      input: { ShardIterator: string; Limit?: number; StreamARN?: string },
      context: RequestContext,
    ) {
      const { ShardIterator, Limit: limit, StreamARN: streamArn } = input
      const result = reading.read(ShardIterator, {
        ...{ limit, streamArn, caller: context.caller },
        authorize: arn => context.authorize('GetRecords', { StreamARN: arn }),
      })
      return {
        Records: result.records.map(describeRecord),
        NextShardIterator: result.nextIterator,
        MillisBehindLatest: result.millisBehindLatest,
        ChildShards: result.childShards?.map(describeChild),
      }
    },
  }
}

/** Sequence numbers of a shard always increase here, so this one is only checked. */
function checkOrdering(number: string | undefined, { name, accountId }: Stream): void {
  if (number === undefined || parseSequenceNumber(number)) return
  throw invalidArgument(
    `ExclusiveMinimumSequenceNumber ${number} used in PutRecord on stream ${name} under account ${accountId} is invalid.`,
  )
}

function checkSize(records: readonly RecordInput[]): void {
  const bytes = records.reduce(
    (sum, { Data, PartitionKey }) =>
      sum + Buffer.byteLength(Data, 'base64') + Buffer.byteLength(PartitionKey),
    0,
  )
  if (bytes > MAX_REQUEST_BYTES) {
    throw invalidArgument(
      `Records size exceeds 10 MB limit: ${bytes} bytes with the partition keys. Send them in several requests.`,
    )
  }
}

function resultOf({ shard, sequenceNumber }: WrittenRecord, stream: Stream) {
  if (sequenceNumber !== undefined) return { SequenceNumber: sequenceNumber, ShardId: shard.id }
  const { code, message } = throughputExceeded(shard.id, stream)
  return { ErrorCode: code, ErrorMessage: message }
}
