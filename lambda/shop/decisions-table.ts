import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../runtime/environment.ts'
import { sdkClient } from '../runtime/sdk-clients.ts'
import { fromItem, toItem } from '../runtime/table-items.ts'
import { type ShippingDecision, shippingDecision } from './shipping-decision.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SHIPMENTS_TABLE')

/**
 * Records the decision, or returns the decision that is already recorded for the purchase. A purchase ships once, and a
 * cancelled one never ships.
 *
 * @param expiresAt when the record of a new decision expires, in seconds since 1970
 */
export async function decideOnce(decision: ShippingDecision, expiresAt: number): Promise<ShippingDecision> {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem({ ...decision, expiresAt }),
        ConditionExpression: 'attribute_not_exists(purchaseId)',
      }),
    )
    return decision
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return recorded(decision.purchaseId)
    throw error
  }
}

async function recorded(purchaseId: string): Promise<ShippingDecision> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: toItem({ purchaseId }), ConsistentRead: true }),
  )
  if (!Item)
    throw new Error(
      `The decision on purchase ${purchaseId} was deleted between the conditional write and the read.`,
    )
  return fromItem(shippingDecision, Item, table)
}
