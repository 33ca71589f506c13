import { randomUUID } from 'node:crypto'
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis'
import { LambdaClient, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda'
import { PurgeQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { SteppedClock, type Synthesis, synthesize } from '@messaging-on-aws/local-aws'
import { Clickstream } from '../../tools/clients/clickstream/clickstream.ts'
import { eventSources } from '../../tools/clients/pipelines/event-sources.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { REAL_TIMERS } from '../lambda/real-timers.ts'
import { failingPurchase, forgetDecision } from './failing-purchase.ts'
import { OnCall } from './on-call.ts'
import { bookFor, Shop } from './shop.ts'

const ON_CALL = 'on-call@example.com'

const clock = new SteppedClock()
let synthesis: Synthesis
let shop: Shop<SteppedClock>
let clickstream: StackOutputs
let kinesis: KinesisClient
let onCall: OnCall

beforeAll(async () => {
  synthesis = await synthesize(
    process.cwd(),
    { context: { alarmAddress: ON_CALL } },
    new AbortController().signal,
  )
  // Requests are signed by `Date`, which tells the time of the stage.
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: clock.now() })
  shop = await Shop.on(clock, synthesis.directory)
  clickstream = await shop.messaging.outputs('Clickstream')
  kinesis = new KinesisClient(shop.messaging.connection)
  onCall = await OnCall.of(shop.messaging, ON_CALL)
})

afterAll(async () => {
  onCall.close()
  kinesis.destroy()
  await shop.close()
  jest.useRealTimers()
  await synthesis.remove()
})

let buyers = 0
/** A customer that nobody waits behind. */
const someone = () => `customer-${buyers++}`
const purge = (QueueUrl: string) => shop.messaging.sqs.send(new PurgeQueueCommand({ QueueUrl }))

/** Now and then somebody buys: without a purchase in time, the alarms on the error budget do not learn that it is over. */
function traffic(): () => Promise<void> {
  let minutes = 0
  return async () => {
    if (minutes++ % 10 === 9) await shop.place(someone())
  }
}

/** Switches the event source of a function off while something happens. */
async function withSourceOff(service: string, work: () => Promise<void>): Promise<void> {
  const { connection } = shop.messaging
  const [source] = await eventSources(connection, [await shop.messaging.functionName(service)])
  const lambda = new LambdaClient(connection)
  const enable = (Enabled: boolean) =>
    lambda.send(new UpdateEventSourceMappingCommand({ UUID: source?.id, Enabled }))
  await enable(false)
  try {
    await work()
  } finally {
    await enable(true)
  }
}

test('failed records, then dead letters: a purchase that keeps failing', async () => {
  const failing: string[] = []
  await onCall.woken(['shop-shipping-failed-records', 'shop-shipping-dead-letters'], async () => {
    if (failing.length < 5) failing.push(await failingPurchase(shop, someone()))
  })

  // The last of them is tried five times in six minutes at most.
  for (let minutes = 0; minutes < 8; minutes++) await onCall.minutePasses()
  expect(await shop.deadLetters('Shipping')).toHaveLength(failing.length)
  for (const purchaseId of failing) await forgetDecision(shop, purchaseId)
  await shop.messaging.redrive(shop.outputs('ShippingDeadLetterQueueUrl'), shop.outputs('ShippingQueueUrl'))
  await onCall.recovered(['shop-shipping-failed-records', 'shop-shipping-dead-letters'], traffic())
  await shop.untilShipped(failing)
})

test('old messages, then late messages: an event source that somebody switched off', async () => {
  const purchaseId = await shop.place(someone())
  await withSourceOff('shop-history', async () => {
    await shop.place(someone())
    await onCall.woken(['shop-history-old-messages'])
  })
  await onCall.woken(['shop-history-late-messages'])
  await onCall.recovered(['shop-history-old-messages', 'shop-history-late-messages'])
  expect(await shop.statusOf(purchaseId)).toBe('shipped')
})

test('undelivered and failed deliveries: a queue that refuses a message', async () => {
  const QueueUrl = shop.outputs('ShippingQueueUrl')
  const limit = (MaximumMessageSize: string) =>
    shop.messaging.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { MaximumMessageSize } }))
  const [item] = bookFor('ada').items
  if (!item) throw new Error('A book is an item.')
  const items = Array.from({ length: 20 }, (_, index) => ({ ...item, sku: `book-${index}` }))

  await limit('1024')
  await onCall.woken(['shop-purchases-shipping-undelivered', 'shop-purchases-failed-deliveries'], () =>
    shop.place(someone(), { items }),
  )
  await limit('262144')
  await purge(shop.outputs('ShippingUndeliveredQueueUrl'))
  await onCall.recovered(['shop-purchases-shipping-undelivered', 'shop-purchases-failed-deliveries'])
})

test('lost messages: SNS takes a message that no queue takes', async () => {
  const noncharacter = JSON.stringify({ city: 'Lisbon\uffff' })
  await onCall.woken(['shop-purchases-lost-messages', 'shop-purchases-failed-deliveries'], () =>
    shop.publish(someone(), noncharacter, randomUUID()),
  )
  await onCall.recovered(['shop-purchases-lost-messages', 'shop-purchases-failed-deliveries'])
})

const CALLS = [
  ['dynamodb', 'shop-history', 'dynamodb:*'],
  ['sns', 'shop-shipping', 'sns:Publish'],
  ['sqs', 'shop-receipts', 'sqs:SendMessage'],
  ['kinesis', 'clickstream-purchases', 'kinesis:PutRecords'],
  ['ses', 'mail-mailer', 'ses:SendEmail'],
] as const

test.each(CALLS)('waiting for %s: %s may not call it', async (dependency, service, action) => {
  await onCall.withDenied(service, action, () =>
    onCall.woken([`waiting-for-${dependency}`], () => shop.place(someone())),
  )
  await onCall.recovered([`waiting-for-${dependency}`], traffic())
})

test('API errors: a route cannot read its table', async () => {
  const purchaseId = await shop.place(someone())
  await onCall.withDenied('shop-status', 'dynamodb:*', () =>
    onCall.woken(['shop-api-server-errors'], async () => {
      expect((await shop.get(`/purchases/${purchaseId}`)).status).toBeGreaterThanOrEqual(500)
    }),
  )
  await onCall.recovered(['shop-api-server-errors'])
  expect((await shop.get(`/purchases/${purchaseId}`)).status).toBe(200)
})

/** Puts records into the stream past the API. */
async function put(...texts: string[]): Promise<number> {
  const Records = texts.map(text => ({ PartitionKey: 'visitor', Data: Buffer.from(text) }))
  const { FailedRecordCount = 0 } = await kinesis.send(
    new PutRecordsCommand({ StreamName: clickstream('StreamName'), Records }),
  )
  return FailedRecordCount
}

function click(type: string, data: unknown): string {
  return JSON.stringify({
    specversion: '1.0',
    id: randomUUID(),
    type,
    source: 'urn:messaging:test',
    subject: 'visitor',
    time: new Date(clock.now()).toISOString(),
    datacontenttype: 'application/json',
    correlationid: 'visitor',
    data,
  })
}

/** An event of a type that is not for readers of clicks, so that they leave it out. */
const foreign = (bytes: number) => click('clickstream.padded.v1', 'x'.repeat(bytes))

async function readTooOften(): Promise<void> {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: clickstream('StreamName'),
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'LATEST',
    }),
  )
  const reads = Array.from({ length: 6 }, () => kinesis.send(new GetRecordsCommand({ ShardIterator })))
  await Promise.allSettled(reads)
}

test('throttled stream: more is written and read than a shard takes', async () => {
  const alarms = ['clickstream-events-throttled-writes', 'clickstream-events-throttled-reads']
  await onCall.woken(alarms, async () => {
    expect(await put(foreign(700_000), foreign(700_000))).toBe(1)
    await readTooOften()
  })
  await onCall.recovered(alarms)
})

test('old records: the reader of the stream stood still', async () => {
  await withSourceOff('clickstream-trends', async () => {
    await put(foreign(1))
    for (let minutes = 0; minutes < 6; minutes++) await onCall.minutePasses()
  })
  await onCall.woken(['clickstream-trends-old-records'])
  await onCall.recovered(['clickstream-trends-old-records'])
})

test('waiting for a release: a flood of a later version in the stream holds up nobody, and sends one mail, however late it is', async () => {
  const told = async () => (await shop.messaging.inbox(ON_CALL)).map(({ subject }) => subject)
  const before = (await told()).length
  const trends = new Clickstream(shop.messaging.request, clickstream('ClickstreamApiUrl'))
  const minute = `${new Date(clock.now()).toISOString().slice(0, 16)}Z`
  const view = (index: number) =>
    click(`clickstream.product.viewed.v${1 + (index % 2)}`, { sessionId: 'visitor', sku: 'flood' })
  expect(await put(...Array.from({ length: 200 }, (_, index) => view(index)))).toBe(0)
  await onCall.minutePasses()
  expect(await trends.trends(minute)).toMatchObject([{ sku: 'flood', views: 100 }])

  const alarms = ['waiting-for-release-clickstream', 'clickstream-recount-late-messages']
  await onCall.woken(alarms)
  expect((await told()).slice(before)).toEqual([expect.stringMatching(/^ALARM: .*-waiting-for-release"/)])
  await purge(clickstream('GivenUpBatchesQueueUrl'))
  await purge(clickstream('BasketsGivenUpBatchesQueueUrl'))
  await onCall.recovered(alarms)
})

test('given-up records: one that no reader can take', async () => {
  const alarms = [
    'clickstream-trends-given-up',
    'clickstream-given-up-dead-letters',
    'clickstream-baskets-given-up',
    'clickstream-untaken-dead-letters',
  ]
  await put('no event')
  await onCall.woken(alarms)
  await purge(clickstream('GivenUpBatchesDeadLetterQueueUrl'))
  await purge(clickstream('BasketsGivenUpBatchesDeadLetterQueueUrl'))
  await onCall.recovered(alarms)
})

test('lost records: one that is given up, and cannot be kept', async () => {
  await onCall.withDenied('clickstream-trends', 's3:PutObject', async () => {
    await put('no event')
    await onCall.woken(['clickstream-trends-lost-records'])
  })
  // The reader of baskets could keep the record.
  await purge(clickstream('BasketsGivenUpBatchesDeadLetterQueueUrl'))
  await onCall.recovered(['clickstream-trends-lost-records'])
})
