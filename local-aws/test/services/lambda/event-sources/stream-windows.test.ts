import type { KinesisStreamTumblingWindowEvent } from 'aws-lambda'
import type { Call } from '../workbench.ts'
import { failed, type Mapping, StreamRig, texts } from './stream-rig.ts'

/*
 * "Implementing stateful Kinesis Data Streams processing in Lambda" (developer guide). The clock begins at
 * 2026-01-01T00:00:00Z; a stream takes the first second.
 */

type WindowCall = Call<KinesisStreamTumblingWindowEvent>

let rig: StreamRig

beforeEach(async () => {
  rig = await StreamRig.started()
})
afterEach(() => rig.close())

const next = () => rig.batch() as Promise<WindowCall>
const FIRST = { start: '2026-01-01T00:00:00Z', end: '2026-01-01T00:01:00Z' }
const SECOND = { start: '2026-01-01T00:01:00Z', end: '2026-01-01T00:02:00Z' }

/** What a window's invocation is told. */
function told(call: WindowCall) {
  const { window, state, isFinalInvokeForWindow: final, isWindowTerminatedEarly: early } = call.event
  return { texts: texts(call), window, state, final, early }
}

let ended = 0
beforeEach(() => {
  ended = 0
})

/** Answers and waits until the event source has the answer. */
async function answer(call: WindowCall, result: unknown): Promise<void> {
  call.answer(result)
  await rig.lambda.ended('orders', ++ended)
}

async function fail(call: WindowCall): Promise<void> {
  call.fail('no table')
  await rig.lambda.ended('orders', ++ended)
}

/** To a time of the first hour. */
async function at(minute: number, second: number, ms = 0): Promise<void> {
  const time = Date.UTC(2026, 0, 1, 0, minute, second, ms)
  await rig.clock.advanceBy({ milliseconds: time - rig.clock.now() })
}

const feed = (mapping: Mapping = {}, input = {}) =>
  rig.feed('orders', { TumblingWindowInSeconds: 60, ...mapping }, input)

/** @documented Lambda Developer Guide, Stateful processing: the members of the event of a window */
test('an event has the members of KinesisTimeWindowEvent', async () => {
  const { TumblingWindowInSeconds } = await feed()
  expect(TumblingWindowInSeconds).toBe(60)
  await rig.put('orders', 'a')
  await rig.second()
  const { Records, ...members } = (await next()).event
  expect(Records).toHaveLength(1)
  expect(members).toEqual({
    window: FIRST,
    state: {},
    shardId: 'shardId-000000000000',
    eventSourceARN: rig.arn('orders'),
    isFinalInvokeForWindow: false,
    isWindowTerminatedEarly: false,
  })
})

/**
 * @documented Lambda Developer Guide, Stateful processing: each invocation gets the state that the last one
 *   returned, and the final one is told by isFinalInvokeForWindow
 */
test('each invocation gets the state that the last one returned, and the final one all of it', async () => {
  await feed({ BatchSize: 1 })
  await rig.put('orders', 'a', 'b')
  await rig.second()
  await answer(await next(), { state: { count: 1 } })
  const second = await next()
  expect(told(second)).toMatchObject({ texts: ['b'], state: { count: 1 }, final: false })
  await answer(second, { state: { count: 2 } })
  await at(1, 0)
  await rig.put('orders', 'c')
  await rig.second()
  const final = await next()
  expect(told(final)).toEqual({ texts: [], window: FIRST, state: { count: 2 }, final: true, early: false })
  await answer(final, null)
  expect(told(await next())).toMatchObject({ texts: ['c'], window: SECOND, state: {}, final: false })
})

/**
 * @documented Lambda Developer Guide, Stateful processing: "boundaries based on the time when records were
 *   inserted"
 */
describe('"boundaries based on the time when records were inserted"', () => {
  test('a record at the exact border is of the next window', async () => {
    await feed()
    await at(0, 59, 999)
    await rig.put('orders', 'before')
    await at(1, 0)
    await rig.put('orders', 'at')
    await rig.second()
    const first = await next()
    expect(told(first)).toMatchObject({ texts: ['before'], window: FIRST, final: false })
    await answer(first, { state: 1 })
    const final = await next()
    expect(told(final)).toMatchObject({ texts: [], window: FIRST, state: 1, final: true })
    await answer(final, { state: 1 })
    expect(told(await next())).toMatchObject({ texts: ['at'], window: SECOND })
  })

  test('a batch is cut at the border, and does not wait for more before it', async () => {
    await feed({ MaximumBatchingWindowInSeconds: 300 })
    await rig.put('orders', 'a')
    await at(1, 0)
    await rig.put('orders', 'b')
    await rig.second()
    expect(told(await next())).toMatchObject({ texts: ['a'], window: FIRST })
  })

  /** @own not documented by AWS: a window without records has no final invocation */
  test('a window without records is passed over', async () => {
    await feed()
    await rig.put('orders', 'a')
    await rig.second()
    await answer(await next(), { state: 1 })
    await at(10, 30)
    expect(told(await next())).toMatchObject({ final: true, window: FIRST })
  })
})

/** @documented Lambda Developer Guide, Stateful processing: a window is waited for up to two minutes */
test('a window is waited for as long as later records may be late, two minutes at most', async () => {
  await feed()
  await rig.put('orders', 'a')
  await rig.second()
  await answer(await next(), { state: 1 })
  await at(2, 59, 999)
  expect(rig.lambda.bench.unexpected).toBe(0)
  await at(3, 1)
  expect(told(await next())).toEqual({ texts: [], window: FIRST, state: 1, final: true, early: false })
})

/**
 * @documented Lambda Developer Guide, Stateful processing: "boundaries based on the time when records were
 *   inserted"
 */
test('what waits in the batching window is sent when its tumbling window is closed', async () => {
  await feed({ MaximumBatchingWindowInSeconds: 300 })
  await rig.put('orders', 'a')
  await at(2, 59)
  expect(rig.lambda.bench.unexpected).toBe(0)
  await at(3, 1)
  const call = await next()
  expect(told(call)).toMatchObject({ texts: ['a'], window: FIRST, final: false })
  await answer(call, { state: 1 })
  expect(told(await next())).toMatchObject({ texts: [], state: 1, final: true })
})

describe('failures', () => {
  /**
   * @documented Lambda Developer Guide, Stateful processing: "If the response does not contain a state
   *   property, Lambda considers this a failed invocation"
   */
  test('"If the response does not contain a state property, Lambda considers this a failed invocation"', async () => {
    const { UUID } = await feed({ MaximumRetryAttempts: 1 })
    await rig.put('orders', 'a')
    await rig.second()
    await answer(await next(), { count: 1 })
    await rig.second()
    expect(await rig.mapping(UUID)).toMatchObject({ LastProcessingResult: 'PROBLEM: Function call failed' })
    const again = await next()
    expect(told(again)).toMatchObject({ texts: ['a'], state: {} })
    await answer(again, undefined)
    await rig.put('orders', 'b')
    await rig.second()
    expect(told(await next())).toMatchObject({ texts: ['b'] })
  })

  /**
   * @documented Lambda Developer Guide, Stateful processing: the state is what the last successful invocation
   *   returned
   */
  test('a failed batch leaves the state as it was, also when it is given up', async () => {
    await feed({ BatchSize: 1, MaximumRetryAttempts: 0 })
    await rig.put('orders', 'a', 'b', 'c')
    await rig.second()
    await answer(await next(), { state: 'a' })
    const second = await next()
    expect(told(second)).toMatchObject({ texts: ['b'], state: 'a' })
    await fail(second)
    await rig.second()
    expect(told(await next())).toMatchObject({ texts: ['c'], state: 'a' })
  })

  /** @own not documented by AWS: the state after a partial failure */
  test('a partial failure keeps the state of what came before the record that failed', async () => {
    await feed({ FunctionResponseTypes: ['ReportBatchItemFailures'] })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    const call = await next()
    await answer(call, { state: 'a', ...failed(call, 'b') })
    const rest = await next()
    expect(told(rest)).toMatchObject({ texts: ['b'], state: 'a' })
    await answer(rest, { state: 'ignored', ...failed(rest, 'b') })
    await rig.second()
    expect(told(await next())).toMatchObject({ texts: ['b'], state: 'a' })
  })

  /** @own not documented by AWS: the state of the halves of a batch */
  test('halves of a batch are aggregated one after the other', async () => {
    await feed({ BisectBatchOnFunctionError: true })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    await fail(await next())
    const first = await next()
    expect(told(first)).toMatchObject({ texts: ['a'], state: {} })
    await answer(first, { state: 'a' })
    expect(told(await next())).toMatchObject({ texts: ['b'], state: 'a' })
  })

  /**
   * @documented Lambda Developer Guide, Stateful processing: when the final invocation fails, "your Lambda
   *   function suspends further processing until a successful invocation"
   */
  test('"your Lambda function suspends further processing until a successful invocation" of the final one', async () => {
    await feed({ MaximumRetryAttempts: 0 })
    await rig.put('orders', 'a')
    await rig.second()
    await answer(await next(), { state: 1 })
    await at(1, 0)
    await rig.put('orders', 'b')
    await rig.second()
    for (let attempt = 0; attempt < 3; attempt++) {
      const final = await next()
      expect(told(final)).toMatchObject({ texts: [], state: 1, final: true })
      await fail(final)
      await rig.clock.advanceBy({ seconds: 2 })
    }
    await answer(await next(), null)
    expect(told(await next())).toMatchObject({ texts: ['b'], window: SECOND, state: {} })
  })

  /**
   * @documented Lambda Developer Guide, Kinesis on-failure destinations: the object in a bucket has the whole
   *   event as payload
   */
  test('a bucket gets the event with its window', async () => {
    const { arn, objects } = await rig.bucket('failed')
    await feed({ MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: arn } } })
    await rig.put('orders', 'a')
    await rig.second()
    await fail(await next())
    await rig.second()
    const [object] = await objects()
    expect(JSON.parse(object?.document.payload)).toMatchObject({ window: FIRST, state: {}, Records: [{}] })
  })
})

/**
 * @documented Lambda Developer Guide, Stateful processing: "a maximum of 1 MB per shard. If it exceeds that
 *   size, Lambda terminates the window early"
 */
describe('"a maximum of 1 MB per shard. If it exceeds that size, Lambda terminates the window early"', () => {
  /** A state of so many bytes as JSON. */
  const state = (bytes: number) => ({ text: 'x'.repeat(bytes - '{"text":""}'.length) })

  test('with an invocation of its own, after which the window goes on with a fresh state', async () => {
    await feed({ BatchSize: 1 })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    const outgrown = state(1_048_577)
    await answer(await next(), { state: outgrown })
    const early = await next()
    expect(told(early)).toEqual({ texts: [], window: FIRST, state: outgrown, final: false, early: true })
    await answer(early, { state: outgrown })
    expect(told(await next())).toEqual({ texts: ['b'], window: FIRST, state: {}, final: false, early: false })
  })

  test('1 MB is not too much', async () => {
    await feed({ BatchSize: 1 })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    await answer(await next(), { state: state(1_048_576) })
    expect(told(await next())).toMatchObject({ texts: ['b'], early: false })
  })

  test('between the halves of a batch too', async () => {
    await feed({ BisectBatchOnFunctionError: true })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    await fail(await next())
    await answer(await next(), { state: state(1_048_577) })
    const early = await next()
    expect(told(early)).toMatchObject({ texts: [], early: true })
    await answer(early, { state: 'done' })
    expect(told(await next())).toMatchObject({ texts: ['b'], state: {} })
  })

  /** @documented Lambda Developer Guide, Quotas: an invocation's payload is at most 6 MB */
  test('a state that no event can carry is dropped, and said', async () => {
    const { UUID } = await feed({ BatchSize: 1 }, { MemorySize: 1024 })
    await rig.put('orders', 'a', 'b')
    await rig.second()
    await answer(await next(), { state: state(6_291_400) })
    expect(told(await next())).toMatchObject({ texts: ['b'], state: {} })
    expect(await rig.mapping(UUID)).toMatchObject({ LastProcessingResult: expect.stringContaining('6 MB') })
  })

  /** @documented Lambda Developer Guide, Quotas: an invocation's payload is at most 6 MB */
  test('the state takes its part of the 6 MB of an event', async () => {
    await feed({ BatchSize: 10 }, { MemorySize: 1024 })
    await rig.put('orders', 'a')
    await rig.second()
    await answer(await next(), { state: state(1_000_000) })
    const call = next()
    for (let index = 0; index < 5; index++) {
      await rig.put('orders', `${index}:${'x'.repeat(1_000_000)}`)
      await rig.second()
    }
    await answer(await call, { state: state(1_000_000) })
    const sizes: number[] = []
    for (let seen = 1; seen < 5; ) {
      const each = await next()
      sizes.push(Buffer.byteLength(JSON.stringify(each.event)))
      seen += each.event.Records.length
      await answer(each, { state: state(1_000_000) })
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6_291_456)
    expect(Math.max(...sizes)).toBeGreaterThan(3_000_000)
  })
})

/**
 * @documented Lambda Developer Guide, Stateful processing: "When the shard ends, Lambda considers the window
 *   closed, and the child shards start … in a fresh state"
 */
test('"When the shard ends, Lambda considers the window closed, and the child shards start … in a fresh state"', async () => {
  await feed()
  await rig.put('orders', 'parent')
  await rig.second()
  await answer(await next(), { state: 1 })
  await rig.kinesis.splitShard({
    StreamName: 'orders',
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey: String(2n ** 127n),
  })
  await rig.second()
  await rig.put('orders', 'child')
  await rig.second()
  const final = await next()
  expect(final.event).toMatchObject({ Records: [], state: 1, isFinalInvokeForWindow: true, window: FIRST })
  await answer(final, null)
  await rig.clock.advanceBy({ seconds: 2 })
  expect(told(await next())).toMatchObject({ texts: ['child'], window: FIRST, state: {} })
})

/** @documented Lambda Developer Guide, Stateful processing: each shard has a state of its own */
test('shards have a state each', async () => {
  await rig.stream('orders', 2)
  await rig.deploy('orders')
  await rig.map('orders', { TumblingWindowInSeconds: 60 })
  for (const ExplicitHashKey of ['0', String(2n ** 128n - 1n)]) {
    await rig.kinesis.putRecord({
      ...{ StreamName: 'orders', PartitionKey: ExplicitHashKey, ExplicitHashKey, Data: Buffer.from('x') },
    })
  }
  await rig.second()
  const calls = [await next(), await next()]
  for (const call of calls) await answer(call, { state: (call.event as { shardId?: string }).shardId })
  await rig.clock.advanceBy({ minutes: 3 })
  for (const call of [await next(), await next()]) {
    expect(call.event).toMatchObject({ isFinalInvokeForWindow: true, shardId: call.event.state })
  }
})

/** @own not documented by AWS: a final invocation of a disabled mapping */
test('a final invocation that fails is not tried again while the mapping is disabled', async () => {
  const { UUID } = await feed()
  await rig.put('orders', 'a')
  await rig.second()
  await answer(await next(), { state: 1 })
  await at(3, 1)
  const final = await next()
  await rig.update(UUID, { Enabled: false })
  await fail(final)
  await rig.clock.advanceBy({ minutes: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
  await rig.update(UUID, { Enabled: true })
  await rig.clock.advanceBy({ seconds: 2 })
  expect(told(await next())).toEqual({ texts: [], window: FIRST, state: 1, final: true, early: false })
})

/** @own not documented by AWS: the open window of a mapping that is updated */
test('an update goes on with the open window, and one without windows drops it', async () => {
  const { UUID } = await feed()
  await rig.put('orders', 'a')
  await rig.second()
  await answer(await next(), { state: 1 })
  await rig.update(UUID, { BatchSize: 1 })
  await rig.put('orders', 'b')
  await rig.clock.advanceBy({ seconds: 2 })
  const second = await next()
  expect(told(second)).toMatchObject({ texts: ['b'], state: 1 })
  await answer(second, { state: 2 })
  await rig.update(UUID, { TumblingWindowInSeconds: 0 })
  await rig.put('orders', 'c')
  await rig.clock.advanceBy({ seconds: 2 })
  const plain = await next()
  expect(Object.keys(plain.event)).toEqual(['Records'])
  await answer(plain, null)
  await rig.clock.advanceBy({ minutes: 5 })
  expect(rig.lambda.bench.unexpected).toBe(0)
})
