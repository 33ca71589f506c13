import { randomUUID } from 'node:crypto'
import { CloudWatchClient, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch'
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import {
  DeleteFunctionConcurrencyCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { PurgeQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { type Pipelines, readPipelines } from '../../../tools/clients/pipelines/pipelines.ts'
import { readStatus, type Status } from '../../../tools/status/status.ts'
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

const status = (): Promise<Status> => {
  const { connection, aws } = shop.messaging
  return readStatus({ connection, stage: 'dev', place: 'here' }, new Date(aws.account.clock.now()))
}

/** The status, once it has these problems and no other. */
function problemsAre(...expected: { kind: string; text: unknown }[]): Promise<Status> {
  return eventually(async () => {
    const found = await status()
    return found.problems.length === expected.length ? found : undefined
  }).then(found => {
    expect(found.problems).toMatchObject(expected)
    return found
  })
}

const queueUrl = (ending: string) => pipelines.queues.find(({ name }) => name.endsWith(ending))?.url as string

function functionOf(service: string) {
  return pipelines.functions.find(each => each.service === service)?.name as string
}

test('a stage at work is all well, and tells what arrived and ended', async () => {
  const id = await shop.place('ada')
  await shop.untilShipped([id])
  const { functions, alarms } = await eventually(async () => {
    const found = await status()
    return found.functions.some(({ service, finished }) => service === 'shop-shipping' && finished > 0)
      ? found
      : undefined
  })
  expect(functions.find(({ service }) => service === 'shop-shipping')).toMatchObject({
    queue: 'Messaging-dev-Shop-Shipping.fifo',
    arrived: 1,
    finished: 1,
    failed: 0,
    deadLetters: 0,
    undelivered: 0,
    source: 'Enabled',
  })
  expect(functions.find(({ service }) => service === 'shop-buying')).toMatchObject({
    arrived: 1,
    finished: 1,
  })
  expect(functions).toHaveLength(pipelines.functions.length)
  expect(alarms.length).toBeGreaterThan(50)
  await problemsAre()
})

test('an event source that is off is a problem, and its queue has what waits', async () => {
  const { id: UUID } = pipelines.sources.find(
    ({ functionName }) => functionName === functionOf('shop-receipts'),
  ) as Pipelines['sources'][number]
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }))
  await problemsAre({
    kind: 'event-source',
    text: expect.stringMatching(/^the event source of shop-receipts is disabl/),
  })
  await shop.place('bea')
  const row = await eventually(async () => {
    const { functions } = await status()
    return functions.find(({ service, depth }) => service === 'shop-receipts' && depth?.waiting === 1)
  })
  expect(row.oldestSeconds).toBeGreaterThanOrEqual(0)
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }))
  await problemsAre()
})

test('a function that is stopped is a problem', async () => {
  const FunctionName = functionOf('video-encoder')
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }))
  await problemsAre({ kind: 'function', text: 'video-encoder is stopped: its reserved concurrency is 0' })
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }))
  await problemsAre()
})

test('a key that is disabled is a problem', async () => {
  const kms = new KMSClient(shop.messaging.connection)
  const { keyId: KeyId } = pipelines.queues.find(({ name }) => name.includes('-Posts-')) ?? {}
  await kms.send(new DisableKeyCommand({ KeyId }))
  const { problems } = await status()
  expect(problems[0]).toMatchObject({ kind: 'key', text: expect.stringMatching(/is disabled$/) })
  await kms.send(new EnableKeyCommand({ KeyId }))
  await problemsAre()
})

test('dead letters and undelivered messages are problems', async () => {
  const { sqs } = shop.messaging
  const deadLetters = queueUrl('-Shop-Shipping-DeadLetters.fifo')
  const undelivered = queueUrl('-Shop-Purchases-Shipping-Undelivered.fifo')
  for (const QueueUrl of [deadLetters, undelivered]) {
    const MessageDeduplicationId = randomUUID()
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageGroupId: 'x', MessageDeduplicationId }),
    )
  }
  const { functions } = await problemsAre(
    {
      kind: 'undelivered',
      text: '1 undelivered message in Messaging-dev-Shop-Purchases-Shipping-Undelivered.fifo',
    },
    { kind: 'dead-letters', text: '1 dead letter in Messaging-dev-Shop-Shipping-DeadLetters.fifo' },
  )
  expect(functions.find(({ service }) => service === 'shop-shipping')).toMatchObject({
    deadLetters: 1,
    undelivered: 1,
  })
  for (const QueueUrl of [deadLetters, undelivered]) await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  await problemsAre()
})

test('an alarm that is on is a problem, with its first words and since when', async () => {
  const cloudWatch = new CloudWatchClient(shop.messaging.connection)
  const { alarms } = await status()
  const { name = '', description = '' } =
    alarms.find(({ name }) => name.endsWith('shop-receipts-old-messages')) ?? {}
  const set = (StateValue: 'ALARM' | 'OK') =>
    cloudWatch.send(new SetAlarmStateCommand({ AlarmName: name, StateValue, StateReason: 'a test' }))
  await set('ALARM')
  const { problems } = await status()
  // The one that notifies follows it.
  expect(problems).toMatchObject([
    { kind: 'alarm', name, since: expect.stringMatching(/Z$/) },
    { kind: 'alarm', name: 'Messaging-dev-shop' },
  ])
  const [words = ''] = description.split(':')
  expect(problems[0]?.text).toBe(`${name}: ${words}`)
  await set('OK')
})
