import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import type { StreamEvent } from '../../../lambda/clickstream/stream-record.ts'
import {
  basketItemAdded,
  type ClickstreamEvent,
  productPurchased,
  productViewed,
} from '../../../lambda/contracts/clickstream-events.ts'
import { cloudEvent } from '../../../lambda/contracts/cloud-event.ts'
import { PURCHASE_ID } from '../examples.ts'

export const MINUTE = '2026-11-29T10:15Z'
export const TIME = '2026-11-29T10:15:30.000Z'
export const SHARD = 'shardId-000000000000'

export interface About {
  id?: string
  sku?: string
  time?: string
  sessionId?: string
}

function about({ id = 'e-1', sku = 'skis-3', time = TIME, sessionId = 'visit-1' }: About) {
  const source = 'urn:messaging:clickstream:ingest'
  return { id, source, subject: sku, time, correlationid: sessionId }
}

export function viewed(given: About = {}): ClickstreamEvent {
  const { sku = 'skis-3', sessionId = 'visit-1' } = given
  return cloudEvent(productViewed, about(given), { sessionId, sku })
}

export function added(given: About & { quantity?: number } = {}): ClickstreamEvent {
  const { sku = 'skis-3', sessionId = 'visit-1', quantity = 1 } = given
  return cloudEvent(basketItemAdded, about(given), { sessionId, sku, quantity })
}

export function purchased(
  given: About & { quantity?: number; amount?: number; currency?: string } = {},
): ClickstreamEvent {
  const { sku = 'skis-3', sessionId = 'visit-1', quantity = 1, amount = 1999, currency = 'EUR' } = given
  const data = { sessionId, purchaseId: PURCHASE_ID, sku, quantity, amount: { amount, currency } }
  return cloudEvent(productPurchased, about(given), data)
}

export interface Place {
  sequenceNumber?: number | string
  shardId?: string
  partitionKey?: string
  /** ISO 8601. @default - two seconds after the event's time */
  arrivedAt?: string
}

/** A record as the event source hands it over. Text is its data as it is. */
export function streamRecord(content: ClickstreamEvent | string, place: Place = {}): KinesisStreamRecord {
  const { sequenceNumber = 1, shardId = SHARD, arrivedAt = arrivalOf(content) } = place
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: place.partitionKey ?? partitionKeyOf(content),
      sequenceNumber: String(sequenceNumber),
      data: Buffer.from(text).toString('base64'),
      approximateArrivalTimestamp: Date.parse(arrivedAt) / 1_000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/trends',
    awsRegion: 'us-east-1',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/clickstream',
  }
}

/** Records of one shard, one after the other. */
export function streamEvent(...contents: (ClickstreamEvent | string)[]): KinesisStreamEvent {
  return { Records: contents.map((content, index) => streamRecord(content, { sequenceNumber: index + 1 })) }
}

/** The same as the counting takes it. */
export function arrival(event: ClickstreamEvent, place: Place = {}): StreamEvent {
  const { sequenceNumber = 1, shardId = SHARD, arrivedAt = arrivalOf(event) } = place
  return {
    event,
    recordId: `${shardId}:${sequenceNumber}`,
    shardId,
    arrivedAt: new Date(arrivedAt),
  }
}

function partitionKeyOf(content: ClickstreamEvent | string): string {
  return typeof content === 'string' ? 'visit-1' : (content.data.sessionId ?? PURCHASE_ID)
}

function arrivalOf(content: ClickstreamEvent | string): string {
  const time = typeof content === 'string' ? TIME : content.time
  return new Date(Date.parse(time) + 2_000).toISOString()
}
