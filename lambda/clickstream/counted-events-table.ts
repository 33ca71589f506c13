import type { CancellationReason, TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { toItem } from '../runtime/table-items.ts'
import type { StreamEvent } from './stream-record.ts'

const table = environmentVariable('COUNTED_EVENTS_TABLE')

/** As long as the stream may deliver the event, and a day longer than a dead letter that may be redriven. */
const RETENTION_SECONDS =
  Number(environmentVariable('STREAM_RETENTION_SECONDS')) +
  Number(environmentVariable('LATENESS_SECONDS')) +
  15 * 24 * 60 * 60

/**
 * The key that identifies an event. It includes the partition key, so that copies of an event are in one shard, or in
 * shards that it was split or merged into, and therefore in order.
 */
export function markerKey({ event, partitionKey }: StreamEvent, generation: string): string {
  return `${generation}#${partitionKey}#${event.type}#${event.id}`
}

/** Marks an event as counted by its record; DynamoDB refuses this if the event is marked already. */
export function marking(key: string, event: StreamEvent): TransactWriteItem {
  return {
    Put: {
      TableName: table,
      Item: toItem({ event: key, record: event.recordId, expiresAt: expiryOf(event) }),
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
export function mayBeForgotten(event: StreamEvent, now: Date): boolean {
  return now.getTime() / 1_000 >= expiryOf(event)
}

/** In seconds since 1970. */
function expiryOf({ arrivedAt }: StreamEvent): number {
  return Math.floor(arrivedAt.getTime() / 1_000) + RETENTION_SECONDS
}
