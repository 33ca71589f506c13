import { MergeShardsCommand, SplitShardCommand } from '@aws-sdk/client-kinesis'
import type { KinesisStreamRecord } from 'aws-lambda'
import { Log } from '../log.ts'
import { REAL_TIMERS } from '../real-timers.ts'
import { BasketsRig } from './baskets-rig.ts'
import { viewed } from './stream-events.ts'

/** The records are those of any visitors: what counts is how far the reader has come. */
const rig = new BasketsRig()
let shardTails: typeof import('../../../lambda/clickstream/baskets/shard-tails.ts').shardTails

beforeAll(async () => {
  jest.useFakeTimers({ doNotFake: [...REAL_TIMERS], now: rig.clock.now() })
  await rig.openBaskets()
  ;({ shardTails } = await import('../../../lambda/clickstream/baskets/shard-tails.ts'))
})
afterAll(async () => {
  await rig.close()
  jest.useRealTimers()
})
beforeEach(() => {
  new Log()
})
afterEach(() => jest.restoreAllMocks())

/** @returns the record, and when it arrived */
async function put(session: string): Promise<{ record: KinesisStreamRecord; at: number }> {
  await rig.pass(5)
  const at = rig.now()
  await rig.put(viewed({ sessionId: session, time: new Date(at).toISOString() }), session)
  const record = [...rig.shards.values()]
    .flat()
    .find(({ kinesis }) => kinesis.approximateArrivalTimestamp === at / 1_000)
  await rig.pass(5)
  return { record: record as KinesisStreamRecord, at }
}

async function readUntil(): Promise<number> {
  return (await shardTails()).readUntil
}

async function isCaughtUp(): Promise<boolean> {
  const now = rig.now()
  return (await readUntil()) >= now - 1_000
}

test('of a stream without any record, all is read', async () => {
  expect(await isCaughtUp()).toBe(true)
})

test('a record that is not read ends it, whatever came before and comes after', async () => {
  const first = await put('a')
  await put('a')
  const until = await readUntil()
  expect(until).toBeLessThanOrEqual(first.at)
  expect(until).toBeGreaterThan(first.at - 5_000)
  await rig.pass(1)
  await rig.read([first.record])
  expect(await isCaughtUp()).toBe(false)
  await rig.pass(1)
  await rig.readAll()
  expect(await isCaughtUp()).toBe(true)
})

test('a reader that is given an old batch again does not fall back', async () => {
  const [first] = [...rig.shards.values()].flat()
  await rig.read([first as KinesisStreamRecord])
  expect(await isCaughtUp()).toBe(true)
})

test.each([1, 23, 60])('%i hours of silence hold nothing up, and the next record is found', async hours => {
  await rig.pass(hours * 3_600)
  // After hours, GetRecords may return nothing several times over.
  for (let looks = 0; looks < 10 && !(await isCaughtUp()); looks++) await rig.pass(2)
  expect(await isCaughtUp()).toBe(true)
  const { at, record } = await put('a')
  expect(await readUntil()).toBeLessThanOrEqual(at)
  await rig.read([record])
  await rig.pass(1)
  expect(await isCaughtUp()).toBe(true)
})

test('after a split, neither an unread parent nor an unread child is overlooked', async () => {
  const beforeSplit = await put('a')
  const StreamName = 'clickstream'
  const half = (2n ** 127n).toString()
  const ShardToSplit = 'shardId-000000000000'
  await rig.kinesis.send(new SplitShardCommand({ StreamName, ShardToSplit, NewStartingHashKey: half }))
  await rig.pass(5)
  const children: Awaited<ReturnType<typeof put>>[] = []
  for (const session of ['a', 'b', 'c', 'd']) children.push(await put(session))
  expect(rig.shards.size).toBe(3)

  expect(await readUntil()).toBeLessThanOrEqual(beforeSplit.at)
  await rig.read([beforeSplit.record])
  await rig.pass(1)
  for (const [index, { at, record }] of children.entries()) {
    const until = await readUntil()
    expect(until).toBeLessThanOrEqual(at)
    expect(until).toBeGreaterThan(at - 60_000)
    await rig.pass(1)
    await rig.read([record])
    expect(await isCaughtUp()).toBe(index === 3)
    await rig.pass(1)
  }
})

test('after a merge, the record of the new shard is found', async () => {
  const [ShardToMerge, AdjacentShardToMerge] = [...rig.shards.keys()].toSorted().slice(1)
  await rig.kinesis.send(
    new MergeShardsCommand({ StreamName: 'clickstream', ShardToMerge, AdjacentShardToMerge }),
  )
  await rig.pass(5)
  const { at, record } = await put('b')
  expect(await readUntil()).toBeLessThanOrEqual(at)
  await rig.read([record])
  await rig.pass(1)
  expect(await isCaughtUp()).toBe(true)
})
