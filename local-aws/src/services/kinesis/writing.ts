import type { Caller } from '../../identity/caller.ts'
import type { Keys } from '../../ports.ts'
import { useKey } from './encryption.ts'
import { invalidArgument, streamNotFound } from './errors.ts'
import { hashKeyOf, isHashKey } from './hash-range.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'

/** A record from a producer. */
export interface RecordInput {
  /** Base64. */
  Data: string
  PartitionKey: string
  ExplicitHashKey?: string
}

/** The shard and the sequence number of a record, unless the shard was at its limit. */
export interface WrittenRecord {
  shard: Shard
  sequenceNumber: string | undefined
}

/** A validated record. */
interface NewRecord {
  data: string
  partitionKey: string
  hashKey: bigint
  bytes: number
}

/**
 * Writes records in order, as far as the shards' limits allow.
 *
 * @throws AwsError `InvalidArgumentException`, `ResourceNotFoundException`, or an error of the stream's key; then
 * nothing is written
 */
export function writeRecords(
  keys: Keys,
  stream: Stream,
  inputs: readonly RecordInput[],
  caller: Caller,
): WrittenRecord[] {
  if (!stream.usable) throw streamNotFound(stream.name, stream.accountId)
  const records = inputs.map(input => checked(input, stream))
  useKey(keys, stream, 'GenerateDataKey', caller)
  const written = records.map(record => write(stream, record))
  count(stream, records, written)
  return written
}

function checked({ Data, PartitionKey, ExplicitHashKey }: RecordInput, stream: Stream): NewRecord {
  const bytes = Buffer.byteLength(Data, 'base64') + Buffer.byteLength(PartitionKey)
  const limit = stream.maximumRecordKiB * 1024
  if (bytes > limit) {
    throw invalidArgument(
      `The record has ${bytes} bytes with its partition key; stream ${stream.name} under account ${stream.accountId} takes ${limit}: send less, or raise its maximum record size.`,
    )
  }
  const hashKey = ExplicitHashKey === undefined ? hashKeyOf(PartitionKey) : BigInt(ExplicitHashKey)
  if (!isHashKey(hashKey)) {
    throw invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${ExplicitHashKey}`,
    )
  }
  return { data: Data, partitionKey: PartitionKey, hashKey, bytes }
}

function write(stream: Stream, { data, partitionKey, hashKey, bytes }: NewRecord): WrittenRecord {
  const shard = stream.shards.holding(hashKey)
  if (!shard.limits.write(bytes)) return { shard, sequenceNumber: undefined }
  shard.records.trim(stream.trimHorizon)
  stream.onDemandScaling.wrote(shard, bytes)
  return { shard, sequenceNumber: shard.append({ data, partitionKey, bytes, kmsKey: stream.kmsKey }) }
}

function count(stream: Stream, records: readonly NewRecord[], written: readonly WrittenRecord[]): void {
  const accepted = records.filter((_, index) => written[index]?.sequenceNumber !== undefined)
  stream.counters.wrote({
    records: accepted.length,
    bytes: accepted.reduce((sum, { bytes }) => sum + bytes, 0),
    rejected: records.length - accepted.length,
  })
}
