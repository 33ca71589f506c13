import { bodies, failures, QueueStage } from './queue-stage.ts'
import { StreamStage, texts } from './stream-stage.ts'

/** Who waits while a function fails on a message; for FIFO queues see fifo.test.ts. */

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

// Lambda developer guide, "Handling errors for an SQS event source in Lambda".
test('standard queue: a message that fails holds nobody back', async () => {
  const stage = await QueueStage.started()
  opened = stage
  const { name, url } = await stage.feed('orders', {
    BatchSize: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
  await stage.send(url, 'bad')
  const call = await stage.batch()
  call.answer(failures(call, 'bad'))
  await stage.lambda.ended(name, 1)

  await stage.send(url, 'good')
  expect(bodies(await stage.batch())).toEqual(['good'])
  expect(await stage.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

// Lambda, failure-handling features for Kinesis (November 2019): "when your function returns an error, Lambda stops
// processing any data in the impacted shard".
test('stream: a record that fails holds back its shard, other keys included, and no other shard', async () => {
  const stage = await StreamStage.started()
  opened = stage
  await stage.stream('orders', 2)
  await stage.deploy('orders')
  await stage.map('orders', { BatchSize: 1 })
  const put = (text: string, ExplicitHashKey: string) => {
    const record = { PartitionKey: text, Data: Buffer.from(text), ExplicitHashKey }
    return stage.kinesis.putRecord({ StreamName: 'orders', ...record })
  }
  const [first, second] = ['0', String(2n ** 127n)] as const
  await put('bad', first)
  const call = await stage.batchInTime()
  call.fail('no table')
  await stage.lambda.ended('orders', 1)

  await put('behind', first)
  await put('elsewhere', second)
  await stage.second()
  const calls = [await stage.batch(), await stage.batch()]
  expect(calls.map(texts).sort()).toEqual([['bad'], ['elsewhere']])
  expect(stage.lambda.lambda.environments('orders')).toHaveLength(2)
  for (const call of calls) call.answer()
  expect(texts(await stage.batch())).toEqual(['behind'])
})
