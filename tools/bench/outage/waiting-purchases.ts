import { randomUUID } from 'node:crypto'
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Connection } from '../../clients/connection.ts'
import { inParallel } from '../../clients/in-parallel.ts'

const BATCH = 10
const AT_ONCE = 16

/**
 * Sends purchases directly to the shipping queue, without the API and the topic. Each has a different customer, so none
 * waits for another.
 *
 * @throws if SQS refuses one, and when `signal` aborts
 */
export async function sendPurchases(
  connection: Connection,
  queueUrl: string,
  count: number,
  signal: AbortSignal,
): Promise<void> {
  const client = new SQSClient(connection)
  const starts = Array.from({ length: Math.ceil(count / BATCH) }, (_, index) => index * BATCH)
  await inParallel(starts, AT_ONCE, async start => {
    const length = Math.min(BATCH, count - start)
    const Entries = Array.from({ length }, (_, index) => entryOf(`customer-${start + index}`, index))
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }), {
      abortSignal: signal,
    })
    if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} purchases: ${Failed[0]?.Message}`)
  })
}

function entryOf(customerId: string, index: number) {
  const event = purchasePlaced(customerId)
  return {
    Id: String(index),
    MessageBody: JSON.stringify(event),
    MessageGroupId: customerId,
    MessageDeduplicationId: event.id,
  }
}

function purchasePlaced(customerId: string) {
  const purchaseId = randomUUID()
  const placedAt = new Date().toISOString()
  const price = { amount: 1990, currency: 'EUR' }
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: 'shop.purchase.placed.v1',
    source: 'urn:messaging:bench:waiting-purchases',
    subject: purchaseId,
    time: placedAt,
    datacontenttype: 'application/json',
    correlationid: purchaseId,
    data: {
      purchaseId,
      customerId,
      customerEmail: `${customerId}@example.com`,
      shipTo: {
        name: 'Bench',
        street: '1 Main Street',
        city: 'Lisbon',
        postalCode: '1000-001',
        country: 'PT',
      },
      items: [{ sku: 'book-1', quantity: 1, unitPrice: price }],
      total: price,
      placedAt,
    },
  }
}
