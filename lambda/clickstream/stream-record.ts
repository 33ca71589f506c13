import type { KinesisStreamRecordPayload } from 'aws-lambda'
import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'
import { NotThisRelease } from '../queue/not-this-release.ts'
import { readStreamEvent, type StreamList } from './stream-event.ts'

/** A record of the stream, from any reader. */
export interface StreamRecord {
  /** Its shard, or another source whose records are in order. */
  readonly shardId: string
  /** Its unique name in the source. */
  readonly sequenceNumber: string
  readonly data: Uint8Array
  /** Its ApproximateArrivalTimestamp, or an estimate of it. */
  readonly arrivedAt: Date
}

/** An event as it arrived in the stream. */
export interface StreamEvent {
  readonly event: ClickstreamEvent
  /** The id of its record, `<shardId>:<sequenceNumber>`. */
  readonly recordId: string
  readonly shardId: string
  readonly arrivedAt: Date
}

/** The contents of records, in order. */
export interface RecordContents {
  readonly events: readonly StreamEvent[]
  /** Records that break a contract, by id, each with its PermanentFailure. */
  readonly poison: ReadonlyMap<string, unknown>
  /** Records of a version that a later release takes, by id. */
  readonly later: ReadonlyMap<string, NotThisRelease>
  /** How many events have types that are not for this reader. */
  readonly skipped: number
}

/** The needed parts of a record from Lambda. */
export interface DeliveredRecord {
  readonly eventID: string
  readonly kinesis: Pick<
    KinesisStreamRecordPayload,
    'sequenceNumber' | 'data' | 'approximateArrivalTimestamp'
  >
}

/** Converts a record from Lambda, whose arrival is in seconds with a fraction. */
export function streamRecordOf({ eventID, kinesis }: DeliveredRecord): StreamRecord {
  return {
    shardId: eventID.slice(0, eventID.lastIndexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    data: Buffer.from(kinesis.data, 'base64'),
    arrivedAt: new Date(Math.round(kinesis.approximateArrivalTimestamp * 1_000)),
  }
}

/** The opposite of {@link streamRecordOf}. */
export function deliveredRecordOf(record: StreamRecord): DeliveredRecord {
  const { sequenceNumber, data, arrivedAt } = record
  return {
    eventID: recordIdOf(record),
    kinesis: {
      sequenceNumber,
      data: Buffer.from(data).toString('base64'),
      approximateArrivalTimestamp: arrivedAt.getTime() / 1_000,
    },
  }
}

/** The unique id of a record in the stream, as in Lambda's `eventID`. */
export function recordIdOf({ shardId, sequenceNumber }: StreamRecord): string {
  return `${shardId}:${sequenceNumber}`
}

/** Reads all records; an invalid record does not affect others. */
export function readRecords(records: readonly StreamRecord[], list: StreamList): RecordContents {
  const events: StreamEvent[] = []
  const poison = new Map<string, unknown>()
  const later = new Map<string, NotThisRelease>()
  let skipped = 0
  for (const record of records) {
    const recordId = recordIdOf(record)
    const { shardId, arrivedAt } = record
    try {
      const event = readStreamEvent(record.data, arrivedAt, list)
      if (event) events.push({ event, recordId, shardId, arrivedAt })
      else skipped++
    } catch (error) {
      if (error instanceof NotThisRelease) later.set(recordId, error)
      else poison.set(recordId, error)
    }
  }
  return { events, poison, later, skipped }
}
