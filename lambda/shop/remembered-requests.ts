import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import * as z from 'zod/mini'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import type { PurchaseIdentity } from './purchase.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('REQUESTS_TABLE')

const DAY_SECONDS = 86_400

/** The purchase identity of the first request with a key. */
export interface RememberedRequest extends PurchaseIdentity {
  fingerprint: string
}

const rememberedRequest = z.object({
  purchaseId: z.string(),
  placedAt: z.string(),
  fingerprint: z.string(),
})

/**
 * Remembers a request under its key for 24 hours, or returns the request that is already remembered.
 *
 * The identity is saved before the purchase is published, and nothing is saved after that. A function that dies in
 * between does no harm: the repeated request publishes with the same identity. (An idempotency layer that saves the
 * *outcome*, such as Powertools', would run the handler again and make a second purchase.)
 */
export async function rememberOnce(key: string, request: RememberedRequest): Promise<RememberedRequest> {
  const now = Math.floor(Date.parse(request.placedAt) / 1_000)
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ requestKey: key, ...request, expiresAt: now + DAY_SECONDS }),
        // DynamoDB deletes expired items "within a few days" (Developer Guide, TTL), so expired ones must not count.
        ConditionExpression: 'attribute_not_exists(requestKey) OR expiresAt < :now',
        ExpressionAttributeValues: toItem({ ':now': now }),
      }),
    )
    return request
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return recall(key)
    throw error
  }
}

async function recall(key: string): Promise<RememberedRequest> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ requestKey: key }), ConsistentRead: true }),
  )
  if (!Item)
    throw new Error(`The request remembered under ${key} expired between the conditional write and the read.`)
  return fromItem(rememberedRequest, Item, table)
}
