import { AsyncLocalStorage } from 'node:async_hooks'
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Context, KinesisStreamRecord } from 'aws-lambda'
import fc from 'fast-check'
import { type BuildingState, begun, swapped } from '../../../lambda/clickstream/generations-state.ts'
import { minuteOf } from '../../../lambda/clickstream/minute.ts'
import type { ClickstreamEvent } from '../../../lambda/contracts/clickstream-events.ts'
import { clickstreamTrends } from '../../../lambda/contracts/consumers/clickstream-trends.ts'
import { Unavailable } from '../../../lambda/runtime/unavailable.ts'
import { Log } from '../log.ts'
import { added, purchased, streamRecord, viewed } from './stream-events.ts'
import { type Call, type CountedFigures, TrendsRig } from './trends-rig.ts'

/**
 * The real reader, recount and counting behind a stream that delivers as Lambda may: in any batches, again and again,
 * from invocations that end anywhere, are held up, or meet an outage; across a reshard; while a replay builds the next
 * generation and takes over. Some events have a version that only the release at the end takes.
 */
const rig = new TrendsRig()
let s3: S3Client
let reader: typeof import('../../../lambda/clickstream/trends-reader.ts')
let recounting: typeof import('../../../lambda/clickstream/recounting.ts')
let counting: typeof import('../../../lambda/clickstream/counting.ts')
let generations: typeof import('../../../lambda/clickstream/generations.ts')
let streamRecords: typeof import('../../../lambda/clickstream/stream-record.ts')

beforeAll(async () => {
  await rig.openTables('clickstream-trends')
  s3 = new S3Client({ ...rig.client, forcePathStyle: true })
  await s3.send(new CreateBucketCommand({ Bucket: 'given-up' }))
  new Log()
  reader = await import('../../../lambda/clickstream/trends-reader.ts')
  recounting = await import('../../../lambda/clickstream/recounting.ts')
  counting = await import('../../../lambda/clickstream/counting.ts')
  generations = await import('../../../lambda/clickstream/generations.ts')
  streamRecords = await import('../../../lambda/clickstream/stream-record.ts')
  rig.interference = meetFate
})
afterAll(async () => {
  s3.destroy()
  await rig.close()
})

/** What becomes of an invocation at its n-th call of DynamoDB or S3. */
interface Fate {
  kind:
    | 'healthy'
    /** It is ended before the call, or after it; Lambda delivers the batch again. */
    | 'ends before'
    | 'ends after'
    /** The call is made and the answer lost. */
    | 'no answer'
    | 'outage'
    | 'conflict'
    /** It is held up, Lambda takes it for dead, and it goes on when others have long taken over. */
    | 'held up'
  call: number
}

interface Running extends Fate {
  calls: number
  ended?: boolean
  released?: Promise<void>
}

const running = new AsyncLocalStorage<Running>()

async function meetFate({ operation }: Call, proceed: () => Promise<unknown>): Promise<unknown> {
  const fate = running.getStore()
  if (!fate) return proceed()
  if (fate.ended) throw new Error('the function was ended')
  if (fate.calls++ !== fate.call) return proceed()
  switch (fate.kind) {
    case 'ends before':
      fate.ended = true
      throw new Error('the function was ended')
    case 'ends after':
      await proceed()
      fate.ended = true
      throw new Error('the function was ended')
    case 'no answer':
      await proceed()
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    case 'outage':
      throw new Unavailable('dynamodb', 'it is down')
    case 'conflict':
      if (operation !== 'TransactWriteItems') break
      throw new TransactionCanceledException({
        $metadata: {},
        message: 'cancelled',
        CancellationReasons: [{ Code: 'TransactionConflict' }],
      })
    case 'held up':
      await fate.released
      break
    case 'healthy':
  }
  return proceed()
}

/** What a client sends, or a producer with a bug. */
interface Sent {
  session: number
  what: 'view' | 'view of a later version' | 'basket' | 'purchase' | 'no event' | 'unknown type'
  id: number
  sku: string
  /** How old it is when it arrives, in milliseconds; or at a border of the minute before it. */
  age: number | 'begins a minute' | 'ends a minute'
}

const HOUR_MS = 3_600_000
const AHEAD_MS = 300_000

const sent: fc.Arbitrary<Sent> = fc.record({
  session: fc.nat(3),
  what: fc.constantFrom<Sent['what'][]>(
    'view',
    'view',
    'view',
    'view of a later version',
    'basket',
    'purchase',
    'purchase',
    'no event',
    'unknown type',
  ),
  id: fc.nat(6),
  sku: fc.constantFrom('a.b', 'c'),
  age: fc.constantFrom<Sent['age'][]>(
    1_500,
    1_500,
    61_000,
    'begins a minute',
    'ends a minute',
    HOUR_MS,
    HOUR_MS + 1,
    -AHEAD_MS,
    -AHEAD_MS - 1,
  ),
})

const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.constantFrom<Fate['kind'][]>(
    'healthy',
    'healthy',
    'ends before',
    'ends after',
    'no answer',
    'outage',
    'conflict',
    'held up',
  ),
  call: fc.nat(5),
})

interface Step {
  kind: 'read' | 'recount' | 'replay'
  shard: number
  size: number
  fate: Fate
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>('read', 'read', 'read', 'recount', 'replay'),
  shard: fc.nat(3),
  size: fc.integer({ min: 1, max: 12 }),
  fate,
})

const plan = fc.record({
  sent: fc.array(sent, { minLength: 10, maxLength: 60 }),
  /** After how many of them the first shard is split. */
  splitAfter: fc.nat(60),
  steps: fc.array(step, { minLength: 5, maxLength: 30 }),
  /** Before which step the replay begins. */
  beginAt: fc.nat(30),
  /** Whether the replay takes over before the reader has read all. */
  swapsEarly: fc.boolean(),
})

const LATER_VERSION = 'clickstream.product.viewed.v2'
/** Where the reader puts what a later release takes. */
const NOT_THIS_RELEASE = 'aws/lambda/not-this-release/'

const HEALTHY: Fate = { kind: 'healthy', call: 0 }
const BASE = Math.floor(Date.now() / 60_000) * 60_000 - 600_000
/** Each holds a transaction's place, of which the counting has ten. */
const MOST_HELD_UP = 3

/** What arrived in the stream. */
interface Arrived {
  event: ClickstreamEvent | undefined
  arrivedAt: number
  record: KinesisStreamRecord
}

/** As many records as were sent, of sessions and products that no other run has. */
function arrivals(run: number, all: readonly Sent[], splitAfter: number): Arrived[] {
  return all.map(({ session, what, id, sku, age }, index) => {
    const arrivedAt = BASE + index * 137
    const about = {
      id: `e-${id}`,
      sku: `r${run}-${sku}`,
      sessionId: `r${run}-${session}`,
      time: new Date(timeOf(arrivedAt, age)).toISOString(),
    }
    const events = {
      view: viewed(about),
      // It is counted later than what comes after it, so it has no copies.
      'view of a later version': viewed({ ...about, id: `later-${index}` }),
      basket: added(about),
      purchase: purchased({
        ...about,
        quantity: 1 + (index % 3),
        amount: 100 + index,
        currency: session ? 'EUR' : 'JPY',
      }),
    }
    const event = what === 'no event' || what === 'unknown type' ? undefined : events[what]
    const content = contentOf(what, event ?? events.view)
    const place = {
      sequenceNumber: index + 1,
      shardId: `shardId-${String(shardOf(session, index >= splitAfter)).padStart(12, '0')}`,
      partitionKey: about.sessionId,
      arrivedAt: new Date(arrivedAt).toISOString(),
    }
    return { event, arrivedAt, record: streamRecord(content, place) }
  })
}

function contentOf(what: Sent['what'], event: ClickstreamEvent): string {
  if (what === 'no event') return '{"oops": 1'
  if (what === 'unknown type') return JSON.stringify({ ...event, type: 'a.b.c.v1' })
  return JSON.stringify(what === 'view of a later version' ? { ...event, type: LATER_VERSION } : event)
}

/** The record as the release that takes its version reads it, of which only the version is new here. */
function released<Known extends { kinesis: { data: string } }>(record: Known): Known {
  const text = Buffer.from(record.kinesis.data, 'base64').toString()
  const data = Buffer.from(text.replace(LATER_VERSION, viewed().type)).toString('base64')
  return { ...record, kinesis: { ...record.kinesis, data } }
}

function timeOf(arrivedAt: number, age: Sent['age']): number {
  if (typeof age === 'number') return arrivedAt - age
  const minute = arrivedAt - (arrivedAt % 60_000)
  return age === 'begins a minute' ? minute : minute - 1
}

/** Sessions 0 and 2 are in shard 0, which is split into the shards 2 and 3; sessions 1 and 3 stay in shard 1. */
function shardOf(session: number, isSplit: boolean): number {
  if (session % 2 === 1) return 1
  return isSplit ? 2 + session / 2 : 0
}

/** What has to be counted: of each event the first record, in its minute or as late, unless it is ahead of its time. */
function model(arrived: readonly Arrived[]): Record<string, CountedFigures> {
  const seen = new Set<string>()
  const figures: Record<string, CountedFigures> = {}
  for (const { event, arrivedAt } of arrived) {
    if (!event || Date.parse(event.time) - arrivedAt > AHEAD_MS) continue
    const identity = `${event.correlationid} ${event.type} ${event.id}`
    if (seen.has(identity)) continue
    seen.add(identity)
    const isLate = arrivedAt - Date.parse(event.time) > HOUR_MS
    add(figures, `${event.subject} ${minuteOf(new Date(event.time))}`, isLate ? { late: 1 } : adds(event))
  }
  return figures
}

function adds({ type, data }: ClickstreamEvent): CountedFigures {
  if (type === 'clickstream.product.viewed.v1') return { views: 1 }
  if (type === 'clickstream.basket.item-added.v1') return { baskets: 1 }
  const { quantity, amount } = data as { quantity: number; amount: { amount: number; currency: string } }
  return { purchases: 1, units: quantity, [`revenue#${amount.currency}`]: amount.amount }
}

function add(figures: Record<string, CountedFigures>, name: string, added: CountedFigures): void {
  const sum = figures[name] ?? {}
  for (const [figure, value] of Object.entries(added)) sum[figure] = (sum[figure] ?? 0) + value
  figures[name] = sum
}

/** Where somebody is in a shard, which is read to its end before those that it is split into. */
class Place {
  position = 0
  /** How often the record there was reported. */
  strikes = 0
  readonly #records: readonly KinesisStreamRecord[]
  readonly #parent: Place | undefined

  constructor(records: readonly KinesisStreamRecord[], parent?: Place) {
    this.#records = records
    this.#parent = parent
  }

  get isAtEnd(): boolean {
    return this.position === this.#records.length
  }

  next(size: number): KinesisStreamRecord[] {
    if (this.#parent && !this.#parent.isAtEnd) return []
    return this.#records.slice(this.position, this.position + size)
  }

  advance(records: number): void {
    this.position += records
    this.strikes = 0
  }
}

function places(arrived: readonly Arrived[]): Place[] {
  const of = (shard: number) =>
    arrived
      .map(({ record }) => record)
      .filter(({ eventID }) => eventID.startsWith(`shardId-00000000000${shard}:`))
  const first = new Place(of(0))
  return [first, new Place(of(1)), new Place(of(2), first), new Place(of(3), first)]
}

/** One history, from the first delivery until all is counted. */
class History {
  readonly #read: readonly Place[]
  readonly #replayed: readonly Place[]
  readonly #givenUp: string[] = []
  #isReleased = false
  readonly #heldUp: Promise<unknown>[] = []
  #release = () => {}
  readonly #released = new Promise<void>(resolve => {
    this.#release = resolve
  })
  #build: BuildingState | undefined

  constructor(arrived: readonly Arrived[]) {
    this.#read = places(arrived)
    this.#replayed = places(arrived)
  }

  async take({ kind, shard, size, fate }: Step): Promise<void> {
    if (kind === 'read') await this.#deliver(this.#read[shard] as Place, size, fate)
    if (kind === 'recount') await this.#recount(fate)
    if (kind === 'replay') await this.#replay(this.#replayed[shard] as Place, size, fate)
  }

  async begin(): Promise<void> {
    const before = await generations.readState()
    this.#build = begun(before, { from: '', to: '' }, new Date())
    await generations.replaceState(before, this.#build)
  }

  /** @returns the generation that is live from now on */
  async swap(): Promise<string> {
    const build = this.#build as BuildingState
    await this.#drain(this.#replayed, place => this.#replay(place, 10, HEALTHY))
    await generations.replaceState(build, swapped(build, new Date()))
    return build.building.generation
  }

  /** Lets those that were held up go on, reads all that is left, and counts the rest with the next release. */
  async finish(): Promise<void> {
    this.#release()
    await Promise.all(this.#heldUp)
    await this.#drain(this.#read, place => this.#deliver(place, 10, HEALTHY))
    this.#isReleased = true
    this.#givenUp.push(...(await keysOfLater()))
    for (const key of this.#givenUp) await releaseObject(key)
    while (this.#givenUp.length > 0) await this.#recount(HEALTHY)
    for (const Key of await keysOfLater()) await s3.send(new DeleteObjectCommand({ Bucket: 'given-up', Key }))
  }

  async #drain(all: readonly Place[], advance: (place: Place) => Promise<void>): Promise<void> {
    for (const place of all) while (!place.isAtEnd) await advance(place)
  }

  async #deliver(place: Place, size: number, fate: Fate): Promise<void> {
    const Records = place.next(size)
    if (Records.length === 0) return
    const response = await this.#run(fate, () => invoke({ Records }))
    if (!response) return
    const [failed] = response.batchItemFailures
    const index = Records.findIndex(({ kinesis }) => kinesis.sequenceNumber === failed?.itemIdentifier)
    if (!failed) place.advance(Records.length)
    else if (index > 0) place.advance(index)
    else if (++place.strikes > 1) {
      await this.#giveUp(Records)
      place.advance(Records.length)
    }
  }

  async #giveUp(Records: readonly KinesisStreamRecord[]): Promise<void> {
    const key = `batch-${Records[0]?.kinesis.sequenceNumber}-${Math.random()}`
    const Body = JSON.stringify({ payload: JSON.stringify({ Records }) })
    await s3.send(new PutObjectCommand({ Bucket: 'given-up', Key: key, Body }))
    this.#givenUp.push(key)
  }

  async #recount(fate: Fate): Promise<void> {
    const [key] = this.#givenUp
    if (key === undefined) return
    const objects = [{ bucket: 'given-up', key }]
    const reason = await this.#run(fate, () =>
      recounting.recount({ objects }).catch(({ name }: Error) => name),
    )
    if (typeof reason === 'object' || reason === 'RecordsNotCounted') this.#givenUp.shift()
    if (reason === 'NotThisRelease') this.#givenUp.push(...this.#givenUp.splice(0, 1))
  }

  async #replay(place: Place, size: number, fate: Fate): Promise<void> {
    const generation = this.#build?.building.generation
    if (generation === undefined) return
    const records = place.next(size)
    const read = (this.#isReleased ? records.map(released) : records).map(streamRecords.streamRecordOf)
    const { events } = streamRecords.readRecords(read, clickstreamTrends)
    const result = await this.#run(fate, () => counting.countEvents(events, generation))
    if (result?.failures.size === 0) place.advance(records.length)
  }

  /** @returns undefined where nobody learns how it ended */
  async #run<Result>(fate: Fate, work: () => Promise<Result>): Promise<Result | undefined> {
    const isHeldUp = fate.kind === 'held up'
    if (isHeldUp && this.#heldUp.length === MOST_HELD_UP) return undefined
    const state: Running = { ...fate, calls: 0, released: this.#released }
    const ended = running.run(state, () => work().catch(() => undefined))
    if (isHeldUp) this.#heldUp.push(ended)
    const result = isHeldUp ? undefined : await ended
    return state.ended ? undefined : result
  }
}

async function keysOfLater(): Promise<string[]> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'given-up', Prefix: NOT_THIS_RELEASE }),
  )
  return Contents.map(({ Key = '' }) => Key)
}

async function releaseObject(Key: string): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'given-up', Key }))
  const { Records } = JSON.parse(JSON.parse((await Body?.transformToString()) ?? '{}').payload)
  const payload = JSON.stringify({ Records: Records.map(released) })
  await s3.send(new PutObjectCommand({ Bucket: 'given-up', Key, Body: JSON.stringify({ payload }) }))
}

/** An invocation whose waits take no time but its own. */
function invoke(event: { Records: KinesisStreamRecord[] }) {
  let leftMs = 60_000
  const wait = async (ms: number) => {
    leftMs -= ms
  }
  const context = { getRemainingTimeInMillis: () => leftMs, awsRequestId: 'test' } as Context
  return reader.trendsReader(wait)(event, context)
}

async function figuresOf(run: number, generation: string): Promise<Record<string, CountedFigures>> {
  const all = Object.entries(await rig.counted(generation))
  return Object.fromEntries(all.filter(([name]) => name.startsWith(`r${run}-`)))
}

let runs = 0

test('however it is delivered, every event is counted once, as its first record says, before and after a replay', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ sent, splitAfter, steps, beginAt, swapsEarly }) => {
      const run = runs++
      const arrived = arrivals(run, sent, splitAfter)
      const expected = model(arrived)
      const history = new History(arrived)
      const old = (await generations.readGenerations()).liveAt('')
      for (const [index, step] of steps.entries()) {
        if (index === beginAt) await history.begin()
        await history.take(step)
      }
      if (beginAt >= steps.length) await history.begin()

      if (!swapsEarly) await history.finish()
      if (!swapsEarly) expect(await figuresOf(run, old)).toEqual(expected)
      const live = await history.swap()
      if (swapsEarly) await history.finish()
      expect(await figuresOf(run, live)).toEqual(expected)
    }),
    { numRuns: 25, endOnFailure: true },
  )
})
