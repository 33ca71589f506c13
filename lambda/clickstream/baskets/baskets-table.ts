import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../../runtime/environment.ts'
import { sdkClient } from '../../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../../runtime/table-items.ts'
import { type Basket, EMPTY } from './basket.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('BASKETS_TABLE')

const DAY_SECONDS = 86_400

/**
 * How long a basket is kept after the arrival of its last event: for as long as an event may come again, from the stream
 * or as a dead letter about a given-up batch, and a day longer.
 */
const KEPT_SECONDS = Number(environmentVariable('STREAM_RETENTION_SECONDS')) + 46 * DAY_SECONDS

/** A basket as it was read. Every write makes a new version. */
export interface StoredBasket {
  readonly customerId: string
  readonly basket: Basket
  /** 0 if there is none yet. */
  readonly version: number
  /** In seconds since 1970. */
  readonly expiresAt: number
}

const basketItem = z.object({
  key: z.string(),
  sku: z.string(),
  quantity: z.number(),
  time: z.number(),
  putAt: z.number(),
})

const storedBasket = z.object({
  items: z.array(basketItem),
  purchasedAt: z.number(),
  remindedOf: z.number(),
  remindedAt: z.number(),
  reminder: z.optional(
    z.object({
      id: z.string(),
      of: z.number(),
      queuedAt: z.optional(z.number()),
      judgedOf: z.optional(z.number()),
    }),
  ),
  version: z.number(),
  expiresAt: z.number(),
})

export async function readBasket(customerId: string): Promise<StoredBasket> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ customerId }), ConsistentRead: true }),
  )
  if (!Item) return { customerId, basket: EMPTY, version: 0, expiresAt: 0 }
  const { version, expiresAt, ...basket } = fromItem(storedBasket, Item, table)
  return { customerId, basket, version, expiresAt }
}

/**
 * Replaces the basket that was read.
 *
 * @param arrivedAt the arrival of the latest event, which decides how long the basket is kept
 * @returns the basket as it is stored now; undefined if it has changed since it was read, possibly by an earlier attempt
 *   of this write whose response was lost
 */
export async function replaceBasket(
  { customerId, version, expiresAt }: StoredBasket,
  basket: Basket,
  arrivedAt = new Date(0),
): Promise<StoredBasket | undefined> {
  const next = { version: version + 1, expiresAt: Math.max(expiresAt, expiryOf(arrivedAt)) }
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ customerId, ...basket, ...next }),
        ...(version === 0
          ? { ConditionExpression: 'attribute_not_exists(customerId)' }
          : {
              ConditionExpression: '#version = :version',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: toItem({ ':version': version }),
            }),
      }),
    )
    return { customerId, basket, ...next }
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

/** Whether the basket that an event changed may have been deleted since, so that it is unknown whether it was taken. */
export function mayBeForgotten(arrivedAt: Date, now: Date): boolean {
  return now.getTime() / 1_000 >= expiryOf(arrivedAt) - DAY_SECONDS
}

function expiryOf(arrivedAt: Date): number {
  return Math.floor(arrivedAt.getTime() / 1_000) + KEPT_SECONDS
}
