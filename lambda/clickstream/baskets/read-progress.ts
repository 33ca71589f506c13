import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'
import type { StreamRecord } from '../stream-record.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('READ_PROGRESS_TABLE')

/** Progress in a shard that no longer exists is of no use. The longest retention of a stream is a year. */
const KEPT_SECONDS = 400 * 86_400

/** Sequence numbers have different lengths; with leading zeros, their order is that of strings. */
const DIGITS = 128

/** How far the reader of baskets has come in a shard. */
export interface ReadProgress {
  /** The last record that it has read; undefined if it has read none. */
  readonly last: { readonly sequenceNumber: bigint; readonly arrivedAt: Date } | undefined
  /** Nothing that arrived before this time is unread, in ms since 1970. 0 if it was never checked. */
  readonly clearUntil: number
  /** The time of the latest purchase in the last batch that had one, in ms since 1970; 0 if none had. */
  readonly purchasedAt: number
}

const progressItem = z.object({
  sequenceNumber: z.optional(z.string()),
  arrivedAt: z.optional(z.number()),
  clearUntil: z.optional(z.number()),
  purchasedAt: z.optional(z.number()),
})

export async function readProgressIn(shardId: string): Promise<ReadProgress> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ name: shardId }), ConsistentRead: true }),
  )
  if (!Item) return { last: undefined, clearUntil: 0, purchasedAt: 0 }
  const {
    sequenceNumber,
    arrivedAt = 0,
    clearUntil = 0,
    purchasedAt = 0,
  } = fromItem(progressItem, Item, table)
  const last =
    sequenceNumber === undefined
      ? undefined
      : { sequenceNumber: BigInt(sequenceNumber), arrivedAt: new Date(arrivedAt) }
  return { last, clearUntil, purchasedAt }
}

/**
 * Records that a record and all before it in its shard are read. A record before the recorded one changes nothing.
 *
 * @param purchasedAt the time of the latest purchase that was read with it, in ms since 1970; 0 without one
 */
export async function recordRead(
  { shardId, sequenceNumber, arrivedAt }: StreamRecord,
  purchasedAt: number,
): Promise<void> {
  const purchase = purchasedAt > 0 ? { ':purchasedAt': purchasedAt } : {}
  const setPurchase = purchasedAt > 0 ? ', purchasedAt = :purchasedAt' : ''
  try {
    await dynamoDb.send(
      new UpdateItemCommand({
        TableName: table,
        Key: toItem({ name: shardId }),
        UpdateExpression: `SET sequenceNumber = :to, arrivedAt = :arrivedAt, expiresAt = :expiresAt${setPurchase}`,
        ConditionExpression: 'attribute_not_exists(sequenceNumber) OR sequenceNumber < :to',
        ExpressionAttributeValues: toItem({
          ':to': sequenceNumber.padStart(DIGITS, '0'),
          ':arrivedAt': arrivedAt.getTime(),
          ':expiresAt': expiryOf(arrivedAt.getTime()),
          ...purchase,
        }),
      }),
    )
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
  }
}

/** Records that nothing that arrived in the shard before a time is unread. */
export async function recordClear(shardId: string, until: number): Promise<void> {
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: toItem({ name: shardId }),
      UpdateExpression: 'SET clearUntil = :until, expiresAt = :expiresAt',
      ExpressionAttributeValues: toItem({ ':until': until, ':expiresAt': expiryOf(until) }),
    }),
  )
}

/** @param time in ms since 1970 */
function expiryOf(time: number): number {
  return Math.floor(time / 1_000) + KEPT_SECONDS
}
