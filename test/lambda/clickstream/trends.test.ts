import type { Context } from 'aws-lambda'
import { abandoned, begun, FIRST_STATE } from '../../../lambda/clickstream/generations-state.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { Log } from '../log.ts'
import { purchased, SHARD, streamEvent, streamRecord, TIME, viewed } from './stream-events.ts'
import { TrendsRig } from './trends-rig.ts'

const rig = new TrendsRig()
let trendsReader: typeof import('../../../lambda/clickstream/trends-reader.ts').trendsReader
let generations: typeof import('../../../lambda/clickstream/generations.ts')
const waits: number[] = []

beforeAll(async () => {
  await rig.openTables('clickstream-trends')
  ;({ trendsReader } = await import('../../../lambda/clickstream/trends-reader.ts'))
  generations = await import('../../../lambda/clickstream/generations.ts')
})
afterAll(() => rig.close())
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

test('an event of a type that is not for this reader is no failure; an unknown version of one that is, is', async () => {
  const other = { ...viewed(), type: 'clickstream.banner.clicked.v1' }
  const next = { ...viewed(), type: 'clickstream.product.viewed.v2' }
  const batch = streamEvent(JSON.stringify(other), JSON.stringify(next))
  expect(await invoke(batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] })
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
