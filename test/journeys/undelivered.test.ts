import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { GetTopicAttributesCommand, SetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { STAGE } from './assembly.ts'
import { bookFor, Shop } from './shop.ts'
import { topicCounts } from './topic-counts.ts'

const PURCHASES = `Messaging-${STAGE}-Shop-Purchases`
const FAILED = 'NumberOfNotificationsFailed'
const LOST = 'NumberOfNotificationsFailedToRedriveToDlq'
const NOT_EMPTY = 'ApproximateNumberOfMessagesVisible'

let shop: Shop<SteppedClock>
let cloudWatch: CloudWatchClient
beforeEach(async () => {
  // Requests are signed by the machine's own time: the stepped one starts there.
  shop = await Shop.on(new SteppedClock(Date.now()))
  cloudWatch = new CloudWatchClient(shop.messaging.connection)
})
afterEach(async () => {
  cloudWatch.destroy()
  await shop.close()
})

/** What the alarms watch that are on after so many minutes, of those on the purchases topic and its undelivered queues. */
async function alarmsAfter(minutes: number): Promise<string[]> {
  await shop.messaging.clock.advanceBy({ minutes })
  const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }))
  return MetricAlarms.map(({ MetricName, Dimensions }) => `${MetricName} ${Dimensions?.[0]?.Value}`)
    .filter(watched => watched.includes(PURCHASES))
    .toSorted()
}

function counts(): Promise<Record<string, number>> {
  return topicCounts(cloudWatch, `${PURCHASES}.fifo`, shop.messaging.clock.now())
}

const PURCHASE_ID = '01a1fcfd-a161-7081-baf8-8f67cc2ef78d'

/** What buying publishes of a purchase of a book. */
function placedByAda(): string {
  const placedAt = new Date(shop.messaging.clock.now()).toISOString()
  return JSON.stringify(placedEvent(bookFor('ada'), { purchaseId: PURCHASE_ID, placedAt }))
}

/**
 * Disables the key of the shop for its queues while something happens, and not for its topic.
 *
 * "Amazon SNS reuses a data key for up to 5 minutes" (SNS, Key management), so a topic still takes messages for a
 * while after its queues refuse them. Here each message asks for the key, so the topic has another one meanwhile.
 */
async function withQueuesLocked(work: () => Promise<void>): Promise<void> {
  const { connection } = shop.messaging
  const [kms, sns] = [new KMSClient(connection), new SNSClient(connection)]
  const TopicArn = shop.outputs('PurchasesTopicArn')
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }))
  const KeyId = Attributes?.KmsMasterKeyId
  const encryptTopicWith = (AttributeValue: string | undefined) =>
    sns.send(new SetTopicAttributesCommand({ TopicArn, AttributeName: 'KmsMasterKeyId', AttributeValue }))
  await encryptTopicWith('alias/aws/sns')
  await kms.send(new DisableKeyCommand({ KeyId }))
  await work()
  await kms.send(new EnableKeyCommand({ KeyId }))
  await encryptTopicWith(KeyId)
  kms.destroy()
  sns.destroy()
}

/** Moves one message of an undelivered queue to the queue it was for, as an operator does. */
async function sendOn(fromUrl: string, toUrl: string): Promise<void> {
  const { sqs } = shop.messaging
  const { Messages: [message] = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: fromUrl, MessageSystemAttributeNames: ['All'] }),
  )
  await sqs.send(
    new SendMessageCommand({
      QueueUrl: toUrl,
      MessageBody: message?.Body,
      MessageGroupId: message?.Attributes?.MessageGroupId,
      MessageDeduplicationId: message?.Attributes?.MessageDeduplicationId,
    }),
  )
  await sqs.send(new DeleteMessageCommand({ QueueUrl: fromUrl, ReceiptHandle: message?.ReceiptHandle }))
}

test('an ordinary purchase is delivered to its subscribers, and sets off no alarm', async () => {
  const purchaseId = await shop.place('ada')
  await shop.untilShipped([purchaseId])

  // `placed` is for shipping, history, receipts and the clickstream, `shipped` for history and the witness; the others filter it out.
  expect(await counts()).toEqual({
    NumberOfMessagesPublished: 2,
    NumberOfNotificationsDelivered: 6,
    NumberOfNotificationsFilteredOut: 6,
    'NumberOfNotificationsFilteredOut-MessageBody': 6,
  })
  expect(await alarmsAfter(1)).toEqual([])
})

test('a message that SNS accepts and SQS refuses is lost for four consumers and sets off two alarms', async () => {
  const noncharacter = placedByAda().replace('Lisbon', 'Lisbon\uffff')
  await shop.publish('ada', noncharacter, 'noncharacter')

  expect(await counts()).toMatchObject({ [FAILED]: 4, [LOST]: 4 })
  expect(await counts()).not.toHaveProperty('NumberOfNotificationsDelivered')
  expect(await alarmsAfter(1)).toEqual([`${FAILED} ${PURCHASES}.fifo`, `${LOST} ${PURCHASES}.fifo`])
  expect(await alarmsAfter(3)).toEqual([])
})

test('a message that SNS could dead-letter is not lost: its queue rings, and goes on ringing', async () => {
  await shop.messaging.sqs.send(
    new SetQueueAttributesCommand({
      QueueUrl: shop.outputs('ShippingQueueUrl'),
      Attributes: { MaximumMessageSize: '1024' },
    }),
  )
  const [item] = bookFor('ada').items
  if (!item) throw new Error('A book is an item.')
  await shop.place('ada', {
    items: Array.from({ length: 20 }, (_, index) => ({ ...item, sku: `book-${index}` })),
  })

  const undelivered = `${NOT_EMPTY} ${PURCHASES}-Shipping-Undelivered.fifo`
  expect(await alarmsAfter(1)).toEqual([undelivered, `${FAILED} ${PURCHASES}.fifo`])
  expect(await alarmsAfter(3)).toEqual([undelivered])
})

test('a message whose queues have their key disabled is kept under another, and sent on when theirs is back', async () => {
  const undelivered = shop.outputs('ShippingUndeliveredQueueUrl')
  await withQueuesLocked(async () => {
    await shop.publish('ada', placedByAda(), PURCHASE_ID)
    expect(await shop.messaging.deadLetters(undelivered)).toHaveLength(1)
  })

  expect(await counts()).toMatchObject({ [FAILED]: 3, NumberOfNotificationsRedrivenToDlq: 3 })
  expect(await counts()).not.toHaveProperty(LOST)
  expect(await alarmsAfter(1)).toEqual([
    `${NOT_EMPTY} ${PURCHASES}-History-Undelivered.fifo`,
    `${NOT_EMPTY} ${PURCHASES}-Receipts-Undelivered.fifo`,
    `${NOT_EMPTY} ${PURCHASES}-Shipping-Undelivered.fifo`,
    `${FAILED} ${PURCHASES}.fifo`,
  ])

  await sendOn(undelivered, shop.outputs('ShippingQueueUrl'))
  await shop.untilShipped([PURCHASE_ID])
  expect(shop.ledger.shippedOf('ada')).toEqual([PURCHASE_ID])
})
