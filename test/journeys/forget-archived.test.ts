import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns'
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { ScaledClock } from '@messaging-on-aws/local-aws'
import type { PurchaseRequest } from '../../tools/clients/shop/place-purchase.ts'
import { developerEnvironment } from '../developer-environment.ts'
import { ArchivingAssembly } from './archiving-assembly.ts'
import { eventually } from './messaging.ts'
import { Shop } from './shop.ts'

const ADA = {
  customerId: 'customer-4711',
  email: 'ada.byron@mail.example',
  name: 'Ada Byron',
  street: '12 Square',
}
const EVE = { customerId: 'customer-4712', email: 'eve@mail.example', name: 'Eve', street: '13 Square' }

let shop: Shop<ScaledClock>
beforeAll(async () => {
  const { directory } = await ArchivingAssembly.synthesized({ purchasesArchiveDays: 30, clickstream: false })
  // Each look at a queue that is empty waits for a second of its time.
  shop = await Shop.on(new ScaledClock(8), directory)
})
afterAll(() => shop.close())

const purchaseOf = ({ customerId, email, name, street }: typeof ADA, country = 'PT'): PurchaseRequest => ({
  customerId,
  customerEmail: email,
  shipTo: { name, street, city: 'Lisbon', postalCode: '1100-048', country },
  items: [{ sku: 'book-1', quantity: 1, unitPrice: { amount: 1990, currency: 'EUR' } }],
})

async function buys(someone: typeof ADA): Promise<void> {
  const shipped = await shop.place(someone.customerId, purchaseOf(someone))
  const cancelled = await shop.place(someone.customerId, purchaseOf(someone, 'AQ'))
  await eventually(async () => (await shop.statusOf(shipped)) === 'shipped')
  await eventually(async () => (await shop.statusOf(cancelled)) === 'cancelled')
}

/** So many mails have reached the customer. */
async function mailed({ email }: typeof ADA, count: number): Promise<void> {
  await eventually(async () => (await shop.messaging.inbox(email)).length >= count || undefined)
}

function forget(...args: string[]): Promise<{ status: unknown; stdout: string }> {
  const { aws } = shop.messaging
  const command = [join(process.cwd(), 'tools/forget/main.ts'), ...args, '--local', aws.endpoint]
  return new Promise(resolve => {
    execFile(process.execPath, command, { env: developerEnvironment(aws) }, (error, stdout) =>
      resolve({ status: error?.code ?? 0, stdout }),
    )
  })
}

/** All messages of the archive, as a replay delivers them to a queue that somebody subscribes. */
async function archived(from: string, count: number): Promise<string[]> {
  const { connection, sqs } = shop.messaging
  const policy = { Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({
      QueueName: 'archive-reader.fifo',
      Attributes: {
        FifoQueue: 'true',
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: [policy] }),
      },
    }),
  )
  const sns = new SNSClient(connection)
  const ReplayPolicy = JSON.stringify({ PointType: 'Timestamp', StartingPoint: from })
  await sns.send(
    new SubscribeCommand({
      TopicArn: shop.outputs('PurchasesTopicArn'),
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:000000000000:archive-reader.fifo`,
      Attributes: { RawMessageDelivery: 'true', ReplayPolicy },
    }),
  )
  sns.destroy()
  const bodies: string[] = []
  while (bodies.length < count) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    )
    if (Messages.length === 0) continue
    bodies.push(...Messages.map(({ Body = '' }) => Body))
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
  }
  return bodies
}

const of = ({ customerId }: typeof ADA, messages: readonly string[], type: string) =>
  messages.filter(text => text.includes(`"${customerId}"`) && text.includes(`"shop.purchase.${type}"`))

test('what the archive has of a forgotten customer cannot be read, and what comes late of it mails nobody', async () => {
  const from = new Date(shop.messaging.clock.now()).toISOString()
  await buys(ADA)
  await buys(EVE)
  await mailed(ADA, 3)
  await mailed(EVE, 3)
  for (const queue of ['Shipping', 'History', 'Receipts', 'Review']) {
    await shop.messaging.drained(shop.outputs(`${queue}QueueUrl`))
  }
  await shop.messaging.drained((await shop.messaging.outputs('Mail'))('EmailsQueueUrl'))

  const forgotten = await forget(ADA.customerId, ADA.email, '--yes')
  expect(forgotten).toMatchObject({ status: 0 })
  expect(forgotten.stdout).toMatch(/^ +keys of sealed purchases +1 +1 +0$/m)

  // Of each customer, two were placed, one shipped, one was cancelled.
  const messages = await archived(from, 8)
  for (const { email, name, street } of [ADA, EVE]) {
    for (const text of [email, name, street]) expect(messages.join()).not.toContain(text)
  }
  const late = [...of(ADA, messages, 'placed.v2'), ...of(ADA, messages, 'cancelled.v2')]
  expect(late).toHaveLength(3)

  const QueueUrl = shop.outputs('ReceiptsQueueUrl')
  for (const MessageBody of [...late, ...of(EVE, messages, 'placed.v2')]) {
    await shop.messaging.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  }
  await shop.messaging.drained(QueueUrl)
  expect(await shop.deadLetters('Receipts')).toEqual([])
  const { purchaseId } = JSON.parse(late[0] ?? '').data
  const hops = (await shop.messaging.trail(purchaseId)).filter(({ service }) => service === 'shop-receipts')
  expect(hops.map(({ outcome }) => outcome)).toEqual(['done', 'done'])
  expect(hops.at(-1)).not.toHaveProperty('emailId')
  expect(await shop.messaging.inbox(ADA.email)).toHaveLength(3)

  // She comes back, and is a customer like any other.
  await buys(ADA)
  await mailed(ADA, 6)
})
