import type { KinesisStreamRecordPayload } from 'aws-lambda'
import type { ClickstreamEvent } from '../contracts/clickstream-events.ts'
import { readStreamEvent } from './stream-event.ts'

/** A record of the stream, whoever read it. */
export interface StreamRecord {
  readonly shardId: string
  readonly sequenceNumber: string
  readonly partitionKey: string
  readonly data: Uint8Array
  /** Its ApproximateArrivalTimestamp. */
  readonly arrivedAt: Date
}

/** An event as it arrived in the stream. */
export interface StreamEvent {
  readonly event: ClickstreamEvent
  /** Of the record, `<shardId>:<sequenceNumber>`. */
  readonly recordId: string
  readonly shardId: string
  readonly partitionKey: string
  readonly arrivedAt: Date
}

/** What records hold, in their order. */
export interface RecordContents {
  readonly events: readonly StreamEvent[]
  /** Records that break a contract, by their ids, each with the PermanentFailure that reading it ended in. */
  readonly poison: ReadonlyMap<string, unknown>
  /** How many events are of types that are not for readers of clicks and purchases. */
  readonly skipped: number
}

/** What is needed of a record as Lambda hands it over. */
export interface DeliveredRecord {
  readonly eventID: string
  readonly kinesis: Pick<
    KinesisStreamRecordPayload,
    'sequenceNumber' | 'partitionKey' | 'data' | 'approximateArrivalTimestamp'
  >
}

/** A record as Lambda hands it over; its arrival comes in seconds with a fraction. */
export function streamRecordOf({ eventID, kinesis }: DeliveredRecord): StreamRecord {
  return {
    shardId: eventID.slice(0, eventID.lastIndexOf(':')),
    sequenceNumber: kinesis.sequenceNumber,
    partitionKey: kinesis.partitionKey,
    data: Buffer.from(kinesis.data, 'base64'),
    arrivedAt: new Date(Math.round(kinesis.approximateArrivalTimestamp * 1_000)),
  }
}

/** What tells a record from every other of the stream, as Lambda writes it in `eventID`. */
export function recordIdOf({ shardId, sequenceNumber }: StreamRecord): string {
  return `${shardId}:${sequenceNumber}`
}

/** Reads every record, whatever is wrong with others. */
export function readRecords(records: readonly StreamRecord[]): RecordContents {
  const events: StreamEvent[] = []
  const poison = new Map<string, unknown>()
  let skipped = 0
  for (const record of records) {
    const recordId = recordIdOf(record)
    const { shardId, partitionKey, arrivedAt } = record
    try {
      const event = readStreamEvent(record.data, arrivedAt)
      if (event) events.push({ event, recordId, shardId, partitionKey, arrivedAt })
      else skipped++
    } catch (error) {
      poison.set(recordId, error)
    }
  }
  return { events, poison, skipped }
}
