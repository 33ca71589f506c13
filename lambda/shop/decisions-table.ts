import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { environmentVariable } from '../shared/environment.ts'
import { sdkClient } from '../shared/sdk-clients.ts'

const dynamoDb = sdkClient(DynamoDBClient)
const table = environmentVariable('SHIPMENTS_TABLE')

/** One purchase handed to a carrier. */
export interface Shipment {
  purchaseId: string
  customerId: string
  shipmentId: string
  /** The id of the event that tells of it: however often that is published, it is one event. */
  eventId: string
  carrier: string
  shippedAt: string
  /** The purchase's place in the queue: a customer's shipments are in its order. */
  sequenceNumber: string
}

/** Records the shipment, unless the purchase has one already: then gives that one back. A purchase ships once. */
export async function shipOnce(shipment: Shipment): Promise<Shipment> {
  try {
    await dynamoDb.send(
      new PutItemCommand({
        TableName: table,
        Item: toItem(shipment),
        ConditionExpression: 'attribute_not_exists(purchaseId)',
      }),
    )
    return shipment
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return recorded(shipment.purchaseId)
    throw error
  }
}

async function recorded(purchaseId: string): Promise<Shipment> {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: table, Key: { purchaseId: { S: purchaseId } }, ConsistentRead: true }),
  )
  if (!Item) throw new Error(`The shipment of purchase ${purchaseId} was deleted while it was asked for.`)
  return Object.fromEntries(Object.entries(Item).map(([name, { S }]) => [name, S])) as unknown as Shipment
}

function toItem(shipment: Shipment): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(shipment).map(([name, value]) => [name, { S: value }]))
}
