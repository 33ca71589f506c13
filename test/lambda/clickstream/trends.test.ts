import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Context, KinesisStreamRecord } from 'aws-lambda'
import { abandoned, begun, FIRST_STATE } from '../../../lambda/clickstream/generations-state.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { Log } from '../log.ts'
import { purchased, SHARD, streamEvent, streamRecord, TIME, viewed } from './stream-events.ts'
import { TrendsRig } from './trends-rig.ts'

const rig = new TrendsRig()
let trendsReader: typeof import('../../../lambda/clickstream/trends-reader.ts').trendsReader
let generations: typeof import('../../../lambda/clickstream/generations.ts')
let recount: typeof import('../../../lambda/clickstream/recounting.ts').recount
let s3: S3Client
const waits: number[] = []

beforeAll(async () => {
  await rig.openTables('clickstream-trends')
  s3 = new S3Client({ ...rig.client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'given-up' }))
  ;({ trendsReader } = await import('../../../lambda/clickstream/trends-reader.ts'))
  generations = await import('../../../lambda/clickstream/generations.ts')
  ;({ recount } = await import('../../../lambda/clickstream/recounting.ts'))
})
afterAll(async () => {
  s3.destroy()
  await rig.close()
})
afterEach(() => {
  jest.restoreAllMocks()
  rig.undisturbed()
})

/** An invocation whose waits take no time but its own. */
function invoke(event: ReturnType<typeof streamEvent>, timeoutMs = 60_000) {
  let leftMs = timeoutMs
  const wait = async (ms: number) => {
    waits.push(ms)
    leftMs -= ms
  }
  const context = { getRemainingTimeInMillis: () => leftMs, awsRequestId: 'test' } as Context
  return trendsReader(wait)(event, context)
}

let products = 0
const newProduct = () => `product-${++products}`

async function viewsOf(sku: string, generation?: string): Promise<number | undefined> {
  return (await rig.counted(generation))[`${sku} 2026-11-29T10:15Z`]?.views
}

test('good records are counted whatever is wrong with others; the first bad one is reported', async () => {
  const sku = newProduct()
  const batch = () =>
    streamEvent(viewed({ id: 'a', sku }), '{"oops": 1', viewed({ id: 'b', sku }), 'no event either')
  expect(await invoke(batch())).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
  expect(await invoke(batch())).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
  expect(await viewsOf(sku)).toBe(2)
})

test('an event is in time by its arrival in the stream, and counts once however often it is delivered', async () => {
  const log = new Log()
  const sku = newProduct()
  const now = Date.now()
  const arrived = (id: string, secondsAgo: number, sequenceNumber: number) =>
    streamRecord(viewed({ id, sku }), {
      sequenceNumber,
      arrivedAt: new Date(now - secondsAgo * 1_000).toISOString(),
    })
  const Records = [arrived('in-time', 5, 1), arrived('late', 70, 2), arrived('in-time', 5, 3)]
  await invoke({ Records })
  await invoke({ Records })
  expect(log.inTime('clickstream')).toEqual([1, 0])
})

test('an event of a type that is not for this reader is no failure', async () => {
  const other = { ...viewed(), type: 'clickstream.banner.clicked.v1' }
  expect(await invoke(streamEvent(JSON.stringify(other)))).toEqual({ batchItemFailures: [] })
})

describe('a version of a later release', () => {
  const PREFIX = 'aws/lambda/not-this-release/'
  const later = (id: string, sku: string) =>
    JSON.stringify({ ...viewed({ id: `${sku}-${id}`, sku }), type: 'clickstream.product.viewed.v2' })
  const keys = async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'given-up', Prefix: PREFIX }))
    return Contents.map(({ Key = '' }) => Key)
  }
  /** The records of an object, by their sequence numbers. */
  const numbersIn = async (Key: string) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'given-up', Key }))
    const { requestContext, payload } = JSON.parse((await Body?.transformToString()) ?? '{}')
    expect(requestContext).toEqual({ condition: 'NotThisRelease' })
    return JSON.parse(payload).Records.map(({ kinesis }: KinesisStreamRecord) => kinesis.sequenceNumber)
  }
  afterEach(async () => {
    for (const Key of await keys()) await s3.send(new DeleteObjectCommand({ Bucket: 'given-up', Key }))
  })

  test('holds up nobody: its records go into the bucket at once, and the batch is done', async () => {
    const log = new Log()
    const sku = newProduct()
    const batch = streamEvent(
      later('n1', sku),
      viewed({ id: `${sku}-o1`, sku }),
      later('n2', sku),
      viewed({ id: `${sku}-o2`, sku }),
    )
    expect(await invoke(batch)).toEqual({ batchItemFailures: [] })
    expect(await viewsOf(sku)).toBe(2)
    const key = `${PREFIX}${SHARD}/1-3`
    expect(await keys()).toEqual([key])
    expect(await numbersIn(key)).toEqual(['1', '3'])
    const waiting = { WaitingRecords: 2, dependency: 'release', pipeline: 'clickstream' }
    expect(log.metrics).toContainEqual(expect.objectContaining(waiting))
    expect(log.metrics).toContainEqual(expect.objectContaining({ ProcessedRecords: 2, FailedRecords: 0 }))
    expect(log.text).toMatch(/"waitsFor":"release".*NotThisRelease: .*\\"clickstream.product.viewed.v2\\"/)
  })

  test('goes into the bucket once, where what is before it in the shard fails first', async () => {
    const sku = newProduct()
    const Records = [later('n1', sku), '{"oops": 1', later('n2', sku)].map((content, index) =>
      streamRecord(content, { sequenceNumber: index + 1 }),
    )
    expect(await invoke({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
    expect(await invoke({ Records: Records.slice(1) })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    })
    expect(await keys()).toEqual([`${PREFIX}${SHARD}/1-1`])
    expect(await invoke({ Records: Records.slice(2) })).toEqual({ batchItemFailures: [] })
    expect(await keys()).toEqual([`${PREFIX}${SHARD}/1-1`, `${PREFIX}${SHARD}/3-3`])
  })

  test('waits while the bucket is down; what it does not take is reported, and the others are counted', async () => {
    const sku = newProduct()
    let refusals = 3
    rig.interference = (call, proceed) =>
      call.operation === 'PutObject' && refusals-- > 0
        ? Promise.reject(new Unavailable('s3', 'it is down'))
        : proceed()
    expect(await invoke(streamEvent(later('n1', sku)))).toEqual({ batchItemFailures: [] })
    expect(await keys()).toHaveLength(1)

    refusals = Number.POSITIVE_INFINITY
    const Records = [
      viewed({ id: `${sku}-o1`, sku }),
      later('n2', sku),
      viewed({ id: `${sku}-o2`, sku }),
    ].map((content, index) => streamRecord(content, { sequenceNumber: index + 11 }))
    expect(await invoke({ Records })).toEqual({ batchItemFailures: [{ itemIdentifier: '12' }] })
    expect(await viewsOf(sku)).toBe(2)
    rig.undisturbed()
    expect(await invoke({ Records: Records.slice(1) })).toEqual({ batchItemFailures: [] })
    expect(await viewsOf(sku)).toBe(2)
    expect(await keys()).toContain(`${PREFIX}${SHARD}/12-12`)
  })

  test('is counted once when its release is there, though its batch was delivered and told of twice', async () => {
    const sku = newProduct()
    const now = new Date().toISOString()
    const about = (id: string) => ({ id: `${sku}-${id}`, sku, time: now })
    const content = JSON.stringify({ ...viewed(about('n1')), type: 'clickstream.product.viewed.v2' })
    const Records = [viewed(about('o1')), content].map((each, index) =>
      streamRecord(each, { sequenceNumber: index + 21, arrivedAt: now }),
    )
    await invoke({ Records })
    await invoke({ Records })
    const [Key = '', ...others] = await keys()
    expect(others).toEqual([])
    const told = { objects: [{ bucket: 'given-up', key: Key }] }
    await expect(recount(told)).rejects.toMatchObject({ name: 'NotThisRelease' })

    // The release that knows it, of which only the version of the record is new here.
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'given-up', Key }))
    const { payload } = JSON.parse((await Body?.transformToString()) ?? '{}')
    const batch = JSON.parse(payload)
    batch.Records[0].kinesis.data = Buffer.from(JSON.stringify(viewed(about('n1')))).toString('base64')
    const document = JSON.stringify({ payload: JSON.stringify(batch) })
    await s3.send(new PutObjectCommand({ Bucket: 'given-up', Key, Body: document }))
    expect(await recount(told)).toEqual({ counted: '1' })
    expect(await recount(told)).toEqual({ counted: '0' })
    const views = Object.entries(await rig.counted()).filter(([name]) => name.startsWith(`${sku} `))
    expect(views.map(([, figures]) => figures.views)).toEqual([2])
  })
})

test('an outage is waited out within the invocation', async () => {
  const sku = newProduct()
  let refusals = 3
  rig.interference = (call, proceed) => {
    if (call.operation !== 'TransactWriteItems' || refusals-- <= 0) return proceed()
    return Promise.reject(new Unavailable('dynamodb', 'it is down'))
  }
  waits.length = 0
  expect(await invoke(streamEvent(viewed({ id: 'outage', sku })))).toEqual({ batchItemFailures: [] })
  expect(waits.length).toBeGreaterThan(0)
  expect(await viewsOf(sku)).toBe(1)
})

test('an outage that outlasts the invocation is reported from the first record that is not counted', async () => {
  rig.interference = (call, proceed) =>
    call.operation === 'TransactWriteItems'
      ? Promise.reject(new Unavailable('dynamodb', 'it is down'))
      : proceed()
  const batch = streamEvent(viewed({ id: 'long-1' }), viewed({ id: 'long-2' }))
  expect(await invoke(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] })
})

describe('while a replay builds a generation', () => {
  beforeAll(async () => {
    const building = begun(FIRST_STATE, { from: '2026-11-29T10:00Z', to: '' }, new Date())
    await generations.replaceState(await generations.readState(), building)
  })
  afterAll(async () => {
    const state = await generations.readState()
    await generations.replaceState(state, abandoned(state))
  })

  test('a new event is counted in both', async () => {
    const sku = newProduct()
    await invoke(streamEvent(viewed({ id: 'both', sku }), purchased({ id: 'bought', sku })))
    const figures = { views: 1, purchases: 1, units: 1, 'revenue#EUR': 1999 }
    expect((await rig.counted('0'))[`${sku} 2026-11-29T10:15Z`]).toMatchObject(figures)
    expect((await rig.counted('1'))[`${sku} 2026-11-29T10:15Z`]).toMatchObject(figures)
  })

  test('a record that was counted in the live one alone, when its invocation ended, is counted in the other', async () => {
    const sku = newProduct()
    const batch = () => ({ Records: [streamRecord(viewed({ id: 'cut', sku }), { sequenceNumber: 7 })] })
    let transactions = 0
    rig.interference = (call, proceed) =>
      call.operation === 'TransactWriteItems' && ++transactions > 1
        ? Promise.reject(new Error('the function was ended'))
        : proceed()
    await invoke(batch(), 1_000).catch(() => undefined)
    rig.undisturbed()
    expect(await viewsOf(sku, '0')).toBe(1)
    expect(await viewsOf(sku, '1')).toBeUndefined()

    expect(await invoke(batch())).toEqual({ batchItemFailures: [] })
    expect(await viewsOf(sku, '0')).toBe(1)
    expect(await viewsOf(sku, '1')).toBe(1)
  })

  test('a second record of an event is left to the first: it may be late where that one was not', async () => {
    const sku = newProduct()
    const event = viewed({ id: 'again', sku })
    const state = await generations.readState()
    await generations.replaceState(state, abandoned(state))
    await invoke({ Records: [streamRecord(event, { sequenceNumber: 11 })] })
    const before = await generations.readState()
    await generations.replaceState(before, begun(before, { from: '2026-11-29T10:00Z', to: '' }, new Date()))
    const late = new Date(Date.parse(TIME) + 2 * 3_600_000).toISOString()
    await invoke({ Records: [streamRecord(event, { sequenceNumber: 12, arrivedAt: late, shardId: SHARD })] })
    const after = await generations.readState()
    const generation = after.building?.generation as string
    expect((await rig.counted('0'))[`${sku} 2026-11-29T10:15Z`]).toEqual({ views: 1 })
    expect((await rig.counted(generation))[`${sku} 2026-11-29T10:15Z`]).toBeUndefined()
  })
})
