import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { IAMClient } from '@aws-sdk/client-iam'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import {
  ListConfigurationSetsCommand,
  PutConfigurationSetSendingOptionsCommand,
  SESv2Client,
} from '@aws-sdk/client-sesv2'
import { SetSubscriptionAttributesCommand, SNSClient } from '@aws-sdk/client-sns'
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import type { Source } from '../../../tools/clients/pipelines/event-sources.ts'
import { type Pipelines, readPipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import { Denial } from '../../../tools/gameday/denial.ts'
import { findPurchases } from '../../../tools/trace/customer/find-purchases.ts'
import { findTrace, type Trace } from '../../../tools/trace/find-trace.ts'
import { eventually } from '../../journeys/messaging.ts'
import { Shop } from '../../journeys/shop.ts'
import { traceCommand as commandOf, INTERRUPTED } from './trace-command.ts'

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

const purchasesOf = (customerId: string) =>
  findPurchases({
    connection: shop.messaging.connection,
    stage: 'dev',
    customerId,
    since: new Date(Date.now() - 3_600_000),
  })

/** Purchases that waited for what is mended, and go on while others are looked at. */
const recovering: string[] = []

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
  const {
    open: [throttled],
  } = await eventually(async () => {
    const found = await trace(id)
    return found.open[0]?.because.some(reason => reason.includes('throttled')) ? found : undefined
  })
  expect(throttled?.because).toContainEqual(
    expect.stringMatching(/^its function was throttled \d+ times in the last 5 minutes$/),
  )

  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
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

  // SNS encrypts with it, too: nothing is sold meanwhile.
  await expect(shop.place('ivy')).rejects.toThrow('503')
  await kms.send(new EnableKeyCommand({ KeyId }))
  recovering.push(id)
  const [refused] = await eventually(async () => {
    const { purchases } = await purchasesOf('ivy')
    return purchases.length > 0 ? purchases : undefined
  })
  expect(refused).toMatchObject({
    state: 'stuck',
    open: [
      {
        service: 'shop-buying',
        place: 'the API',
        because: [expect.stringMatching(/^the request failed: KMSDisabled/), 'the client has to repeat it'],
      },
    ],
  })
})

test('a failed request that its client has repeated with success is complete', async () => {
  const kms = new KMSClient(shop.messaging.connection)
  const { keyId: KeyId } = pipelines.queues.find(({ name }) => name.endsWith('-Shipping.fifo')) ?? {}
  await kms.send(new DisableKeyCommand({ KeyId }))
  const key = randomUUID()
  await expect(shop.place('jan', {}, key)).rejects.toThrow('503')
  await kms.send(new EnableKeyCommand({ KeyId }))
  const id = await eventually(() => shop.place('jan', {}, key).catch(() => undefined))
  const { hops, open } = await eventually(async () => {
    const found = await trace(id)
    return found.hops.some(({ outcome }) => outcome === 'done') ? found : undefined
  })
  expect(hops.some(({ outcome }) => outcome === 'failed')).toBe(true)
  expect(open.filter(({ place }) => place === 'the API')).toEqual([])
})

test('a table that may not be used is named, and of which function', async () => {
  const { functionName: FunctionName } = sourceOf('shop-history')
  const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }))
  const role = Configuration?.Role?.split('/').at(-1) ?? ''
  const denial = new Denial(new IAMClient(shop.messaging.connection), role, 'dynamodb')
  await denial.takeDown()
  const id = await shop.place('kim')
  const open = await eventually(async () => {
    const { open } = await trace(id)
    return open.some(({ because }) => because.some(reason => reason.startsWith('it waits')))
      ? open
      : undefined
  })
  await denial.restore()
  expect(open.find(({ service }) => service === 'shop-history')).toMatchObject({
    state: 'waiting',
    place: 'Messaging-dev-Shop-History.fifo',
    because: [expect.stringMatching(/^it waits for dynamodb: .*AccessDenied.* \(received \d+ times\)$/)],
  })
})

test('a mail that SES does not send now is with the mailer', async () => {
  const ses = new SESv2Client(shop.messaging.connection)
  const { ConfigurationSets: [ConfigurationSetName] = [] } = await ses.send(
    new ListConfigurationSetsCommand(),
  )
  const sending = (SendingEnabled: boolean) =>
    ses.send(new PutConfigurationSetSendingOptionsCommand({ ConfigurationSetName, SendingEnabled }))
  await sending(false)
  const id = await shop.place('liv')
  const mailer = await eventually(async () => {
    const { open } = await trace(id)
    return open.find(
      ({ service, because }) =>
        service === 'mail-mailer' && because.some(reason => reason.startsWith('it waits')),
    )
  })
  await sending(true)
  expect(mailer).toMatchObject({
    event: 'mail.email.requested.v1',
    state: 'waiting',
    place: 'Messaging-dev-Mail-Emails',
    because: [expect.stringMatching(/^it waits for ses: .*SendingPaused/)],
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

test("another customer's message that fails in the same batch is not in the trace", async () => {
  const placed = await withSourceOff('shop-shipping', async () => {
    const key = randomUUID()
    await shop.publish('mia', JSON.stringify({ oops: key }), key)
    return shop.place('noa')
  })
  expect(await openAt(placed)).toEqual([])
  const { hops } = await trace(placed)
  expect(hops.map(({ reason }) => reason)).toEqual(hops.map(() => undefined))
})

test("a customer's purchases are listed, newest first, with their states", async () => {
  const first = await shop.place('oli')
  await openAt(first)
  const { second, purchases } = await withSourceOff('shop-shipping', async () => {
    const second = await shop.place('oli')
    await openAt(second, 'shop-shipping')
    return { second, ...(await purchasesOf('oli')) }
  })
  expect(purchases).toMatchObject([
    { purchaseId: second, state: 'stuck', open: [{ place: 'Messaging-dev-Shop-Shipping.fifo' }] },
    { purchaseId: first, state: 'complete', open: [] },
  ])
})

describe('the command', () => {
  const command = (...args: string[]) => commandOf(shop.messaging.aws, ...args)

  test('ends with 0 where all has arrived, by the beginning of an id, and writes the page', async () => {
    const id = await shop.place('pia')
    await openAt(id)
    const directory = mkdtempSync(join(tmpdir(), 'trace-'))
    const page = join(directory, 'trace.html')
    const { status, stdout } = await command(id.slice(0, -4), '--html', page)
    const html = readFileSync(page, 'utf8')
    rmSync(directory, { recursive: true })
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('complete') })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours go into a pipe
    expect(stdout).not.toMatch(/\x1b/)
    expect(html).toContain(`<title>Trace of ${id}</title>`)
  })

  test('finds a purchase by its trace', async () => {
    const id = await shop.place('quinn')
    await openAt(id)
    const [hop] = await shop.messaging.trail(id)
    const { status, stdout } = await command(`00-${hop?.traceId}-b7ad6b7169203331-01`, '--json')
    expect({ status, ...JSON.parse(stdout) }).toMatchObject({ status: 0, correlationId: id })
  })

  test('ends with 1 where something is not done, and with 1 for an id that nobody knows', async () => {
    const { status, stdout } = await withSourceOff('shop-shipping', async () => {
      const id = await shop.place('pia')
      await openAt(id, 'shop-shipping')
      return command(id, '--json')
    })
    expect({ status, open: JSON.parse(stdout).open.length }).toEqual({ status: 1, open: 1 })
    const unknown = await command('01a226fd-bb10-7420-9846-97df66eb307a')
    expect(unknown).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('No function of the stage dev'),
    })
  })

  test('--follow ends when all has arrived, and on Ctrl-C', async () => {
    const { id, interrupted } = await withSourceOff('shop-shipping', async () => {
      const id = await shop.place('pia')
      return { id, interrupted: await command(id, '--follow', INTERRUPTED) }
    })
    expect(interrupted).toMatchObject({ status: 1, stderr: 'Interrupted by SIGINT.\n' })
    expect(interrupted.stdout).toContain('shop-shipping  shop.purchase.placed.v1  stuck')
    const { status, stdout } = await command(id, '--follow')
    expect(status).toBe(0)
    expect(stdout).toMatch(/from the first request to the last hop\n$/)
  })
})

test('what waited for a key goes on when it is enabled', async () => {
  for (const id of recovering) {
    await eventually(async () => {
      const { hops } = await trace(id)
      return hops.some(({ service, outcome }) => service === 'shop-shipping' && outcome === 'done')
    })
  }
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
