import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { SteppedClock } from '../../local/clock.ts'
import { until } from './messaging.ts'
import { bookFor, Shop } from './shop.ts'

let shop: Shop<SteppedClock>
beforeEach(async () => {
  // Requests are signed by the machine's own time: the stepped one starts there.
  shop = await Shop.on(new SteppedClock(Date.now()))
})
afterEach(() => shop.close())

test('a consumer that dies in the middle: its customer waits a visibility timeout, the others do not', async () => {
  const shipping = await shop.messaging.functionName('shop-shipping')
  const held = await shop.place('ada')
  process.kill(await until(() => shop.messaging.busy(shipping)[0]), 'SIGKILL')

  const later = await shop.place('ada')
  const other = await shop.place('grace')
  await shop.untilShipped([other])
  expect(shop.ledger.shippedOf('ada')).toEqual([])

  await shop.messaging.clock.advanceBy({
    seconds: await shop.messaging.visibilityTimeoutSeconds(shop.outputs('ShippingQueueUrl')),
  })
  await shop.untilShipped([held, later])
  expect(shop.ledger.shippedOf('ada')).toEqual([held, later])
  expect(shop.ledger.shippedTwice).toBe(0)
})

test('a consumer slower than the visibility timeout: the message is worked on twice and shipped once', async () => {
  const QueueUrl = shop.outputs('ShippingQueueUrl')
  await shop.messaging.sqs.send(
    new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '5' } }),
  )
  const shipping = await shop.messaging.functionName('shop-shipping')
  const purchase = await shop.place('ada')
  const slow = await until(() => shop.messaging.busy(shipping)[0])
  process.kill(slow, 'SIGSTOP')

  await shop.messaging.clock.advanceBy({ seconds: 5 })
  await shop.untilShipped([purchase])
  process.kill(slow, 'SIGCONT')
  await until(() => shop.messaging.busy(shipping).length === 0 || undefined)
  await shop.messaging.drained(QueueUrl)

  const next = await shop.place('ada')
  await shop.untilShipped([next])
  expect(shop.ledger.shippedTwice).toBe(0)
  const hops = await shop.messaging.trail(purchase)
  expect(
    hops
      .filter(({ service }) => service === 'shop-shipping')
      .map(({ receiveCount }) => receiveCount)
      .toSorted(),
  ).toEqual([1, 2])
})

test('a purchase whose tries are used up is delayed, a dead letter with its reason, and ships once when redriven', async () => {
  const table = shop.outputs('ShipmentsTableName')
  const visibility = await shop.messaging.visibilityTimeoutSeconds(shop.outputs('ShippingQueueUrl'))
  const purchaseId = await shop.messaging.withoutTable(table, async () => {
    const placed = await shop.place('ada')
    for (let tries = 1; tries <= 5; tries++) {
      await until(async () => (await shippings(placed)).length === tries)
      if (tries < 5) await shop.messaging.clock.advanceBy({ seconds: visibility })
    }
    return placed
  })
  expect((await shippings(purchaseId)).map(({ outcome }) => outcome)).toEqual([
    ...Array(4).fill('retry'),
    'dead-lettered',
  ])
  const [letter] = await shop.deadLetters('Shipping')
  expect(letter).toMatchObject({ reason: expect.stringMatching(/^ResourceNotFoundException/), attempts: 5 })
  expect(JSON.parse(letter?.body ?? '').subject).toBe(purchaseId)
  // Requests to the API would be signed by the machine's time, which is long past here.
  await until(async () => (await shop.recordOf(purchaseId)).delayedAt)

  await shop.messaging.redrive(shop.outputs('ShippingDeadLetterQueueUrl'), shop.outputs('ShippingQueueUrl'))
  await shop.messaging.clock.advanceBy({ seconds: 1 })
  await shop.untilShipped([purchaseId])
  await until(async () => (await shop.recordOf(purchaseId)).shippedAt)
  expect(shop.ledger.shippedTwice).toBe(0)
})

async function shippings(purchaseId: string) {
  return (await shop.messaging.trail(purchaseId)).filter(({ service }) => service === 'shop-shipping')
}

test('a message that comes again after the deduplication window: nothing is shipped twice', async () => {
  const purchaseId = await shop.place('ada')
  await shop.untilShipped([purchaseId])
  await shop.messaging.clock.advanceBy({ minutes: 6 })

  const again = placedEvent(bookFor('ada'), { purchaseId, placedAt: new Date().toISOString() })
  await shop.publish('ada', JSON.stringify(again), purchaseId)
  const shippings = await until(async () => {
    const hops = (await shop.messaging.trail(purchaseId)).filter(({ service }) => service === 'shop-shipping')
    return hops.length === 2 ? hops : undefined
  })
  expect(shippings.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  await shop.untilShipped([purchaseId])
  expect(shop.ledger.shippedTwice).toBe(0)
})
