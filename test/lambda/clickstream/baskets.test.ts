import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { KinesisStreamRecord } from 'aws-lambda'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { context, sqsEvent, sqsRecord } from '../invocation.ts'
import { Log } from '../log.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { BasketsRig, WAIT_SECONDS } from './baskets-rig.ts'
import { added, streamRecord, viewed } from './stream-events.ts'

const rig = new BasketsRig()
let log: Log
let s3: S3Client
let retake: typeof import('../../../lambda/clickstream/functions/retake.ts').handler

beforeAll(async () => {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: rig.clock.now() })
  await rig.openBaskets()
  s3 = new S3Client({ ...rig.client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'untaken' }))
  ;({ handler: retake } = await import('../../../lambda/clickstream/functions/retake.ts'))
})
afterAll(async () => {
  s3.destroy()
  await rig.close()
  jest.useRealTimers()
})
beforeEach(() => {
  log = new Log()
})
afterEach(() => {
  rig.interference = (_, proceed) => proceed()
  jest.restoreAllMocks()
})

let customers = 0
const newCustomer = () => `customer-${++customers}`

let sequence = 0
/** A record of an item that is put into a customer's basket now. */
function itemOf(customerId: string): KinesisStreamRecord {
  const now = new Date(rig.now()).toISOString()
  const event = added({ id: `e-${sequence}`, time: now })
  const whose = { ...event, data: { ...event.data, customerId } } as typeof event
  return streamRecord(whose, { sequenceNumber: ++sequence, arrivedAt: now })
}

const noEvent = () => streamRecord('{"oops": 1', { sequenceNumber: ++sequence })

async function basketOf(customerId: string) {
  const items = await rig.items('baskets')
  return items.find(item => item.customerId?.S === customerId)
}

async function progress(): Promise<string | undefined> {
  const [item] = await rig.items('read-progress')
  return item?.sequenceNumber?.S?.replace(/^0+/, '')
}

test('good records are taken whatever is wrong with others; the first bad one is reported, and holds back the progress', async () => {
  const [one, other] = [newCustomer(), newCustomer()]
  const Records = [itemOf(one), noEvent(), itemOf(other)]
  const bad = Records[1]?.kinesis.sequenceNumber
  expect(await rig.read(Records)).toEqual({ batchItemFailures: [{ itemIdentifier: bad }] })
  expect(await basketOf(one)).toBeDefined()
  expect(await basketOf(other)).toBeDefined()
  expect(await progress()).toBe(Records[0]?.kinesis.sequenceNumber)
})

test('views, and items without a customer, write nothing but the progress', async () => {
  const before = (await rig.items('baskets')).length
  const view = streamRecord(viewed(), { sequenceNumber: ++sequence })
  const anonymous = streamRecord(added(), { sequenceNumber: ++sequence })
  expect(await rig.read([view, anonymous])).toEqual({ batchItemFailures: [] })
  expect(await rig.items('baskets')).toHaveLength(before)
  expect(await progress()).toBe(String(sequence))
})

test('a version of a later release goes into the bucket, and its progress is told by whoever takes it from there', async () => {
  const customer = newCustomer()
  const later = JSON.stringify({ ...added(), type: 'clickstream.product.purchased.v2' })
  const Records = [itemOf(customer), streamRecord(later, { sequenceNumber: ++sequence })]
  const [good, last] = Records.map(({ kinesis }) => kinesis.sequenceNumber)
  expect(await rig.read(Records)).toEqual({ batchItemFailures: [] })
  expect(await basketOf(customer)).toBeDefined()
  expect(await progress()).toBe(good)
  const Prefix = 'aws/lambda/not-this-release/shardId-000000000000/'
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'untaken', Prefix }))
  expect(Contents.map(({ Key }) => Key)).toEqual([`${Prefix}${last}-${last}`])
})

test.each([
  ['the table', 'PutItem', 'dynamodb'],
  ['the queue', 'SendMessageBatch', 'sqs'],
  ['the progress', 'UpdateItem', 'dynamodb'],
] as const)('an outage of %s is waited out within the invocation', async (_, down, dependency) => {
  const customer = newCustomer()
  let refusals = 3
  rig.interference = ({ operation }, proceed) => {
    if (operation !== down || refusals-- <= 0) return proceed()
    return Promise.reject(new Unavailable(dependency, 'it is down'))
  }
  expect(await rig.read([itemOf(customer)])).toEqual({ batchItemFailures: [] })
  expect(refusals).toBeLessThan(0)
  expect((await basketOf(customer))?.reminder?.M?.queuedAt).toBeDefined()
  expect(await progress()).toBe(String(sequence))
})

test('an outage that outlasts the invocation is reported from the first record that is not taken', async () => {
  rig.interference = ({ operation }, proceed) =>
    operation === 'PutItem' ? Promise.reject(new Unavailable('dynamodb', 'it is down')) : proceed()
  const Records = [itemOf(newCustomer()), itemOf(newCustomer())]
  const first = Records[0]?.kinesis.sequenceNumber
  expect(await rig.read(Records)).toEqual({ batchItemFailures: [{ itemIdentifier: first }] })
  expect(log.metrics).toContainEqual(expect.objectContaining({ WaitingRecords: 2, FailedRecords: 0 }))
})

test('an invocation that ends between the basket and its message leaves the message to the next one', async () => {
  const customer = newCustomer()
  const Records = [itemOf(customer)]
  rig.interference = ({ operation }, proceed) =>
    operation === 'SendMessageBatch' ? Promise.reject(new Error('the function was ended')) : proceed()
  await rig.read(Records)
  expect((await basketOf(customer))?.reminder?.M?.queuedAt).toBeUndefined()
  rig.interference = (_, proceed) => proceed()
  expect(await rig.read(Records)).toEqual({ batchItemFailures: [] })
  expect((await basketOf(customer))?.reminder?.M?.queuedAt).toBeDefined()
})

describe('a batch that was given up', () => {
  const KEY =
    'aws/lambda/0f3b1a3e-7d6c-4c1e-9f3a-2f1e5d4c3b2a/shardId-000000000000/2026/11/29/2026-11-29T10.20.00-6c0f5a0e-2b7d-4a9e-8f1c-3d2e1f0a9b8c'

  async function retaken(Records: readonly KinesisStreamRecord[]) {
    const Body = JSON.stringify({ payload: JSON.stringify({ Records }) })
    await s3.send(new PutObjectCommand({ Bucket: 'untaken', Key: KEY, Body }))
    const object = { bucket: { name: 'untaken' }, object: { key: encodeURIComponent(KEY) } }
    const told = { eventSource: 'aws:s3', eventVersion: '2.1', eventName: 'ObjectCreated:Put', s3: object }
    return retake(sqsEvent(sqsRecord({ Records: [told] }, { queue: 'untaken' })), context)
  }

  async function reason(): Promise<string | undefined> {
    const [letter] = await rig.arrived(process.env.DEAD_LETTER_QUEUE_URL ?? '')
    return letter?.MessageAttributes?.reason?.StringValue
  }

  test('is taken, once and no further', async () => {
    const customer = newCustomer()
    const Records = [itemOf(customer)]
    expect(await retaken(Records)).toEqual({ batchItemFailures: [] })
    const basket = await basketOf(customer)
    expect(basket?.items?.L).toHaveLength(1)
    await retaken(Records)
    await rig.read(Records)
    expect(await basketOf(customer)).toEqual(basket)
    expect(log.hops.map(({ taken, outcome }) => [taken, outcome])).toEqual([
      ['1', 'done'],
      ['1', 'done'],
    ])
  })

  test('is a dead letter with what is no event in it, and the rest is taken', async () => {
    const customer = newCustomer()
    await retaken([itemOf(customer), noEvent()])
    expect(await reason()).toMatch(/^RecordsNotTaken: 1 of 2 records are not taken: .*UnparseableMessage/)
    expect(await basketOf(customer)).toBeDefined()
  })

  test('holds up no mail where it was the last of its shard, though a record of it cannot be taken', async () => {
    await retaken([itemOf(newCustomer()), noEvent()])
    expect(await reason()).toMatch(/^RecordsNotTaken/)
    expect(await progress()).toBe(String(sequence))
  })

  test('so old that its baskets are deleted is a dead letter', async () => {
    const Records = [itemOf(newCustomer())]
    await rig.pass(46 * 86_400 + 2 * WAIT_SECONDS)
    await retaken(Records)
    expect(await reason()).toMatch(/arrived so long ago that its basket is deleted/)
  })
})
