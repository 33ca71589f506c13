import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, isExpired, toItem } from '../runtime/table-items.ts'
import { type PurchaseRecord, purchaseRecord } from './read-model.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

/** Undefined for an expired record, too: DynamoDB deletes those "within a few days" (Developer Guide, TTL). */
export async function findPurchase(purchaseId: string): Promise<PurchaseRecord | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ purchaseId }), ConsistentRead: true }),
  )
  return Item && !isExpired(Item) ? fromItem(purchaseRecord, Item, table) : undefined
}

/**
 * Sets the fields that have no value yet, in one write.
 *
 * @param expiresAt in seconds since 1970; the same for every event of the purchase
 */
export async function completePurchase(
  { purchaseId, ...about }: PurchaseRecord,
  expiresAt: number,
): Promise<void> {
  const fields = { ...about, expiresAt }
  const names = Object.keys(fields)
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: toItem({ purchaseId }),
      UpdateExpression: `SET ${names.map(name => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
      ExpressionAttributeValues: toItem(
        Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
      ),
    }),
  )
}
