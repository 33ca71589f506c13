import { randomUUID } from 'node:crypto'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { v7 as uuidv7 } from 'uuid'
import { DEMO_PURCHASES } from '../../demo/shop/scenario.ts'
import type { Stage } from './stage.ts'

/** Publishes a purchase twice, as after the deduplication window: what was decided the first time holds. */
export async function publishTwice(stage: Stage): Promise<void> {
  const TopicArn = (await stage.outputs('Shop'))('PurchasesTopicArn')
  const sns = new SNSClient(stage.connection)
  const Message = JSON.stringify(placedEvent())
  for (let time = 0; time < 2; time++) {
    const ids = { MessageGroupId: 'redelivered', MessageDeduplicationId: randomUUID() }
    await sns.send(new PublishCommand({ TopicArn, Message, ...ids }))
  }
  sns.destroy()
}

/** What buying publishes of a purchase that ships. */
function placedEvent(): object {
  const [{ request }] = DEMO_PURCHASES as readonly [(typeof DEMO_PURCHASES)[number]]
  const purchaseId = uuidv7()
  const placedAt = new Date().toISOString()
  const amount = request.items.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice.amount, 0)
  return {
    specversion: '1.0',
    id: purchaseId,
    type: 'shop.purchase.placed.v1',
    source: 'urn:messaging:shop:buying',
    subject: purchaseId,
    time: placedAt,
    datacontenttype: 'application/json',
    correlationid: purchaseId,
    data: { purchaseId, ...request, customerId: 'redelivered', total: { amount, currency: 'EUR' }, placedAt },
  }
}
