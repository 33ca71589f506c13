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

/** The records in a record of a stream: several, if the Kinesis Producer Library aggregated them. */
export function sourceRecords(shardId: string, record: StreamRecord): SourceRecord[] {
  const { arrivedAt, partitionKey, sequenceNumber } = record
  const data = Buffer.from(record.data, 'base64')
  const parts = deaggregated(data) ?? [{ partitionKey, data }]
  return parts.map((part, subsequenceNumber) => ({
    data: part.data,
    arrivedAt,
    origin: { shardId, partitionKey: part.partitionKey, sequenceNumber, subsequenceNumber },
  }))
}
