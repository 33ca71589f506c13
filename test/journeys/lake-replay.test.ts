import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { SteppedClock } from '@messaging-on-aws/local-aws'
import { Clickstream, type ProductTrend } from '../../tools/clients/clickstream/clickstream.ts'
import { inParallel } from '../../tools/clients/in-parallel.ts'
import type { StackOutputs } from '../../tools/clients/stack-outputs.ts'
import { ReplayFunction } from '../../tools/replay/replay-function.ts'
import { replayTrends } from '../../tools/replay/replay-trends.ts'
import { developerEnvironment } from '../developer-environment.ts'
import { Messaging } from './messaging.ts'

const MINUTE_MS = 60_000
/** The functions tell the time by the machine, so the clock is stepped up to it. */
const START = Date.now() - 90 * MINUTE_MS
/** What views of one product are in one object. */
const MANY = 3_000

let messaging: Messaging<SteppedClock>
let outputs: StackOutputs
let clickstream: Clickstream
let kinesis: KinesisClient
let replay: ReplayFunction
let live: Record<string, ProductTrend[]>

beforeAll(async () => {
  messaging = await Messaging.on(new SteppedClock(START))
  outputs = await messaging.outputs('Clickstream')
  clickstream = new Clickstream(messaging.request, outputs('ClickstreamApiUrl'))
  kinesis = new KinesisClient(messaging.connection)
  replay = new ReplayFunction(messaging.connection, outputs('ReplayFunctionName'))
  await send()
  live = await figures()
})

afterAll(async () => {
  kinesis.destroy()
  await messaging.close()
})

const present = (minutes = 0) => new Date(messaging.clock.now() + minutes * MINUTE_MS).toISOString()
const minuteOf = (time: string | number) => `${new Date(time).toISOString().slice(0, 16)}Z`

interface Sent {
  id: string
  /** In minutes from now. */
  at?: number
  type?: string
  data?: object
}

/** An event as its producer puts it into the stream now. */
function event({ id, at = 0, type = 'product.viewed', data = {} }: Sent): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    type: `clickstream.${type}.v1`,
    source: 'urn:test',
    subject: 'mug',
    time: present(at),
    datacontenttype: 'application/json',
    correlationid: 'ada',
    recordedtime: present(),
    data: { sessionId: 'ada', sku: 'mug', ...data },
  })
}

async function put(...texts: string[]): Promise<void> {
  for (let first = 0; first < texts.length; first += 500) {
    const Records = texts
      .slice(first, first + 500)
      .map(text => ({ PartitionKey: 'ada', Data: Buffer.from(text) }))
    await kinesis.send(new PutRecordsCommand({ StreamName: outputs('StreamName'), Records }))
    await messaging.clock.advanceBy({ seconds: 2 })
    await messaging.idle(...(await messaging.functionNames()))
  }
}

const purchase = {
  purchaseId: '01920000-0000-7000-8000-000000000001',
  quantity: 3,
  amount: { amount: 1990, currency: 'EUR' },
}

/** What is in time, late, twice, ahead, at the border of an hour, broken or of another type. */
async function send(): Promise<void> {
  const twice = event({ id: 'twice' })
  await put(
    twice,
    event({ id: 'late', at: -61 }),
    event({ id: 'just-in-time', at: -59 }),
    event({ id: 'ahead', at: 4 }),
    event({ id: 'too-far-ahead', at: 6 }),
    event({ id: 'basket', type: 'basket.item-added', data: { quantity: 2 } }),
    event({ id: 'bought', type: 'product.purchased', data: purchase }),
    event({ id: 'emptied', type: 'cart.emptied' }),
    '{"oops": 1',
    event({ id: 'no-sku', data: { sku: '' } }),
    JSON.stringify(JSON.parse(event({ id: 'in-lines' })), undefined, 1),
    `${event({ id: 'with-a-line-break' })}\n`,
  )
  const toTheHour = 60 * MINUTE_MS - (messaging.clock.now() % (60 * MINUTE_MS))
  await messaging.clock.advanceBy({ milliseconds: toTheHour - 2_000 })
  await put(event({ id: 'before-the-hour' }))
  await put(event({ id: 'after-the-hour' }))
  await put(...Array.from({ length: MANY }, (_, index) => event({ id: `many-${index}` })))
  if (messaging.clock.now() < START + 65 * MINUTE_MS) {
    await messaging.clock.advanceBy({ milliseconds: START + 65 * MINUTE_MS - messaging.clock.now() })
  }
  await put(twice, event({ id: 'last' }))
  await catchUp()
  await messaging.idle(...(await messaging.functionNames()))
}

async function catchUp(): Promise<void> {
  await messaging.clock.advanceBy({ milliseconds: Math.max(0, Date.now() - messaging.clock.now()) })
}

/** Lets time pass while something happens, because what a shard gives in a second is limited. */
async function inTime<Result>(work: Promise<Result>): Promise<Result> {
  let isDone = false
  const done = work.finally(() => {
    isDone = true
  })
  done.catch(() => {})
  while (!isDone) {
    await catchUp()
    await pause(50)
  }
  return done
}

/** The figures of all minutes that have some. */
async function figures(): Promise<Record<string, ProductTrend[]>> {
  const count = Math.ceil((Date.now() - START) / MINUTE_MS) + 75
  const minutes = Array.from({ length: count }, (_, index) => minuteOf(START + (index - 70) * MINUTE_MS))
  const found = await inParallel(
    minutes,
    4,
    async minute => [minute, await clickstream.trends(minute)] as const,
  )
  return Object.fromEntries(found.filter(([, products]) => products.length > 0))
}

const from = minuteOf(START - 70 * MINUTE_MS)

test('what is counted live is what the others are compared with', () => {
  const all = Object.values(live).flat()
  const sum = (of: (product: ProductTrend) => number) =>
    all.reduce((total, product) => total + of(product), 0)
  expect(sum(({ views }) => views)).toBe(MANY + 7)
  expect(sum(({ late }) => late)).toBe(1)
  expect(sum(({ baskets, purchases, units }) => baskets + purchases + units)).toBe(5)
  expect(Object.keys(live).length).toBeGreaterThan(5)
})

test('replayed from the stream, the figures are equal', async () => {
  const { comparison } = await inTime(replayTrends(replay, { from }))
  expect(comparison).toMatchObject({ rose: 0, fell: 0 })
  expect(await figures()).toEqual(live)
})

test('replayed from the lake, also after it was interrupted, the figures are equal', async () => {
  const interruption = new AbortController()
  const interrupted = replayTrends(
    replay,
    { from, source: 'lake' },
    () => interruption.abort(new Error('interrupted')),
    interruption.signal,
  )
  await expect(inTime(interrupted)).rejects.toThrow('interrupted')
  const { continued, progress, comparison } = await inTime(replayTrends(replay, { from, source: 'lake' }))
  expect(continued).toBe(true)
  expect(progress).toMatchObject({ fraction: 1 })
  expect(progress.events).toBeGreaterThan(MANY)
  expect(progress.poison).toBeGreaterThanOrEqual(4)
  expect(comparison).toMatchObject({ rose: 0, fell: 0 })
  expect(await figures()).toEqual(live)
})

test('npm run replay reads the lake', async () => {
  const command = [
    join(process.cwd(), 'tools/replay/main.ts'),
    'trends',
    '--from',
    from,
    '--source',
    'lake',
    '--local',
  ]
  const run = new Promise<Record<string, unknown>>(resolve => {
    const args = [...command, messaging.aws.endpoint]
    execFile(process.execPath, args, { env: developerEnvironment(messaging.aws) }, (error, stdout, stderr) =>
      resolve({ status: error?.code ?? 0, stdout, stderr }),
    )
  })
  const { status, stdout, stderr } = await inTime(run)
  expect({ status, stderr }).toMatchObject({ status: 0 })
  expect(stdout).toMatch(/100 % read: [\d,]+ records/)
  expect(stdout).toMatch(/ 0 rose, 0 fell\.\nGeneration 3 is live/)
  expect(await figures()).toEqual(live)
})
