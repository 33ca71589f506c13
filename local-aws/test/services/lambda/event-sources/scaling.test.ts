import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { bodies, QueueRig, receiveCounts } from './queue-rig.ts'

let rig: QueueRig

beforeEach(async () => {
  rig = await QueueRig.started()
})
afterEach(() => rig.close())

const TEN = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

function working(): number {
  return rig.lambda.lambda.environments('orders').length
}

/**
 * @documented Lambda Developer Guide, Configuring scaling behavior: "Lambda starts processing five batches at
 *   a time"
 */
test('"Lambda starts processing five batches at a time", then adds up to 300 a minute', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, ...TEN)
  await rig.feed('orders', { BatchSize: 1 })
  await rig.lambda.bench.several(5)
  expect(await rig.depth(url)).toEqual({ waiting: 5, inFlight: 5 })

  await rig.clock.advanceBy({ milliseconds: 200 })
  await rig.batch()
  expect(await rig.depth(url)).toEqual({ waiting: 4, inFlight: 6 })
  await rig.clock.advanceBy({ milliseconds: 400 })
  await rig.lambda.bench.several(2)
  expect(await rig.depth(url)).toEqual({ waiting: 2, inFlight: 8 })
  expect(working()).toBe(8)
})

/**
 * @documented Lambda API Reference, ScalingConfig, MaximumConcurrency: "Limits the number of concurrent
 *   instances that the Amazon SQS event source can invoke."
 */
test('MaximumConcurrency limits the concurrent instances that the event source invokes', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, ...TEN)
  await rig.feed('orders', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
  for (let round = 0; round < 5; round++) {
    const calls = await rig.lambda.bench.several(2)
    expect((await rig.depth(url)).inFlight).toBe(2)
    await rig.clock.advanceBy({ seconds: 1 })
    expect(rig.lambda.bench.unexpected).toBe(0)
    for (const call of calls) call.answer()
    await rig.lambda.ended('orders', 2 * (round + 1))
  }
  expect(working()).toBe(2)
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
})

/**
 * @documented Lambda Developer Guide, Configuring scaling behavior: throttled messages are tried again until
 *   their visibility timeout ends
 */
test('a throttled batch is retried while its messages are invisible: none is lost, none received again', async () => {
  const url = await rig.queue('orders')
  await rig.send(url, ...TEN)
  const { name } = await rig.feed('orders', {}, { function: {} })
  const call = await rig.batch()
  await reserve(1)
  await rig.send(url, 'late')
  await rig.clock.advanceBy({ seconds: 5 })
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 11 })

  call.answer()
  await rig.lambda.ended(name, 1)
  await rig.clock.advanceBy({ seconds: 8 })
  const late = await rig.batch()
  expect(bodies(late)).toEqual(['late'])
  expect(receiveCounts(late)).toEqual(['1'])
})

/**
 * @documented Lambda Developer Guide, Configuring scaling behavior: throttled messages are tried again until
 *   their visibility timeout ends
 */
test('throttled until its visibility timeout ends, a message is back in the queue, with one receive more', async () => {
  const url = await rig.queue('orders')
  await rig.feed('orders')
  await reserve(0)
  await rig.send(url, '1')
  await rig.clock.advanceBy({ seconds: 35 })
  await rig.lambda.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'orders' }))
  await rig.clock.advanceBy({ seconds: 2 })
  const again = await rig.batch()
  expect(receiveCounts(again)).toEqual(['2'])
  again.answer()
  await rig.lambda.ended('orders', 1)
  await rig.clock.advanceBy({ minutes: 2 })
  const started = rig.lambda.logged('/aws/lambda/orders').filter(line => line.startsWith('START'))
  expect(started).toHaveLength(1)
})

/** @own not documented by AWS: the waits between attempts to invoke a throttled function */
test.each([
  ['1 s first', 500, 1_000],
  ['twice as long each time', 15_500, 31_000],
  ['at most 30 s', 61_500, 91_000],
])('a throttled batch waits %s: freed after %i ms, it is tried after %i ms', async (_, freed, tried) => {
  const { url } = await rig.feed('orders', {}, { queue: { VisibilityTimeout: '600' } })
  await reserve(0)
  await rig.send(url, '1')
  await rig.clock.advanceBy({ milliseconds: freed })
  await rig.lambda.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'orders' }))
  await rig.clock.advanceBy({ milliseconds: tried - freed - 1 })
  expect(working()).toBe(0)
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(receiveCounts(await rig.batch())).toEqual(['1'])
})

/** @documented Lambda Developer Guide, Using Lambda with Amazon SQS: Lambda uses long polling */
test('an idle event source costs one long poll in twenty seconds', async () => {
  await rig.feed('orders')
  let timers = 0
  const { clock } = rig
  const setTimer = clock.setTimer.bind(clock)
  jest.spyOn(clock, 'setTimer').mockImplementation((delay, action) => {
    timers++
    return setTimer(delay, action)
  })
  await clock.advanceBy({ minutes: 10 })
  // One for its end, one for what time brings to the queue.
  expect(timers).toBeLessThanOrEqual(2 * 30)
})

async function reserve(executions: number): Promise<void> {
  await rig.lambda.functions.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: 'orders',
      ReservedConcurrentExecutions: executions,
    }),
  )
}
