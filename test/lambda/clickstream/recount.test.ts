import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { KinesisStreamRecord } from 'aws-lambda'
import { abandoned, begun } from '../../../lambda/clickstream/generations-state.ts'
import { minuteOf } from '../../../lambda/clickstream/minute.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { streamRecord, viewed } from './stream-events.ts'
import { TrendsRig } from './trends-rig.ts'

const KEY =
  'aws/lambda/0f3b1a3e-7d6c-4c1e-9f3a-2f1e5d4c3b2a/shardId-000000000000/2026/11/29/2026-11-29T10.20.00-6c0f5a0e-2b7d-4a9e-8f1c-3d2e1f0a9b8c'
/** What is marked as counted is remembered for two days, by the clock of the function. */
const NOW = new Date()
const TIME = NOW.toISOString()

const rig = new TrendsRig()
let log: Log
let s3: S3Client
let deadLetters: string
let handler: typeof import('../../../lambda/clickstream/functions/recount.ts').handler
let countArrivals: typeof import('../../../lambda/clickstream/arrivals.ts').countArrivals
let generations: typeof import('../../../lambda/clickstream/generations.ts')

beforeAll(async () => {
  await rig.openTables('clickstream-recount')
  deadLetters = await rig.queue('dead-letters')
  rig.environment({ DEAD_LETTER_QUEUE_URL: deadLetters })
  s3 = new S3Client({ ...rig.client, forcePathStyle: true })
  for (const Bucket of ['given-up', 'another']) await s3.send(new CreateBucketCommand({ Bucket }))
  ;({ handler } = await import('../../../lambda/clickstream/functions/recount.ts'))
  ;({ countArrivals } = await import('../../../lambda/clickstream/arrivals.ts'))
  generations = await import('../../../lambda/clickstream/generations.ts')
})
afterAll(async () => {
  s3.destroy()
  await rig.close()
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  expect(log.text).not.toMatch(/visit-|ada@/)
  rig.undisturbed()
  jest.restoreAllMocks()
})

let products = 0
const newProduct = () => `product-${++products}`
const viewOf = (sku: string, id: string, time = TIME) => viewed({ sku, id, time })
const viewsOf = async (sku: string, generation?: string) =>
  (await rig.counted(generation))[`${sku} ${minuteOf(NOW)}`]?.views

/** An object as Lambda writes it, or text as it is. */
async function put(content: string | readonly KinesisStreamRecord[], Bucket = 'given-up') {
  const document = () => ({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 11 },
    version: '1.0',
    KinesisBatchInfo: { shardId: 'shardId-000000000000', batchSize: content.length },
    payload: JSON.stringify({ Records: content }),
  })
  const Body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(document()))
  await s3.send(new PutObjectCommand({ Bucket, Key: KEY, Body }))
}

function recount(bucket = 'given-up') {
  const s3 = { bucket: { name: bucket }, object: { key: encodeURIComponent(KEY) } }
  const Records = [{ eventSource: 'aws:s3', eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3 }]
  return handler(sqsEvent(sqsRecord({ Records }, { queue: 'given-up-batches' })), context)
}

/** Why the batch is a dead letter; undefined where it is none. */
async function reason(): Promise<string | undefined> {
  const [letter] = await rig.arrived(deadLetters)
  return letter?.MessageAttributes?.reason?.StringValue
}

const DONE = { batchItemFailures: [] }
const COMES_AGAIN = { batchItemFailures: [{ itemIdentifier: 'message-1' }] }

test('a batch that was given up is counted, and what the reader counted of it is not counted again', async () => {
  const sku = newProduct()
  const records = ['a', 'b', 'c'].map((id, index) =>
    streamRecord(viewOf(sku, `${sku}-${id}`), { sequenceNumber: index + 1, arrivedAt: TIME }),
  )
  const { readRecords, streamRecordOf } = await import('../../../lambda/clickstream/stream-record.ts')
  const { events } = readRecords(records.slice(0, 2).map(streamRecordOf), clickstreamTrends)
  await countArrivals(events, await generations.readGenerations())

  await put(records)
  expect(await recount()).toEqual(DONE)
  expect(await viewsOf(sku)).toBe(3)
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'done', batch: KEY, counted: '1' })])
  expect(await recount()).toEqual(DONE)
  expect(await viewsOf(sku)).toBe(3)
  expect(await reason()).toBeUndefined()
})

test('a batch is counted in the generation that a replay builds, too', async () => {
  const sku = newProduct()
  const before = await generations.readState()
  const building = begun(before, { from: '', to: '' }, new Date())
  await generations.replaceState(before, building)
  await put([streamRecord(viewOf(sku, sku), { arrivedAt: TIME })])
  await recount()
  await generations.replaceState(building, abandoned(building))
  expect([await viewsOf(sku), await viewsOf(sku, building.building.generation)]).toEqual([1, 1])
})

test('what is still no event makes the message a dead letter that says which records and why; the others count', async () => {
  const sku = newProduct()
  await put([
    streamRecord('{"oops": "ada@mail.example"', { sequenceNumber: 1, arrivedAt: TIME }),
    streamRecord(viewOf(sku, sku), { sequenceNumber: 2, arrivedAt: TIME }),
  ])
  expect(await recount()).toEqual(DONE)
  expect(await reason()).toMatch(
    /^RecordsNotCounted: 1 of 2 records are not counted: shardId-000000000000:1 UnparseableMessage: /,
  )
  expect(await viewsOf(sku)).toBe(1)
  expect(log.inTime('clickstream')).toEqual([1, 0])
})

test('a version of a later release makes the batch wait for that release; the others count meanwhile', async () => {
  const sku = newProduct()
  const later = { ...viewOf(sku, `${sku}-later`), type: 'clickstream.product.viewed.v2' }
  await put([
    streamRecord(JSON.stringify(later), { sequenceNumber: 1, arrivedAt: TIME }),
    streamRecord(viewOf(sku, sku), { sequenceNumber: 2, arrivedAt: TIME }),
  ])
  expect(await recount()).toEqual(COMES_AGAIN)
  expect(log.hops).toMatchObject([{ outcome: 'retry', waitsFor: 'release' }])
  expect(await viewsOf(sku)).toBe(1)
  expect(await reason()).toBeUndefined()

  // The release that knows it, of which only the version of the record is new here.
  await put([
    streamRecord(viewOf(sku, `${sku}-later`), { sequenceNumber: 1, arrivedAt: TIME }),
    streamRecord(viewOf(sku, sku), { sequenceNumber: 2, arrivedAt: TIME }),
  ])
  expect(await recount()).toEqual(DONE)
  expect(await viewsOf(sku)).toBe(2)
})

test('an event whose mark may have expired is not counted, since it may have been counted before', async () => {
  const sku = newProduct()
  const forgottenMs = (86_400 + 3_600 + 15 * 86_400) * 1_000
  const at = (ageMs: number) => new Date(NOW.getTime() - ageMs).toISOString()
  const [long, recently] = [at(forgottenMs), at(forgottenMs - 600_000)]
  await put([
    streamRecord(viewOf(sku, `${sku}-1`, long), { sequenceNumber: 1, arrivedAt: long }),
    streamRecord(viewOf(sku, `${sku}-2`, recently), { sequenceNumber: 2, arrivedAt: recently }),
  ])
  await recount()
  expect(await reason()).toMatch(/1 of 2 records .*shardId-000000000000:1 arrived so long ago/)
  const counted = Object.keys(await rig.counted()).filter(name => name.startsWith(`${sku} `))
  expect(counted).toEqual([`${sku} ${minuteOf(new Date(recently))}`])
})

test('a batch waits while the tables are down', async () => {
  const sku = newProduct()
  await put([streamRecord(viewOf(sku, sku), { arrivedAt: TIME })])
  rig.interference = ({ operation }, proceed) =>
    operation === 'TransactWriteItems' ? Promise.reject(new Unavailable('dynamodb', 'down')) : proceed()
  expect(await recount()).toEqual(COMES_AGAIN)
  expect(log.hops).toEqual([expect.objectContaining({ outcome: 'retry', waitsFor: 'dynamodb' })])
  rig.undisturbed()
  expect(await recount()).toEqual(DONE)
  expect(await viewsOf(sku)).toBe(1)
})

test('a batch of 8 MB is counted', async () => {
  const sku = newProduct()
  const records = Array.from({ length: 30 }, (_, index) => {
    const padded = { ...viewOf(sku, `${sku}-${index}`), padding: 'x'.repeat(200_000) }
    return streamRecord(JSON.stringify(padded), { sequenceNumber: index + 1, arrivedAt: TIME })
  })
  await put(records)
  expect(await recount()).toEqual(DONE)
  expect(await viewsOf(sku)).toBe(30)
})

test('a batch that is gone is a dead letter', async () => {
  await s3.send(new DeleteObjectCommand({ Bucket: 'given-up', Key: KEY }))
  expect(await recount()).toEqual(DONE)
  expect(await reason()).toMatch(/^BatchGone: /)
})

test('an object in another bucket is not read', async () => {
  await put([streamRecord(viewOf(newProduct(), 'foreign'), { arrivedAt: TIME })], 'another')
  await recount('another')
  expect(await reason()).toMatch(/^ForeignObject: /)
})

test.each([
  ['no JSON', 'ada@mail.example', /^UnparseableMessage: /],
  ['another document', '{"version":"1.0"}', /^ContractViolation: .*Lambda's document of a batch: #\/payload/],
  [
    'a payload of another source',
    '{"payload":"{\\"Records\\":[{\\"s3\\":{}}]}"}',
    /^ContractViolation: .*event of a stream/,
  ],
  ['nothing', '', /^UnparseableMessage: /],
  [
    'more than a batch can be',
    'x'.repeat(16 * 1024 * 1024 + 1),
    /^ContractViolation: the object has 16777217 bytes/,
  ],
])('an object that is %s is a dead letter', async (_, content, expected) => {
  await put(content)
  expect(await recount()).toEqual(DONE)
  expect(await reason()).toMatch(expected)
})
