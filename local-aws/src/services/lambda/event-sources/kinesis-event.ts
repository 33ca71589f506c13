import type { StreamRecord } from '../../../ports.ts'
import type { Filterable } from './record-filter.ts'

/** The source of records, and the role that Lambda read them with. */
export interface RecordOrigin {
  /**
   * The ARN in the mapping. It is not public which ARN AWS gives to a consumer's records; the consumer is the only
   * source of such a mapping.
   */
  readonly eventSourceArn: string
  readonly streamArn: string
  readonly shardId: string
  /** The function's execution role. */
  readonly roleArn: string
}

const SCHEMA_VERSION = '1.0'

/**
 * `{"Records":[…]}`, the event for the function.
 *
 * @param window the additional members of a tumbling window
 */
export function kinesisEvent(
  records: readonly StreamRecord[],
  origin: RecordOrigin,
  window: object = {},
): string {
  return JSON.stringify({ Records: records.map(record => kinesisRecord(record, origin)), ...window })
}

/**
 * How many of the first records fit into one event, up to `most` and at least one.
 *
 * @param room the limit minus the size of an event without records, in bytes
 */
export function fittingRecords(
  records: readonly StreamRecord[],
  origin: RecordOrigin,
  most: number,
  room: number,
): number {
  let size = 0
  for (const [index, record] of records.slice(0, most).entries()) {
    size += recordSize(record, origin) + 1
    if (size > room) return Math.max(index, 1)
  }
  return Math.min(records.length, most)
}

/** The properties that patterns can match: the decoded data ("Lambda decodes the data") and the record's metadata. */
export function filterableRecord({ data, ...record }: StreamRecord): Filterable {
  return {
    content: Buffer.from(data, 'base64').toString(),
    metadata: {
      kinesisSchemaVersion: SCHEMA_VERSION,
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      approximateArrivalTimestamp: record.arrivedAt / 1000,
    },
  }
}

/** The shape shown in "Using AWS Lambda with Amazon Kinesis", developer guide; base64 needs no escapes in JSON. */
function kinesisRecord(record: StreamRecord, { eventSourceArn, shardId, roleArn }: RecordOrigin) {
  return {
    kinesis: {
      kinesisSchemaVersion: SCHEMA_VERSION,
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data: record.data,
      // In seconds with a fraction.
      approximateArrivalTimestamp: record.arrivedAt / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: roleArn,
    awsRegion: eventSourceArn.split(':')[3],
    eventSourceARN: eventSourceArn,
  }
}

function recordSize(record: StreamRecord, origin: RecordOrigin): number {
  const withoutData = JSON.stringify(kinesisRecord({ ...record, data: '' }, origin))
  return Buffer.byteLength(withoutData) + record.data.length
}
