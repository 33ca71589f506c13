import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { bodies, QueueStage, receiveCounts } from './queue-stage.ts'

let stage: QueueStage

beforeEach(async () => {
  stage = await QueueStage.started()
})
afterEach(() => stage.close())

const TEN = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']

function working(): number {
  return stage.lambda.lambda.environments('orders').length
}

test('"Lambda starts processing five batches at a time", then adds up to 300 a minute', async () => {
  const url = await stage.queue('orders')
  await stage.send(url, ...TEN)
  await stage.feed('orders', { BatchSize: 1 })
  await stage.lambda.bench.several(5)
  expect(await stage.depth(url)).toEqual({ waiting: 5, inFlight: 5 })

  await stage.clock.advanceBy({ milliseconds: 200 })
  await stage.batch()
  expect(await stage.depth(url)).toEqual({ waiting: 4, inFlight: 6 })
  await stage.clock.advanceBy({ milliseconds: 400 })
  await stage.lambda.bench.several(2)
  expect(await stage.depth(url)).toEqual({ waiting: 2, inFlight: 8 })
  expect(working()).toBe(8)
})

test('MaximumConcurrency limits the concurrent instances that the event source invokes', async () => {
  const url = await stage.queue('orders')
  await stage.send(url, ...TEN)
  await stage.feed('orders', { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } })
  for (let round = 0; round < 5; round++) {
    const calls = await stage.lambda.bench.several(2)
    expect((await stage.depth(url)).inFlight).toBe(2)
    await stage.clock.advanceBy({ seconds: 1 })
    expect(stage.lambda.bench.unexpected).toBe(0)
    for (const call of calls) call.answer()
    await stage.lambda.ended('orders', 2 * (round + 1))
  }
  expect(working()).toBe(2)
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 0 })
})

test('a throttled batch is retried while its messages are invisible: none is lost, none received again', async () => {
  const url = await stage.queue('orders')
  await stage.send(url, ...TEN)
  const { name } = await stage.feed('orders', {}, { function: {} })
  const call = await stage.batch()
  await reserve(1)
  await stage.send(url, 'late')
  await stage.clock.advanceBy({ seconds: 5 })
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 11 })

  call.answer()
  await stage.lambda.ended(name, 1)
  await stage.clock.advanceBy({ seconds: 8 })
  const late = await stage.batch()
  expect(bodies(late)).toEqual(['late'])
  expect(receiveCounts(late)).toEqual(['1'])
})

test('throttled until its visibility timeout ends, a message is back in the queue, with one receive more', async () => {
  const url = await stage.queue('orders')
  await stage.feed('orders')
  await reserve(0)
  await stage.send(url, '1')
  await stage.clock.advanceBy({ seconds: 35 })
  await stage.lambda.functions.send(new DeleteFunctionConcurrencyCommand({ FunctionName: 'orders' }))
  await stage.clock.advanceBy({ seconds: 2 })
  const again = await stage.batch()
  expect(receiveCounts(again)).toEqual(['2'])
  again.answer()
  await stage.lambda.ended('orders', 1)
  await stage.clock.advanceBy({ minutes: 2 })
  const started = stage.lambda.logged('/aws/lambda/orders').filter(line => line.startsWith('START'))
  expect(started).toHaveLength(1)
})

test('an idle event source costs one long poll in twenty seconds', async () => {
  await stage.feed('orders')
  let timers = 0
  const { clock } = stage
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
  await stage.lambda.functions.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: 'orders',
      ReservedConcurrentExecutions: executions,
    }),
  )
}
