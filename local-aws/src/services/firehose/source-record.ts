import type { StreamRecord } from '../../ports.ts'
import { deaggregated } from './kinesis-source/aggregated-record.ts'
import type { BufferedRecord } from './record-buffer.ts'

/** A record as Firehose got it, before it is transformed. */
export interface SourceRecord extends BufferedRecord {
  /** Where the record is in the source; undefined for one that was put. */
  readonly origin: KinesisOrigin | undefined
}

/** `kinesisRecordMetadata` of the event that a transforming function gets. */
export interface KinesisOrigin {
  readonly shardId: string
  readonly partitionKey: string
  readonly sequenceNumber: string
  /** Counts the user's records of an aggregated record; 0 for others. */
  readonly subsequenceNumber: number
}

/** The records that were read from a shard; the Kinesis Producer Library may have aggregated several in one. */
export function sourceRecords(shardId: string, records: readonly StreamRecord[]): SourceRecord[] {
  const found: SourceRecord[] = []
  for (const { arrivedAt, partitionKey, sequenceNumber, data: encoded } of records) {
    const data = Buffer.from(encoded, 'base64')
    const parts = deaggregated(data) ?? [{ partitionKey, data }]
    for (const [subsequenceNumber, part] of parts.entries()) {
      const origin = { shardId, partitionKey: part.partitionKey, sequenceNumber, subsequenceNumber }
      found.push({ data: part.data, arrivedAt, origin })
    }
  }
  return found
}
