import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import {
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  ChangeMessageVisibilityCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import { ScaledClock } from '@messaging-on-aws/local-aws'
import { v7 as uuidv7 } from 'uuid'
import { placedEvent } from '../../lambda/shop/purchase.ts'
import { Clickstream } from '../../tools/clients/clickstream/clickstream.ts'
import { Blog } from '../../tools/clients/posts/blog.ts'
import type { PurchaseRequest } from '../../tools/clients/shop/place-purchase.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { VideoSite } from '../../tools/clients/video/video-site.ts'
import { developerEnvironment } from '../developer-environment.ts'
import { everythingHeld, holders } from './everything-held.ts'
import { eventually } from './messaging.ts'
import { Shop } from './shop.ts'

/** Each look at a queue that is empty waits for a second of its time. */
const TIME_SCALE = 8
const MINUTES = 60_000

interface Someone {
  customerId: string
  email: string
  name: string
  street: string
}
const ADA = {
  customerId: 'customer-4711',
  email: 'ada.byron@mail.example',
  name: 'Ada Byron',
  street: '12 Square',
}
/** Her id and her address begin and end as Ada's. */
const EVE = {
  customerId: 'customer-47110',
  email: 'x-ada.byron@mail.example',
  name: 'Eve Ada',
  street: '13 Square',
}

let shop: Shop<ScaledClock>
let [clickstream, mail, posts, video] = [] as unknown as StackOutputs[]
let dynamoDb: DynamoDBClient
let s3: S3Client
let lambda: LambdaClient
beforeAll(async () => {
  shop = await Shop.on(new ScaledClock(TIME_SCALE))
  const { connection } = shop.messaging
  ;[clickstream, mail, posts, video] = await Promise.all(
    ['Clickstream', 'Mail', 'Posts', 'Video'].map(part => shop.messaging.outputs(part)),
  )
  dynamoDb = new DynamoDBClient(connection)
  s3 = new S3Client({ ...connection, forcePathStyle: true })
  lambda = new LambdaClient(connection)
  // Mails wait in their queue.
  await takes('mail-mailer', false)
  await lives(ADA)
  await lives(EVE)
  await settled()
  await delivered()
  // They read the batches that forgetting rewrites, and would be at work when it looks whether anything is left.
  await takes('clickstream-recount', false)
  await takes('clickstream-retake', false)
}, 240_000)
afterAll(async () => {
  for (const client of [dynamoDb, s3, lambda]) client.destroy()
  await shop.close()
})

function forget(...args: string[]): Promise<{ status: unknown; stdout: string; stderr: string }> {
  const { aws } = shop.messaging
  const command = [join(process.cwd(), 'tools/forget/main.ts'), ...args, '--local', aws.endpoint]
  return new Promise(resolve => {
    execFile(process.execPath, command, { env: developerEnvironment(aws) }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
}

const purchaseOf = ({ customerId, email, name, street }: Someone, country = 'PT'): PurchaseRequest => ({
  customerId,
  customerEmail: email,
  shipTo: { name, street, city: 'Lisbon', postalCode: '1100-048', country },
  items: [{ sku: '4711', quantity: 1, unitPrice: { amount: 4711, currency: 'EUR' } }],
})

/** A function takes nothing from its queue, or goes on. */
async function takes(service: string, Enabled: boolean): Promise<void> {
  const FunctionName = await shop.messaging.functionName(service)
  const sources = () => lambda.send(new ListEventSourceMappingsCommand({ FunctionName }))
  const { EventSourceMappings = [] } = await sources()
  await lambda.send(new UpdateEventSourceMappingCommand({ UUID: EventSourceMappings[0]?.UUID, Enabled }))
  await eventually(async () => {
    const [source] = (await sources()).EventSourceMappings ?? []
    return source?.State === (Enabled ? 'Enabled' : 'Disabled')
  })
}

/** All that a person leaves behind who uses everything, and with whom much goes wrong. */
async function lives(someone: Someone): Promise<void> {
  await buys(someone)
  await clicks(someone)
  const blog = new Blog(shop.messaging.request, posts?.('PostsApiUrl') ?? '')
  await blog.subscribe('grace', `reader-${someone.customerId}`, someone.email.toUpperCase())
  await uploads(someone)
  await goesWrong(someone)
}

async function buys(someone: Someone): Promise<void> {
  const { customerId } = someone
  const shipped = await shop.place(customerId, purchaseOf(someone), `key-of-${someone.email}`)
  const cancelled = await shop.place(customerId, purchaseOf(someone, 'AQ'))
  await eventually(async () => (await shop.statusOf(shipped)) === 'shipped')
  await eventually(async () => (await shop.statusOf(cancelled)) === 'cancelled')
}

async function clicks({ customerId, email }: Someone): Promise<void> {
  const url = clickstream?.('ClickstreamApiUrl') ?? ''
  const answer = await shop.messaging.request('PUT', `${url}/reminders/${customerId}`, { email })
  expect(answer.status).toBe(204)
  const about = { sessionId: `visit-${uuidv7()}`, time: new Date().toISOString(), sku: '4711', quantity: 1 }
  const page = new Clickstream(shop.messaging.request, url)
  await page.send([{ id: uuidv7(), type: 'basket-item-added', ...about, customerId }])
}

async function uploads({ name, email }: Someone): Promise<void> {
  const site = new VideoSite(shop.messaging.request, video?.('VideoApiUrl') ?? '')
  const announced = { title: `The film of ${name}`, uploaderEmail: email, contentType: 'video/mp4' }
  const videoId = await site.upload(announced, Buffer.from('This is no video.'))
  await eventually(async () => (await site.status(videoId)).status === 'rejected')
}

/**
 * Dead letters of every consumer of purchases, twelve of one group among them, and one that only its group tells whose it
 * is; of the mailer; a given-up batch.
 */
async function goesWrong(someone: Someone): Promise<void> {
  for (let number = 0; number < 12; number++) {
    const purchaseId = uuidv7()
    const event = placedEvent(purchaseOf(someone), { purchaseId, placedAt: new Date().toISOString() })
    const broken = { ...event, data: { ...event.data, total: 'a lot' } }
    await shop.publish(someone.customerId, JSON.stringify(broken), purchaseId)
  }
  await shop.messaging.sqs.send(
    new SendMessageCommand({
      QueueUrl: shop.outputs('ShippingDeadLetterQueueUrl'),
      MessageBody: 'spoiled',
      MessageGroupId: someone.customerId,
      MessageDeduplicationId: uuidv7(),
    }),
  )
  await shop.messaging.sqs.send(
    new SendMessageCommand({
      QueueUrl: mail?.('EmailsDeadLetterQueueUrl'),
      MessageBody: JSON.stringify({ type: 'mail.email.requested.v1', data: { to: someone.email } }),
    }),
  )
  await dynamoDb.send(
    new PutItemCommand({
      TableName: mail?.('SuppressionTableName'),
      Item: { address: { S: someone.email }, reason: { S: 'bounce' }, at: { S: new Date().toISOString() } },
    }),
  )
  await leavesObjects(someone)
}

const itemAdded = (customerId: string) =>
  JSON.stringify({
    specversion: '1.0',
    id: uuidv7(),
    type: 'clickstream.basket.item-added.v1',
    source: 'urn:test',
    subject: '4711',
    time: new Date(Date.now() - 10 * MINUTES).toISOString(),
    datacontenttype: 'application/json',
    correlationid: 'visit',
    data: { sessionId: 'visit', customerId, sku: '4711', quantity: 1 },
  })

async function leavesObjects({ customerId }: Someone): Promise<void> {
  const put = (Bucket: string | undefined, Key: string, Body: Buffer | string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }))
  const record = {
    eventID: 'shardId-000000000000:1',
    kinesis: {
      sequenceNumber: '1',
      data: Buffer.from(itemAdded(customerId)).toString('base64'),
      approximateArrivalTimestamp: Date.now() / 1_000,
    },
  }
  const batch = JSON.stringify({ payload: JSON.stringify({ Records: [record] }) })
  for (const bucket of ['GivenUpBucketName', 'BasketsGivenUpBucketName']) {
    await put(clickstream?.(bucket), `aws/lambda/${uuidv7()}`, batch)
  }
  const lake = clickstream?.('LakeBucketName')
  await put(lake, `events/hour=2026-11-01-00/${uuidv7()}.json.gz`, gzipSync(`${itemAdded(customerId)}\n{}\n`))
  await put(lake, `results/${uuidv7()}.csv`, `"customerid"\n"${customerId}"\n`)
}

async function settled(): Promise<void> {
  const drained = (outputs: StackOutputs | undefined, queue: string) =>
    shop.messaging.drained(outputs?.(`${queue}QueueUrl`) ?? '')
  for (const queue of ['Shipping', 'History', 'Receipts', 'Review']) await drained(shop.outputs, queue)
  for (const queue of ['Purchases', 'GivenUpBatches', 'BasketsGivenUpBatches'])
    await drained(clickstream, queue)
  for (const queue of ['Uploads', 'Encoded']) await drained(video, queue)
}

/** `table`, `bucket`, `queue`, `stream`, `log` or `traces`. */
const kindOf = (store: string) => store.split(' ')[0]

/** Of each of them, what was put into the basket, and two purchases. */
const EVENTS = 6

/** Firehose has delivered to the lake what is in the stream: forgetting reaches nothing that is still on its way there. */
async function delivered(): Promise<void> {
  const Bucket = clickstream?.('LakeBucketName')
  await eventually(async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'events/' }))
    // This test has put others there itself, of the first of November.
    const keys = Contents.flatMap(({ Key = '' }) => (Key.includes('2026-11-01') ? [] : Key))
    const texts = await Promise.all(
      keys.map(async Key => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
        return gunzipSync((await Body?.transformToByteArray()) ?? '').toString()
      }),
    )
    return (texts.join().match(/"customerId"/g) ?? []).length >= EVENTS || undefined
  })
}

const personal = ({ email, name, street }: Someone) => [email, name, street]

test('a customer is forgotten everywhere, and another one nowhere', async () => {
  const looked = await forget(ADA.customerId, ADA.email, '--dry-run')
  expect(looked).toMatchObject({ status: 0 })
  expect(looked.stdout).toMatch(/^ +purchases +2$/m)
  expect(looked.stdout).toMatch(/^ +Messaging-dev-Mail-Emails +4$/m)
  expect(looked.stdout).toMatch(/^ +videos, with their files +1$/m)

  const forgotten = await forget(ADA.customerId, ADA.email, '--yes')
  expect(forgotten.stdout).toMatch(/^ +Messaging-dev-Shop-Shipping-DeadLetters\.fifo +10 +13 +0$/m)
  expect(forgotten).toMatchObject({ status: 0 })
  for (const output of [looked, forgotten]) {
    for (const text of [...personal(ADA), ADA.customerId]) expect(JSON.stringify(output)).not.toContain(text)
  }
  const again = await forget(ADA.email, ADA.customerId, '--yes')
  expect(again).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('nothing: no store holds anything'),
  })

  await dynamoDb.send(
    new DeleteItemCommand({ TableName: mail?.('SuppressionTableName'), Key: { address: { S: EVE.email } } }),
  )
  await takes('mail-mailer', true)
  await eventually(async () => (await shop.messaging.inbox(EVE.email)).length >= 4 || undefined)
  await shop.messaging.drained(mail?.('EmailsQueueUrl') ?? '')
  expect(await shop.messaging.inbox(ADA.email)).toEqual([])

  const held = await everythingHeld(shop.messaging)
  // The queue by which this test watches the topic is not the stage's.
  held.delete('queue shipped-witness.fifo')
  expect(holders(held, ...personal(ADA))).toEqual({})
  // The message that waits for a basket which is gone.
  const { 'queue Messaging-dev-Clickstream-Baskets-Reminders': waiting, ...others } = holders(
    held,
    ADA.customerId,
  )
  expect(waiting ?? 0).toBeLessThanOrEqual(1)
  expect(Object.keys(others).filter(store => !/^(log |stream |traces$)/.test(store))).toEqual([])
  expect(new Set(Object.keys(holders(held, ...personal(EVE))).map(kindOf))).toEqual(
    new Set(['queue', 'table']),
  )
  expect(holders(held, EVE.customerId)).toMatchObject({
    'table Messaging-dev-Shop-PurchaseHistory': 2,
    'table Messaging-dev-Shop-Shipments': 2,
    'table Messaging-dev-Clickstream-Baskets-Consents': 1,
    'table Messaging-dev-Clickstream-Baskets-Baskets': 1,
    'queue Messaging-dev-Shop-Shipping-DeadLetters.fifo': 13,
    'queue Messaging-dev-Shop-History-DeadLetters.fifo': 12,
    'queue Messaging-dev-Shop-Receipts-DeadLetters': 12,
    'queue Messaging-dev-Clickstream-Purchases-DeadLetters': 12,
  })
})

test('what is on its way is not forgotten under way, unless somebody insists', async () => {
  const zoe = { ...ADA, customerId: 'zoe', email: 'zoe@mail.example' }
  await takes('shop-shipping', false)
  const purchaseId = await shop.place(zoe.customerId, purchaseOf(zoe))
  await eventually(async () => (await shop.statusOf(purchaseId)) === 'placed')

  const refused = await forget(zoe.customerId, '--yes')
  expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining('say --anyway') })
  expect(refused.stdout).toContain('1 purchases are neither shipped nor cancelled')
  expect(await shop.recordOf(purchaseId)).toMatchObject({ customerId: { S: zoe.customerId } })

  await accepted()
  // A purchase that is being shipped, a video that is being encoded, and a dead letter that somebody looks at.
  const shipping = await received(shop.outputs('ShippingQueueUrl'))
  const encoding = { videoId: { S: uuidv7() }, uploaderEmail: { S: zoe.email }, status: { S: 'encoding' } }
  const Item = { ...encoding, leaseEndsAt: { N: String(Date.now() + 10 * MINUTES) } }
  await dynamoDb.send(new PutItemCommand({ TableName: video?.('VideosTableName'), Item }))
  const QueueUrl = mail?.('EmailsDeadLetterQueueUrl')
  await shop.messaging.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: zoe.email }))
  const looked = await received(QueueUrl)

  const forced = await forget(zoe.customerId, zoe.email, '--yes', '--anyway')
  expect(forced).toMatchObject({ status: 1 })
  expect(forced.stdout).toMatch(/^ +videos, with their files +1 +0 +1$/m)
  expect(forced.stdout).toContain('1 in Messaging-dev-Mail-Emails-DeadLetters: somebody else looks')
  expect(forced.stdout).toContain('1 in Messaging-dev-Shop-Shipping.fifo: a function has them')
  expect(await shop.recordOf(purchaseId)).toMatchObject({ customerId: { S: 'forgotten' } })

  await shown(looked)
  const ended = { ...Item, leaseEndsAt: { N: '0' } }
  await dynamoDb.send(new PutItemCommand({ TableName: video?.('VideosTableName'), Item: ended }))
  const unfinished = await forget(zoe.customerId, zoe.email, '--yes', '--anyway')
  expect(unfinished).toMatchObject({ status: 1 })
  expect(unfinished.stdout).toMatch(/^ +videos, with their files +1 +1 +0$/m)
  expect(unfinished.stdout).toContain('1 in Messaging-dev-Shop-Shipping.fifo: a function has them')

  await shown(shipping)
  const finished = await forget(zoe.customerId, zoe.email, '--yes', '--anyway')
  expect(finished).toMatchObject({ status: 0 })
  expect(finished.stdout).toMatch(/^ +Messaging-dev-Shop-Shipping\.fifo +1 +1 +0$/m)
})

/** All functions but the one that ships have done their part of a purchase. */
async function accepted(): Promise<void> {
  for (const queue of ['History', 'Receipts', 'Review']) {
    await shop.messaging.drained(shop.outputs(`${queue}QueueUrl`))
  }
  await shop.messaging.drained(clickstream?.('PurchasesQueueUrl') ?? '')
  await shop.messaging.drained(mail?.('EmailsQueueUrl') ?? '')
}

/** Hides the message of a queue. */
async function received(QueueUrl: string | undefined) {
  const { Messages = [] } = await shop.messaging.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 43_200 }),
  )
  expect(Messages).toHaveLength(1)
  return { QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }
}

async function shown(message: { QueueUrl: string | undefined; ReceiptHandle: string | undefined }) {
  await shop.messaging.sqs.send(new ChangeMessageVisibilityCommand({ ...message, VisibilityTimeout: 0 }))
}

test.each([
  ['a word that is neither', ['zoe smith'], 2],
  ['nobody, to whom all purchases of the forgotten belong', ['forgotten', '--yes'], 2],
  ['a person without anybody to ask', ['zoe'], 1],
  ['a stage that is not there', ['zoe', '--yes', '--stage', 'none'], 1],
])('%s is refused', async (_, args, status) => {
  expect(await forget(...args)).toMatchObject({ status, stdout: '' })
})
