import { randomUUID } from 'node:crypto'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { SetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Source } from '../../../tools/clients/pipelines/event-sources.ts'
import { type Pipelines, readPipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import { findTrace, type Trace } from '../../../tools/trace/find-trace.ts'
import { eventually } from '../../journeys/messaging.ts'
import { Shop } from '../../journeys/shop.ts'

let shop: Shop
let pipelines: Pipelines
let lambda: LambdaClient
beforeAll(async () => {
  shop = await Shop.open()
  lambda = new LambdaClient(shop.messaging.connection)
  pipelines = await readPipelines(shop.messaging.connection, 'dev')
})
afterAll(() => shop.close())

const trace = (correlationId: string): Promise<Trace> =>
  findTrace({ connection: shop.messaging.connection, stage: 'dev', correlationId })

/** The trace, once nothing is open but a message of each of these functions. */
function openAt(correlationId: string, ...services: (string | undefined)[]): Promise<Trace['open']> {
  return eventually(async () => {
    const { open, hops } = await trace(correlationId)
    const still = open.map(({ service }) => service)
    const settled = JSON.stringify(still.toSorted()) === JSON.stringify(services.toSorted())
    return settled && hops.some(({ service }) => service === 'shop-buying') ? open : undefined
  })
}

function sourceOf(service: string): Source {
  const { name } = pipelines.functions.find(each => each.service === service) ?? {}
  return pipelines.sources.find(({ functionName }) => functionName === name) as Source
}

async function switchSource(service: string, Enabled: boolean): Promise<void> {
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: sourceOf(service).id, Enabled }))
}

async function withSourceOff<Result>(service: string, work: () => Promise<Result>): Promise<Result> {
  await switchSource(service, false)
  try {
    return await work()
  } finally {
    await switchSource(service, true)
  }
}

test('a purchase that went all the way is complete', async () => {
  const id = await shop.place('ada')
  const open = await openAt(id)
  expect(open).toEqual([])
  const { hops } = await trace(id)
  expect(hops.map(({ service }) => service)).toEqual(expect.arrayContaining(['shop-shipping', 'mail-mailer']))
})

test('an event source that is off is named, with the queue that waits', async () => {
  await withSourceOff('shop-shipping', async () => {
    const open = await openAt(await shop.place('bea'), 'shop-shipping')
    expect(open).toMatchObject([
      {
        service: 'shop-shipping',
        event: 'shop.purchase.placed.v1',
        state: 'stuck',
        place: 'Messaging-dev-Shop-Shipping.fifo',
        inferred: true,
        because: [
          expect.stringMatching(/^its event source is disabl/),
          expect.stringMatching(/^in the queue: 1 waiting/),
        ],
      },
    ])
  })
})

test('a function that is stopped is named', async () => {
  const { functionName: FunctionName } = sourceOf('shop-receipts')
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  const id = await shop.place('cleo')
  const [open] = await openAt(id, 'shop-receipts')
  expect(open).toMatchObject({ state: 'stuck', place: 'Messaging-dev-Shop-Receipts' })
  expect(open?.because).toContain('shop-receipts is stopped: its reserved concurrency is 0')

  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
  await openAt(id)
})

test('a key that is disabled is named', async () => {
  const kms = new KMSClient(shop.messaging.connection)
  const { keyId: KeyId } = pipelines.queues.find(({ name }) => name.endsWith('-Shipping.fifo')) ?? {}
  const id = await withSourceOff('shop-shipping', async () => {
    const id = await shop.place('dora')
    await openAt(id, 'shop-shipping')
    await kms.send(new DisableKeyCommand({ KeyId }))
    return id
  })
  const [open] = await openAt(id, 'shop-shipping')
  expect(open?.because).toContainEqual(expect.stringMatching(/^its KMS key \S+ is disabled$/))
  await kms.send(new EnableKeyCommand({ KeyId }))
  await openAt(id)
})

test('a purchase behind another of its customer is held back by that one', async () => {
  const table = shop.outputs('ShipmentsTableName')
  await shop.messaging.withoutTable(table, async () => {
    const first = await shop.place('eve')
    const [ahead] = await openAt(first, 'shop-shipping')
    expect(ahead).toMatchObject({ state: 'waiting', place: 'Messaging-dev-Shop-Shipping.fifo' })
    expect(ahead?.because).toEqual([
      expect.stringMatching(/^it waits for dynamodb: .+ \(received \d+ times\)$/),
    ])

    const second = await shop.place('eve')
    const behind = await eventually(async () => {
      const [open] = await openAt(second, 'shop-shipping')
      return open?.because.some(reason => reason.startsWith('it is behind')) ? open : undefined
    })
    expect(behind.because).toContainEqual(expect.stringContaining(`it is behind ${first} of the group eve`))
  })
})

test('a purchase that SNS cannot deliver is in the queue for such messages', async () => {
  const QueueUrl = shop.outputs('HistoryQueueUrl')
  const { Attributes } = await shop.messaging.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['Policy'] }),
  )
  const nobody = { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [nobody] })
  await shop.messaging.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }))
  const open = await withSourceOff('shop-shipping', async () =>
    openAt(await shop.place('fay'), 'shop-history', 'shop-shipping'),
  )
  expect(open.find(({ service }) => service === 'shop-history')).toMatchObject({
    state: 'stuck',
    place: 'Messaging-dev-Shop-Purchases-History-Undelivered.fifo',
    because: ['SNS could not deliver it to Messaging-dev-Shop-History.fifo'],
    inferred: false,
  })
  await shop.messaging.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
})

test('a dead letter has its reason', async () => {
  const key = randomUUID()
  const broken = JSON.stringify({
    specversion: '1.0',
    id: key,
    source: 'urn:test',
    type: 'shop.purchase.placed.v1',
    subject: key,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    correlationid: key,
    data: {},
  })
  await shop.publish('gus', broken, key)
  const open = await eventually(async () => {
    const { open } = await trace(key)
    return open.some(({ service }) => service === 'shop-shipping') ? open : undefined
  })
  expect(open.find(({ service }) => service === 'shop-shipping')).toMatchObject({
    state: 'stuck',
    place: 'Messaging-dev-Shop-Shipping-DeadLetters.fifo',
    because: [expect.stringMatching(/^ContractViolation: .*#\/data\/purchaseId/)],
  })
})

test('a purchase that no subscription takes is with the topic', async () => {
  const sns = new SNSClient(shop.messaging.connection)
  const set = (SubscriptionArn: string, AttributeName: string, AttributeValue: string) =>
    sns.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }))
  for (const { arn, topicArn } of pipelines.subscriptions) {
    if (!topicArn.endsWith('-Purchases.fifo')) continue
    await set(arn, 'FilterPolicyScope', 'MessageBody')
    await set(arn, 'FilterPolicy', JSON.stringify({ type: ['shop.nothing.v1'] }))
  }
  expect(await openAt(await shop.place('hal'), undefined)).toMatchObject([
    {
      event: 'shop.purchase.placed.v1',
      state: 'stuck',
      place: 'Messaging-dev-Shop-Purchases.fifo',
      because: ['no subscription of the topic takes it: look at their filters'],
    },
  ])
})
