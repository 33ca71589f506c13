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
 * Records the decision, unless there is one on the purchase already: then gives that one back. A purchase ships once,
 * and one that is cancelled never does.
 */
export async function decideOnce(decision: ShippingDecision): Promise<ShippingDecision> {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem(decision),
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
  if (!Item) throw new Error(`What was decided on purchase ${purchaseId} was deleted while it was asked for.`)
  return fromItem(shippingDecision, Item, table)
}
