import { randomUUID } from 'node:crypto'
import { setTimeout as wall } from 'node:timers/promises'
import {
  DescribeStreamSummaryCommand,
  KinesisClient,
  PutRecordsCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis'
import {
  CreateAliasCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  PublishVersionCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { RealClock } from '@messaging-on-aws/local-aws'
import { Clickstream, type PageEvent } from '../../tools/clients/clickstream/clickstream.ts'
import { figuresOf } from '../../tools/clients/clickstream/figures.ts'
import { placePurchase } from '../../tools/clients/shop/place-purchase.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { ReplayFunction } from '../../tools/replay/replay-function.ts'
import { replayTrends } from '../../tools/replay/replay-trends.ts'
import { eventually, Messaging } from './messaging.ts'
import { bookFor } from './shop.ts'

const start = Date.now()
let messaging: Messaging<RealClock>
let outputs: StackOutputs
let clickstream: Clickstream
let kinesis: KinesisClient

beforeAll(async () => {
  messaging = await Messaging.on(new RealClock())
  outputs = await messaging.outputs('Clickstream')
  clickstream = new Clickstream(messaging.request, outputs('ClickstreamApiUrl'))
  kinesis = new KinesisClient(messaging.connection)
})

afterAll(async () => {
  kinesis.destroy()
  await messaging.close()
})

function minuteOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}

/** What is counted of a product since the test began. */
async function countedOf(sku: string) {
  const minutes: string[] = []
  for (let time = start - (start % 60_000); time <= Date.now(); time += 60_000) minutes.push(minuteOf(time))
  const trends = await Promise.all(minutes.map(minute => clickstream.trends(minute)))
  return figuresOf(trends.flat()).get(sku)
}

function viewed(sku: string, sessionId: string): PageEvent {
  return { id: randomUUID(), type: 'product-viewed', sessionId, time: new Date().toISOString(), sku }
}

async function untilViewed(sku: string, views: number): Promise<void> {
  await eventually(async () => ((await countedOf(sku))?.views ?? 0) >= views)
}

test('view, basket, purchase: they meet in the trends of the product, each once', async () => {
  const sku = 'journey-book'
  const sessionId = 'visit-1'
  const basket: PageEvent = { ...viewed(sku, sessionId), type: 'basket-item-added', quantity: 2 }
  const events = [viewed(sku, sessionId), viewed(sku, sessionId), basket]
  await clickstream.send(events)
  // Again, as a backend does that had no answer.
  await clickstream.send(events)
  const items = [{ sku, quantity: 2, unitPrice: { amount: 1990, currency: 'EUR' } }]
  const purchase = { ...bookFor('ada'), items, sessionId }
  const shop = await messaging.outputs('Shop')
  await placePurchase(messaging.request, shop('ShopApiUrl'), purchase)

  await eventually(async () => ((await countedOf(sku))?.purchases ?? 0) > 0 && (await countedOf(sku))?.views)
  expect(await countedOf(sku)).toEqual({ views: 2, baskets: 1, purchases: 1, units: 2, cents: 3980 })
})

test('an invalid record is isolated; the records around it and after it are counted once', async () => {
  const sku = 'journey-lamp'
  const sessionId = 'visit-2'
  const good = () => ({
    PartitionKey: sessionId,
    Data: Buffer.from(JSON.stringify(cloudEvent(sku, sessionId))),
  })
  const Records = [good(), good(), { PartitionKey: sessionId, Data: Buffer.from('{"oops": 1') }, good()]
  await kinesis.send(new PutRecordsCommand({ StreamName: outputs('StreamName'), Records }))
  await clickstream.send([viewed(sku, sessionId)])

  const letter = await eventually(async () => {
    const [found] = await messaging.deadLetters(outputs('GivenUpBatchesDeadLetterQueueUrl'))
    return found
  })
  expect(letter.reason).toMatch(/1 of 1 records .*UnparseableMessage/)
  await untilViewed(sku, 4)
  expect((await countedOf(sku))?.views).toBe(4)
})

test('no event is lost or counted twice while the stream is resharded', async () => {
  const sku = 'journey-mug'
  const StreamName = outputs('StreamName')
  let sent = 0
  const send = async () => {
    const events = Array.from({ length: 20 }, (_, index) => viewed(sku, `visit-${sent}-${index}`))
    sent += (await clickstream.send(events)).accepted
  }
  await send()
  await kinesis.send(
    new UpdateShardCountCommand({ StreamName, TargetShardCount: 2, ScalingType: 'UNIFORM_SCALING' }),
  )
  await eventually(async () => {
    await send()
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }))
    return (
      StreamDescriptionSummary?.StreamStatus === 'ACTIVE' && StreamDescriptionSummary.OpenShardCount === 2
    )
  })
  await send()

  await untilViewed(sku, sent)
  expect((await countedOf(sku))?.views).toBe(sent)
})

test('a replay while events come gives the same figures, and the counting goes on', async () => {
  const sku = 'journey-tent'
  let sent = 0
  const send = async () => {
    sent += (await clickstream.send([viewed(sku, `visit-${sent}`), viewed(sku, `visit-${sent}`)])).accepted
  }
  for (let request = 0; request < 5; request++) await send()
  await untilViewed(sku, sent)

  const replay = new ReplayFunction(messaging.connection, outputs('ReplayFunctionName'))
  let replaying = true
  const sending = (async () => {
    while (replaying) {
      await send()
      await wall(100)
    }
  })()
  const replayed = await replayTrends(replay, { from: minuteOf(start) }).finally(() => {
    replaying = false
  })
  await sending
  expect(replayed.comparison).toMatchObject({ fell: 0, productMinutes: expect.any(Number) })
  expect(replayed.progress.events).toBeGreaterThanOrEqual(10)

  await send()
  await untilViewed(sku, sent)
  expect((await countedOf(sku))?.views).toBe(sent)
  expect(await countedOf('journey-book')).toMatchObject({ views: 2, purchases: 1, cents: 3980 })
  expect(await replay.status()).toBeUndefined()
})

/** As a deployment does that gives a stage its aliases. @returns what the event sources invoke now */
async function moveToAliases(): Promise<(string | undefined)[]> {
  const lambda = new LambdaClient(messaging.connection)
  const mappings = async () =>
    (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings ?? []
  for (const { UUID, FunctionArn: FunctionName } of await mappings()) {
    const { Version: FunctionVersion } = await lambda.send(new PublishVersionCommand({ FunctionName }))
    const alias = { FunctionName, Name: 'live', FunctionVersion }
    const { AliasArn } = await lambda.send(new CreateAliasCommand(alias))
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, FunctionName: AliasArn }))
  }
  return (await mappings()).map(({ FunctionArn }) => FunctionArn)
}

test('event sources move to aliases under traffic: nothing is lost, counted twice or mailed twice', async () => {
  const sku = 'journey-kite'
  const shop = await messaging.outputs('Shop')
  const buyers: string[] = []
  let views = 0
  let moving = true
  const coming = (async () => {
    for (let left = 3; left > 0; left -= moving ? 0 : 1) {
      const sessionId = `kite-${buyers.length}`
      const items = [{ sku, quantity: 1, unitPrice: { amount: 1990, currency: 'EUR' } }]
      const purchase = { ...bookFor(sessionId), items, sessionId }
      await placePurchase(messaging.request, shop('ShopApiUrl'), purchase)
      buyers.push(sessionId)
      views += (await clickstream.send([viewed(sku, sessionId)])).accepted
      await wall(200)
    }
  })()
  const invoked = await moveToAliases().finally(() => {
    moving = false
  })
  await coming
  expect(invoked.length).toBeGreaterThan(10)
  for (const arn of invoked) expect(arn).toMatch(/:function:[\w-]+:live$/)

  await eventually(async () => {
    const counted = await countedOf(sku)
    return counted !== undefined && counted.views >= views && counted.purchases >= buyers.length
  })
  expect(await countedOf(sku)).toMatchObject({ views, purchases: buyers.length, units: buyers.length })
  const inboxes = () => Promise.all(buyers.map(buyer => messaging.inbox(`${buyer}@example.com`)))
  await eventually(async () => (await inboxes()).every(({ length }) => length > 0))
  expect((await inboxes()).map(({ length }) => length)).toEqual(buyers.map(() => 1))
  expect(await messaging.deadLetters(shop('ShippingDeadLetterQueueUrl'))).toEqual([])
})

function cloudEvent(sku: string, sessionId: string): object {
  return {
    specversion: '1.0',
    id: randomUUID(),
    type: 'clickstream.product.viewed.v1',
    source: 'urn:messaging:test:producer-with-a-bug',
    subject: sku,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: sessionId,
    data: { sessionId, sku },
  }
}
