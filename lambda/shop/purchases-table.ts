import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import type { PurchaseRecord } from './read-model.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('PURCHASES_TABLE')

export async function findPurchase(purchaseId: string): Promise<PurchaseRecord | undefined> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: { purchaseId: { S: purchaseId } }, ConsistentRead: true }),
  )
  return Item && fromItem(Item)
}

/** Sets the fields that are not set yet, in one write. */
export async function completePurchase({ purchaseId, ...fields }: PurchaseRecord): Promise<void> {
  const names = Object.keys(fields)
  await dynamoDb.send(
    new UpdateItemCommand({
      TableName: table,
      Key: { purchaseId: { S: purchaseId } },
      UpdateExpression: `SET ${names.map(name => `#${name} = if_not_exists(#${name}, :${name})`).join(', ')}`,
      ExpressionAttributeNames: Object.fromEntries(names.map(name => [`#${name}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [`:${name}`, toAttribute(value)]),
      ),
    }),
  )
}

function toAttribute(value: string | number): AttributeValue {
  return typeof value === 'number' ? { N: String(value) } : { S: value }
}

function fromItem(item: Record<string, AttributeValue>): PurchaseRecord {
  const fields = Object.entries(item).map(([name, { N, S }]) => [name, N === undefined ? S : Number(N)])
  return Object.fromEntries(fields) as PurchaseRecord
}
