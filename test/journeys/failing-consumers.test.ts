import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { type Duration, SteppedClock } from '@messaging-on-aws/local-aws'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
import { failingPurchase, forgetDecision } from './failing-purchase.ts'
import { eventually, until } from './messaging.ts'
import { bookFor, Shop } from './shop.ts'

const clock = new SteppedClock()
let shop: Shop<SteppedClock>
let shipping: string
let functions: readonly string[]
beforeAll(async () => {
  // Requests are signed by `Date`, which tells the time of the shop.
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: clock.now() })
  shop = await Shop.on(clock)
  shipping = await shop.messaging.functionName('shop-shipping')
  functions = await shop.messaging.functionNames()
})
afterAll(async () => {
  await shop.close()
  jest.useRealTimers()
})

async function advanceBy(duration: Duration): Promise<void> {
  await clock.advanceBy(duration)
  jest.setSystemTime(clock.now())
}

/**
 * A purchase, and the process that is about to ship it. The API's answer is not awaited: a warm consumer may be done
 * before it comes.
 */
async function shippingOf(customerId: string): Promise<{ placed: Promise<string>; pid: number }> {
  // What is shipped has been announced, but the process that did it may not have answered yet.
  await shop.messaging.idle(shipping)
  const placed = shop.place(customerId)
  return { placed, pid: await until(() => shop.messaging.busy(shipping)[0]) }
}

test('a consumer that dies in the middle: its customer waits a visibility timeout, the others do not', async () => {
  const { placed, pid } = await shippingOf('mary')
  process.kill(pid, 'SIGKILL')
  const held = await placed

  const later = await shop.place('mary')
  const other = await shop.place('grace')
  await shop.untilShipped([other])
  expect(shop.ledger.shippedOf('mary')).toEqual([])

  await advanceBy({
    seconds: await shop.messaging.visibilityTimeoutSeconds(shop.outputs('ShippingQueueUrl')),
  })
  await shop.untilShipped([held, later])
  expect(shop.ledger.shippedOf('mary')).toEqual([held, later])
  expect(shop.ledger.shippedTwice).toBe(0)
})

test('a consumer slower than the visibility timeout: the message is worked on twice and shipped once', async () => {
  const QueueUrl = shop.outputs('ShippingQueueUrl')
  const asDeployed = await shop.messaging.visibilityTimeoutSeconds(QueueUrl)
  await setVisibilityTimeout(QueueUrl, 5)
  const { placed, pid: slow } = await shippingOf('joan')
  process.kill(slow, 'SIGSTOP')
  const purchase = await placed

  await advanceBy({ seconds: 5 })
  await shop.untilShipped([purchase])
  process.kill(slow, 'SIGCONT')
  await until(() => shop.messaging.busy(shipping).length === 0 || undefined)
  await shop.messaging.drained(QueueUrl)
  await setVisibilityTimeout(QueueUrl, asDeployed)

  const next = await shop.place('joan')
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

async function setVisibilityTimeout(QueueUrl: string, seconds: number): Promise<void> {
  const Attributes = { VisibilityTimeout: String(seconds) }
  await shop.messaging.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
}

test('an outage of half an hour: no purchase is a dead letter, each ships once, every customer’s in order', async () => {
  const customers = Array.from({ length: 5 }, (_, index) => `customer-${index}`)
  const table = shop.outputs('ShipmentsTableName')
  const placed: string[] = []
  await shop.messaging.withoutTable(table, async () => {
    for (const customer of customers) placed.push(await shop.place(customer), await shop.place(customer))
    // Past the twelve minutes in which five tries with the visibility timeout between them would be over.
    for (let minutes = 0; minutes < 30; minutes++) await minutePasses()
  })
  const [first] = placed
  const waiting = await shippings(first as string)
  expect(waiting.length).toBeGreaterThan(5)
  expect(waiting.at(-1)).toMatchObject({
    outcome: 'retry',
    waitsFor: 'dynamodb',
    reason: expect.stringMatching(/^ResourceNotFoundException/),
  })

  const shipped = shop.untilShipped(placed)
  await timePasses(shipped)
  expect(shop.ledger).toMatchObject({ outstanding: 0, shippedTwice: 0, outOfOrder: 0 })
  expect(await shop.messaging.depth(shop.outputs('ShippingDeadLetterQueueUrl'))).toBe(0)
})

test('a purchase that fails takes none of its customer with it, and is delayed and a dead letter after its tries', async () => {
  const before = await shop.place('ada')
  await shop.untilShipped([before])
  const bad = await failingPurchase(shop, 'ada')
  const behind: string[] = []
  for (let count = 0; count < 9; count++) behind.push(await shop.place('ada'))

  await timePasses(shop.untilShipped(behind))
  expect(shop.ledger.shippedOf('ada')).toEqual([before, ...behind])
  expect(await shop.deadLetters('Shipping')).toEqual([
    expect.objectContaining({ reason: expect.stringMatching(/^InvalidParameter/), attempts: 5 }),
  ])
  expect((await shippings(bad)).map(({ outcome }) => outcome)).toEqual([
    ...Array(4).fill('retry'),
    'dead-lettered',
  ])
  await eventually(async () => (await shop.recordOf(bad)).delayedAt)

  await forgetDecision(shop, bad)
  await shop.messaging.redrive(shop.outputs('ShippingDeadLetterQueueUrl'), shop.outputs('ShippingQueueUrl'))
  await timePasses(shop.untilShipped([bad]))
  await eventually(async () => (await shop.recordOf(bad)).shippedAt)
  expect(shop.ledger.shippedTwice).toBe(0)
})

/** Lets minutes pass until something has happened. */
async function timePasses(event: Promise<unknown>): Promise<void> {
  let happened = false
  const end = event.finally(() => {
    happened = true
  })
  for (let minutes = 0; !happened && minutes < 30; minutes++) await minutePasses()
  await end
}

/** In steps that are shorter than the function's timeout, each with the work that it brings. */
async function minutePasses(): Promise<void> {
  for (let step = 0; step < 3; step++) {
    await advanceBy({ seconds: 20 })
    await shop.messaging.idle(...functions)
  }
}

async function shippings(purchaseId: string) {
  return (await shop.messaging.trail(purchaseId)).filter(({ service }) => service === 'shop-shipping')
}

test('a message is redelivered after the deduplication window: nothing is shipped twice', async () => {
  const purchaseId = await shop.place('katherine')
  await shop.untilShipped([purchaseId])
  await advanceBy({ minutes: 6 })

  const again = placedEvent(bookFor('katherine'), { purchaseId, placedAt: new Date().toISOString() })
  await shop.publish('katherine', JSON.stringify(again), purchaseId)
  const shippings = await eventually(async () => {
    const hops = (await shop.messaging.trail(purchaseId)).filter(({ service }) => service === 'shop-shipping')
    return hops.length === 2 ? hops : undefined
  })
  expect(shippings.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  await shop.untilShipped([purchaseId])
  expect(shop.ledger.shippedTwice).toBe(0)
})
