import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { SteppedClock } from '../../local/clock.ts'
import { topicCounts } from '../topic-counts.ts'
import { STAGE } from './assembly.ts'
import { bookFor, Shop } from './shop.ts'

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

test('an ordinary purchase is delivered to whom its events are for, and rings nobody', async () => {
  const purchaseId = await shop.place('ada')
  await shop.untilShipped([purchaseId])

  // `placed` is for shipping, history and receipts, `shipped` for history and the witness; the others filter it out.
  expect(await counts()).toEqual({
    NumberOfMessagesPublished: 2,
    NumberOfNotificationsDelivered: 5,
    NumberOfNotificationsFilteredOut: 5,
    'NumberOfNotificationsFilteredOut-MessageBody': 5,
  })
  expect(await alarmsAfter(1)).toEqual([])
})

test('a message that SNS takes and SQS does not is lost for three consumers, and two alarms say so', async () => {
  const event = placedEvent(bookFor('ada'), {
    purchaseId: '01a1fcfd-a161-7081-baf8-8f67cc2ef78d',
    placedAt: new Date(shop.messaging.clock.now()).toISOString(),
  })
  const noncharacter = JSON.stringify(event).replace('Lisbon', 'Lisbon\uffff')
  await shop.publish('ada', noncharacter, 'noncharacter')

  expect(await counts()).toMatchObject({ [FAILED]: 3, [LOST]: 3 })
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
