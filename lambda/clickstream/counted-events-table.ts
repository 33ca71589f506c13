import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { toItem } from '../runtime/table-items.ts'
import { partitionKeyOf } from './partition-key.ts'
import type { StreamEvent } from './stream-record.ts'

const table = environmentVariable('COUNTED_EVENTS_TABLE')

/** As long as the stream may deliver the event, and a day longer than a dead letter that may be redriven. */
const RETENTION_SECONDS =
  Number(environmentVariable('STREAM_RETENTION_SECONDS')) +
  Number(environmentVariable('LATENESS_SECONDS')) +
  15 * 24 * 60 * 60

/**
 * The key that identifies an event. It includes the partition key that producers use, so that copies of an event are in
 * one shard, or in shards that it was split or merged into, and therefore in order. It is made from the event, because
 * the lake does not keep the partition keys of records.
 */
export function markerKey({ event }: StreamEvent, generation: string): string {
  return `${generation}#${partitionKeyOf(event)}#${event.type}#${event.id}`
}

/**
 * Marks an event as counted by its record; DynamoDB refuses this if the event is marked already.
 *
 * @param keptFrom when the time begins for which the mark is kept
 */
export function marking(key: string, { recordId }: StreamEvent, keptFrom: Date): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: toItem({ event: key, record: recordId, expiresAt: expiryFrom(keptFrom) }),
      ConditionExpression: 'attribute_not_exists(#event)',
      ExpressionAttributeNames: { '#event': 'event' },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  }
}

/** The record that an event is already marked with, from a refused marking; undefined for any other reason. */
export function markedRecord({ Code, Item }: CancellationReason): string | undefined {
  return Code === 'ConditionalCheckFailed' ? (Item?.record?.S ?? '') : undefined
}

/** Whether the event's mark may have expired, so that it is unknown whether it was counted. */
export function mayBeForgotten({ arrivedAt }: StreamEvent, now: Date): boolean {
  return now.getTime() / 1_000 >= expiryFrom(arrivedAt)
}

/** In seconds since 1970. */
function expiryFrom(time: Date): number {
  return Math.floor(time.getTime() / 1_000) + RETENTION_SECONDS
}
