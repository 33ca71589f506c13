import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { Clock } from '@messaging-on-aws/local-aws'
import { v7 as uuidv7 } from 'uuid'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { bookFor, type Shop } from './shop.ts'

/**
 * Publishes a purchase with a recorded shipment that SNS takes no event of, for its customer is no message group. So
 * shipping fails on it, and nothing is down.
 *
 * @returns its id
 */
export async function failingPurchase(shop: Shop<Clock>, customerId: string): Promise<string> {
  const purchaseId = uuidv7()
  await shipments(
    shop,
    new PutItemCommand({
      TableName: shop.outputs('ShipmentsTableName'),
      Item: {
        purchaseId: { S: purchaseId },
        customerId: { S: 'no message group' },
        eventId: { S: uuidv7() },
        shipmentId: { S: uuidv7() },
        carrier: { S: 'CTT' },
        shippedAt: { S: new Date().toISOString() },
        sequenceNumber: { S: '1' },
      },
    }),
  )
  const event = placedEvent(bookFor(customerId), { purchaseId, placedAt: new Date().toISOString() })
  await shop.publish(customerId, JSON.stringify(event), purchaseId)
  return purchaseId
}

/** Mends a {@link failingPurchase}: the next try ships it anew. */
export async function forgetDecision(shop: Shop<Clock>, purchaseId: string): Promise<void> {
  const Key = { purchaseId: { S: purchaseId } }
  await shipments(shop, new DeleteItemCommand({ TableName: shop.outputs('ShipmentsTableName'), Key }))
}

async function shipments(shop: Shop<Clock>, command: PutItemCommand | DeleteItemCommand): Promise<void> {
  await new DynamoDBClient(shop.messaging.connection).send(command as PutItemCommand)
}
