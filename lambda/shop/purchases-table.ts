import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import { type PurchaseRecord, purchaseRecord } from './read-model.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

export async function findPurchase(purchaseId: string): Promise<PurchaseRecord | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ purchaseId }), ConsistentRead: true }),
  )
  return Item && fromItem(purchaseRecord, Item, table)
}

/** Sets the fields that have no value yet, in one write. */
export async function completePurchase({ purchaseId, ...fields }: PurchaseRecord): Promise<void> {
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
