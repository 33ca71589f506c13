import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { CreateConfigurationSetCommand, CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { marshall } from '@aws-sdk/util-dynamodb'
import type {
  Context,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda'
import type { EventContract } from '../../../lambda/contracts/cloud-event.ts'
import { emailRequested } from '../../../lambda/contracts/email-events.ts'
import { eventContracts } from '../../../lambda/contracts/event-catalogue.ts'
import type { EventList } from '../../../lambda/contracts/event-list.ts'
import { streamRecord } from '../clickstream/stream-events.ts'
import { TrendsRig } from '../clickstream/trends-rig.ts'
import { apiRequest, context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { futureOf } from './future-message.ts'
import { producedMessages } from './produced-messages.ts'

type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>
type StreamHandler = (event: KinesisStreamEvent, context: Context) => Promise<KinesisStreamBatchResponse>

const ID = '01920000-0000-7000-8000-000000000001'
const LONG = 'long '.repeat(1_000)

const rig = new TrendsRig()
let log: Log
let deadLetters: string
let emails: string
let s3: S3Client
/** The function of each consumer, by the name of its list. */
const queues: Record<string, QueueHandler> = {}
const streams: Record<string, StreamHandler> = {}
let notifier: QueueHandler
let videoStatus: typeof import('../../../lambda/video/functions/status.ts').handler
let purchaseStatus: typeof import('../../../lambda/shop/functions/status.ts').handler

beforeAll(async () => {
  await rig.openTables('test-future')
  deadLetters = await rig.queue('dead-letters')
  emails = await rig.queue('emails')
  const ses = new SESv2Client(rig.client)
  await ses.send(new CreateConfigurationSetCommand({ ConfigurationSetName: 'mail' }))
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: 'shop.example' }))
  s3 = new S3Client({ ...rig.client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'videos' }))
  const url = 'https://api.example'
  rig.environment({
    DEAD_LETTER_QUEUE_URL: deadLetters,
    EMAILS_QUEUE_URL: emails,
    PURCHASES_TOPIC_ARN: (await rig.topic('purchases.fifo')).topicArn,
    PURCHASES_TABLE: await rig.table('purchases', 'purchaseId'),
    SHIPMENTS_TABLE: await rig.table('shipments', 'purchaseId'),
    CUSTOMER_KEYS_TABLE: await rig.table('customer-keys', 'customerId'),
    // The examples are from January 2026.
    PURCHASE_RETENTION_DAYS: '36500',
    SENDER: 'shop@shop.example',
    TRANSACTIONAL_CONFIGURATION_SET: 'mail',
    MARKETING_CONFIGURATION_SET: 'mail',
    SES_TENANTS: 'false',
    SENT_TABLE: await rig.table('sent', 'id'),
    SUPPRESSION_TABLE: await rig.table('suppression', 'address'),
    POSTS_TABLE: await rig.table('posts', 'postId'),
    POSTS_QUEUE_URL: await rig.queue('posts.fifo'),
    SUBSCRIBERS_TABLE: await rig.table('subscribers', 'authorId', 'subscriberId', {
      'by-mailbox': ['authorId', 'mailbox'],
    }),
    UNSUBSCRIBE_KEY_ID: await rig.hmacKey(),
    UNSUBSCRIBE_URL: `${url}/unsubscribe`,
    BUCKET: 'videos',
    VIDEOS_TABLE: await rig.table('videos', 'videoId'),
    VIDEOS_URL: `${url}/videos`,
    STREAM_NAME: await rig.stream('clickstream'),
    BASKETS_TABLE: await rig.table('baskets', 'customerId'),
    CONSENTS_TABLE: await rig.table('consents', 'customerId'),
    READ_PROGRESS_TABLE: await rig.table('read-progress', 'name'),
    REMINDER_SECONDS: '3600',
    REMINDER_MESSAGE_SECONDS: '345600',
    REMINDERS_QUEUE_URL: await rig.queue('reminders'),
    PURCHASES_QUEUE_URL: await rig.queue('purchases'),
    PURCHASES_DEAD_LETTER_QUEUE_URL: await rig.queue('purchases-dead-letters'),
    PURCHASES_UNDELIVERED_QUEUE_URL: await rig.queue('purchases-undelivered'),
    BASKETS_GIVEN_UP_QUEUE_URL: await rig.queue('baskets-given-up'),
  })
  const post = { postId: ID, authorId: 'grace', publishedAt: '2026-01-02T03:04:05Z', fingerprint: 'f' }
  await put('posts', {
    ...post,
    title: LONG,
    text: 'a <b>\n'.repeat(30_000),
    language: 'en',
    parts: [{ x: 1 }],
  })
  const subscriber = { subscriberId: 'r', email: 'r@mail.example', mailbox: 'r@mail.example', language: 'en' }
  await put('subscribers', { authorId: 'grace', ...subscriber })
  queues['shop-shipping'] = (await import('../../../lambda/shop/functions/shipping.ts')).handler
  queues['shop-history'] = (await import('../../../lambda/shop/functions/history.ts')).handler
  queues['shop-receipts'] = (await import('../../../lambda/shop/functions/receipts.ts')).handler
  queues['shop-review'] = (await import('../../../lambda/shop/functions/review.ts')).handler
  queues['clickstream-purchases'] = (
    await import('../../../lambda/clickstream/functions/purchases.ts')
  ).handler
  queues['clickstream-remind'] = (await import('../../../lambda/clickstream/functions/remind.ts')).handler
  queues['posts-fan-out'] = (await import('../../../lambda/posts/functions/fan-out.ts')).handler
  queues['mail-mailer'] = (await import('../../../lambda/mail/functions/mailer.ts')).handler
  streams['clickstream-trends'] = (await import('../../../lambda/clickstream/functions/trends.ts')).handler
  streams['clickstream-baskets'] = (await import('../../../lambda/clickstream/functions/baskets.ts')).handler
  notifier = (await import('../../../lambda/video/functions/notifier.ts')).handler
  ;({ handler: videoStatus } = await import('../../../lambda/video/functions/status.ts'))
  ;({ handler: purchaseStatus } = await import('../../../lambda/shop/functions/status.ts'))
})
afterAll(async () => {
  s3.destroy()
  await rig.close()
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => jest.restoreAllMocks())

const FOLDER = join(__dirname, '../../../lambda/contracts/consumers')
const produced = producedMessages()

/** The messages of a type that a later release may send. Those at today's limits would be beyond what services take. */
function futureMessages(contract: EventContract): [name: string, message: object][] {
  return Object.entries(produced[contract.type] ?? {})
    .filter(([name]) => !name.startsWith('boundary'))
    .map(([name, message]) => [name, { ...futureOf(contract, message), ...timeOf(contract) }])
}

/** The mailer refuses mails about what happened long ago. */
function timeOf({ type }: EventContract): object {
  return type === emailRequested.type ? { time: new Date().toISOString() } : {}
}

const cases = readdirSync(FOLDER).flatMap(file => {
  const [list] = Object.values(require(join(FOLDER, file))) as [EventList]
  return list.takes.flatMap(contract =>
    futureMessages(contract).map(([name, message]) => ({
      consumer: file.replace('.ts', ''),
      type: contract.type,
      name,
      message,
    })),
  )
})

async function put(table: string, item: object): Promise<void> {
  const client = new DynamoDBClient(rig.client)
  await client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }))
  client.destroy()
}

/** What the mails that were asked for break of their contract, and whether the mailer sends them. */
async function faultsOfMails(): Promise<unknown[]> {
  const asked = await rig.arrived(emails)
  const bodies = asked.map(({ Body }) => JSON.parse(Body ?? ''))
  return bodies.map(body => emailRequested.schema.safeParse(body).error).filter(error => error !== undefined)
}

describe('a message of a later release, with more members, unknown values and raised limits', () => {
  test.each(cases)('does its work: $consumer, $type, $name', async ({ consumer, message }) => {
    const stream = streams[consumer]
    const queue = queues[consumer]
    if (!stream && !queue) throw new Error(`Add the function of ${consumer} to this test.`)
    const answer = stream
      ? await stream({ Records: [streamRecord(JSON.stringify(message))] }, context)
      : await queue?.(sqsEvent(sqsRecord(message, { queue: 'work.fifo', group: 'g' })), context)
    expect(log.hops.filter(({ outcome }) => outcome !== 'done')).toEqual([])
    expect(answer).toEqual({ batchItemFailures: [] })
    expect(await faultsOfMails()).toEqual([])
  })
})

test('the read model shows what it does not know', async () => {
  const { statusCode, body } = await purchaseStatus(apiRequest({ pathParameters: { id: ID } }), context)
  expect(statusCode).toBe(200)
  expect(JSON.parse(body ?? '')).toMatchObject({
    total: { currency: 'added-later' },
    shipment: { carrier: expect.stringContaining('and more') },
    cancellation: { code: 'added-later' },
  })
})

test('a stored post of a later release is mailed as far as a mail can hold it', async () => {
  const published = futureOf(
    eventContracts.find(({ type }) => type === 'posts.post.published.v1') as EventContract,
    {
      ...produced['posts.post.published.v1']?.minimal,
      data: { postId: ID, authorId: 'grace', publishedAt: '2026-01-02T03:04:05Z' },
    },
  )
  await queues['posts-fan-out']?.(sqsEvent(sqsRecord(published, { queue: 'posts.fifo', group: ID })), context)
  expect(log.hops).toMatchObject([{ outcome: 'done', subscribers: '1' }])
  const [mail] = await rig.arrived(emails)
  expect(emailRequested.schema.parse(JSON.parse(mail?.Body ?? '')).data.text).toMatch(/^long .*…/)
})

describe.each(['video.video.encoded.v1', 'video.video.rejected.v1'])(
  'an outcome %s of a later release',
  type => {
    const contract = eventContracts.find(each => each.type === type) as EventContract

    test('is told to the uploader, and shown', async () => {
      const outcome = futureOf(contract, produced[type]?.full ?? {})
      const key = `renditions/${ID}/outcome.json`
      await s3.send(new PutObjectCommand({ Bucket: 'videos', Key: key, Body: JSON.stringify(outcome) }))
      const { data } = outcome as { data: Record<string, unknown> }
      const times = { createdAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:04:05Z' }
      await put('videos', {
        ...{
          videoId: ID,
          title: LONG,
          uploaderEmail: 'ada@mail.example',
          contentType: 'video/av2',
          contentLength: 1,
        },
        ...{ ...times, status: 'added-later', progress: 0, language: 'en' },
        ...(type === 'video.video.encoded.v1'
          ? { renditions: data.renditions }
          : { rejection: { code: data.code, detail: data.detail, more: 1 } }),
      })
      const s3Record = { bucket: { name: 'videos', later: 1 }, object: { key, later: 1 } }
      const Records = [
        {
          eventSource: 'aws:s3',
          eventVersion: '2.9',
          eventName: 'ObjectCreated:Later',
          s3: s3Record,
          later: 1,
        },
      ]
      expect(await notifier(sqsEvent(sqsRecord({ Records, later: 1 })), context)).toEqual({
        batchItemFailures: [],
      })
      expect(log.hops).toMatchObject([{ outcome: 'done', about: type }])
      expect(await faultsOfMails()).toEqual([])

      const { statusCode, body } = await videoStatus(apiRequest({ pathParameters: { id: ID } }), context)
      expect(statusCode).toBe(200)
      expect(body).toContain('added-later')
    })
  },
)
