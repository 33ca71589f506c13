import { rm } from 'node:fs/promises'
import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
import { ConsumerReleases } from './consumer-releases.ts'
import { eventually } from './messaging.ts'
import { PRODUCTION, productionShop } from './production-shop.ts'
import { Shop } from './shop.ts'

const clock = new SteppedClock()
let assembly: string
let shop: Shop<SteppedClock>
let releases: ConsumerReleases
let logs: CloudWatchLogsClient
let shipping: string

beforeAll(async () => {
  assembly = await productionShop()
  // Requests are signed by `Date`, which tells the time of the shop.
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: clock.now() })
  shop = await Shop.on(clock, assembly, PRODUCTION)
  const { messaging } = shop
  // The others have nothing to say here.
  await messaging.switchSources(false, 'shop-shipping')
  shipping = await messaging.functionName('shop-shipping')
  logs = new CloudWatchLogsClient(messaging.connection)
  releases = new ConsumerReleases(messaging.connection, {
    functionName: shipping,
    application: `Messaging-${PRODUCTION}-Shop`,
    group: 'shop-shipping',
  })
})
afterAll(async () => {
  logs.destroy()
  releases.close()
  await shop.close()
  jest.useRealTimers()
  await rm(assembly, { recursive: true })
})

interface Line {
  /** Whose stream of the log it is in. */
  readonly version: string
  readonly message: string
}

async function lines(): Promise<Line[]> {
  const logGroupName = `/messaging/${PRODUCTION}/shop/shipping`
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }))
  return events.map(({ message = '', logStreamName = '' }) => ({
    version: /\[(\d+)\]/.exec(logStreamName)?.[1] ?? '',
    message,
  }))
}

/** What became of purchases, by whichever version. */
function triesIn(all: readonly Line[]): { version: string; purchaseId: string; outcome: string }[] {
  const hops = all.filter(({ message }) => message.includes('"message":"hop"'))
  return hops.map(({ version, message }) => ({ ...JSON.parse(message), version }))
}

let customers = 0

/** Customers buy, one after the other, until a version gets a purchase. Time stands still. @returns the purchases */
async function buyUntilItIs(version: string): Promise<string[]> {
  const placed: string[] = []
  for (;;) {
    const purchaseId = await shop.place(`customer-${++customers}`)
    placed.push(purchaseId)
    const all = await eventually(async () => {
      const all = await lines()
      const isMet = all.some(line => line.version === version)
      return isMet || triesIn(all).some(each => each.purchaseId === purchaseId) ? all : undefined
    })
    await shop.messaging.idle(shipping)
    if (all.some(line => line.version === version)) return placed
  }
}

/** In steps that are shorter than the function's timeout, each with the work that it brings. */
async function minutePasses(): Promise<void> {
  for (let step = 0; step < 3; step++) {
    await clock.advanceBy({ seconds: 20 })
    jest.setSystemTime(clock.now())
    await shop.messaging.idle(shipping)
  }
}

/** Lets minutes pass until something has happened. */
async function timePasses(event: Promise<unknown>): Promise<void> {
  let happened = false
  const end = event.finally(() => {
    happened = true
  })
  for (let minutes = 0; !happened && minutes < 15; minutes++) await minutePasses()
  await end
}

async function statusAfter(minutes: number, deployment: string): Promise<string | undefined> {
  for (let passed = 0; passed < minutes; passed++) await minutePasses()
  return (await releases.deployment(deployment)).status
}

describe('a new version goes back by its own alarm, and the one before ships what it had', () => {
  test.each([
    // The carrier is no text, which cannot be written to the table of decisions.
    ['fails on purchases', '"Universal Parcel"', 'new URL("https://universal-parcel.example")', 'failed'],
    ['cannot start', /^/, 'throw new Error("no carriers");', 'errors'],
  ])('if it %s', async (_, part, changed, alarm) => {
    const { version, deployment } = await releases.deploy(index => index.replace(part, changed))
    const placed = await buyUntilItIs(version)
    // The same customer's next one waits for it.
    placed.push(await shop.place(`customer-${customers}`))
    expect(await releases.alias()).toEqual({ version: '1', weights: { [version]: 0.1 } })

    expect(await statusAfter(4, deployment)).toBe('Stopped')
    expect((await releases.deployment(deployment)).errorInformation).toMatchObject({
      code: 'ALARM_ACTIVE',
      message: expect.stringContaining(
        `Activated alarms: <Messaging-${PRODUCTION}-shop-shipping-version-${version}-${alarm}>`,
      ),
    })
    expect(await releases.alias()).toEqual({ version: '1', weights: {} })

    await timePasses(shop.untilShipped(placed))
    expect(shop.ledger).toMatchObject({ outstanding: 0, shippedTwice: 0, outOfOrder: 0 })
    await shop.messaging.idle(shipping)
    expect(await shop.messaging.depth(shop.outputs('ShippingDeadLetterQueueUrl'))).toBe(0)
    const ended = triesIn(await lines()).filter(({ outcome }) => outcome !== 'retry')
    expect(ended.map(({ version, outcome }) => `${version} ${outcome}`)).toEqual(ended.map(() => '1 done'))
  })
})

test('a good version after them takes over', async () => {
  const { version, deployment } = await releases.deploy(index => `${index}//`)
  const placed = await buyUntilItIs(version)
  expect(await statusAfter(4, deployment)).toBe('InProgress')
  expect(await statusAfter(1, deployment)).toBe('Succeeded')
  expect(await releases.alias()).toEqual({ version, weights: {} })

  const last = await shop.place(`customer-${customers}`)
  await shop.untilShipped([...placed, last])
  expect(shop.ledger).toMatchObject({ outstanding: 0, shippedTwice: 0, outOfOrder: 0 })
  // It is announced before it is logged.
  const tries = await eventually(async () => {
    const ofLast = triesIn(await lines()).filter(({ purchaseId }) => purchaseId === last)
    return ofLast.length > 0 ? ofLast : undefined
  })
  expect(tries).toMatchObject([{ version, outcome: 'done' }])
})
