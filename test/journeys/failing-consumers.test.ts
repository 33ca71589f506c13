import { GetQueueAttributesCommand, SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { SteppedClock } from '../../local/clock.ts'
import { bookFor, Shop, until } from './shop.ts'

let shop: Shop<SteppedClock>
let sqs: SQSClient
beforeEach(async () => {
  // Requests are signed by the machine's own time: the stepped one starts there.
  shop = await Shop.on(new SteppedClock(Date.now()))
  sqs = new SQSClient(shop.connection)
})
afterEach(() => shop.close())

async function visibilityTimeoutSeconds(QueueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['VisibilityTimeout'] }),
  )
  return Number(Attributes?.VisibilityTimeout)
}

/** Everything that is left to do is done: no function works, and no message waits or is held. */
async function drained(QueueUrl: string): Promise<void> {
  await until(async () => {
    const { Attributes = {} } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    )
    return Object.values(Attributes).every(count => count === '0') || undefined
  })
}

test('a consumer that dies in the middle: its customer waits a visibility timeout, the others do not', async () => {
  const shipping = await shop.functionName('shop-shipping')
  const held = await shop.place('ada')
  process.kill(await until(() => shop.busy(shipping)[0]), 'SIGKILL')

  const later = await shop.place('ada')
  const other = await shop.place('grace')
  await shop.untilShipped([other])
  expect(shop.ledger.shippedOf('ada')).toEqual([])

  await shop.clock.advanceBy({ seconds: await visibilityTimeoutSeconds(shop.outputs('ShippingQueueUrl')) })
  await shop.untilShipped([held, later])
  expect(shop.ledger.shippedOf('ada')).toEqual([held, later])
  expect(shop.ledger.shippedTwice).toBe(0)
})

test('a consumer slower than the visibility timeout: the message is worked on twice and shipped once', async () => {
  const QueueUrl = shop.outputs('ShippingQueueUrl')
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }))
  const shipping = await shop.functionName('shop-shipping')
  const purchase = await shop.place('ada')
  const slow = await until(() => shop.busy(shipping)[0])
  process.kill(slow, 'SIGSTOP')

  await shop.clock.advanceBy({ seconds: 5 })
  await shop.untilShipped([purchase])
  process.kill(slow, 'SIGCONT')
  await until(() => shop.busy(shipping).length === 0 || undefined)
  await drained(QueueUrl)

  const next = await shop.place('ada')
  await shop.untilShipped([next])
  expect(shop.ledger.shippedTwice).toBe(0)
  const hops = await shop.trail(purchase)
  expect(
    hops
      .filter(({ service }) => service === 'shop-shipping')
      .map(({ receiveCount }) => receiveCount)
      .toSorted(),
  ).toEqual([1, 2])
})

test('a message that comes again after the deduplication window: nothing is shipped twice', async () => {
  const purchaseId = await shop.place('ada')
  await shop.untilShipped([purchaseId])
  await shop.clock.advanceBy({ minutes: 6 })

  const again = placedEvent(bookFor('ada'), { purchaseId, placedAt: new Date().toISOString() })
  await shop.publish('ada', JSON.stringify(again), purchaseId)
  const shippings = await until(async () => {
    const hops = (await shop.trail(purchaseId)).filter(({ service }) => service === 'shop-shipping')
    return hops.length === 2 ? hops : undefined
  })
  expect(shippings.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  await shop.untilShipped([purchaseId])
  expect(shop.ledger.shippedTwice).toBe(0)
})
