import { bodies, failures, QueueRig } from './queue-rig.ts'
import { StreamRig, texts } from './stream-rig.ts'

/** Who waits while a function fails on a message; for FIFO queues see fifo.test.ts. */

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

/**
 * @documented Lambda Developer Guide, Handling errors for an SQS event source in Lambda: a failed message is
 *   invisible until its visibility timeout ends
 */
test('standard queue: a failing message blocks no other', async () => {
  const rig = await QueueRig.started()
  opened = rig
  const { name, url } = await rig.feed('orders', {
    BatchSize: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  })
  await rig.send(url, 'bad')
  const call = await rig.batch()
  call.answer(failures(call, 'bad'))
  await rig.lambda.ended(name, 1)

  await rig.send(url, 'good')
  expect(bodies(await rig.batch())).toEqual(['good'])
  expect(await rig.depth(url)).toEqual({ waiting: 0, inFlight: 2 })
})

/**
 * @documented AWS Compute Blog, failure-handling features for Kinesis: "when your function returns an error,
 *   Lambda stops processing any data in the impacted shard"
 */
test('stream: a failing record blocks its shard, including other keys, but no other shard', async () => {
  const rig = await StreamRig.started()
  opened = rig
  await rig.stream('orders', 2)
  await rig.deploy('orders')
  await rig.map('orders', { BatchSize: 1 })
  const put = (text: string, ExplicitHashKey: string) => {
    const record = { PartitionKey: text, Data: Buffer.from(text), ExplicitHashKey }
    return rig.kinesis.putRecord({ StreamName: 'orders', ...record })
  }
  const [first, second] = ['0', String(2n ** 127n)] as const
  await put('bad', first)
  const call = await rig.batchInTime()
  call.fail('no table')
  await rig.lambda.ended('orders', 1)

  await put('behind', first)
  await put('elsewhere', second)
  await rig.second()
  const calls = [await rig.batch(), await rig.batch()]
  expect(calls.map(texts).sort()).toEqual([['bad'], ['elsewhere']])
  expect(rig.lambda.lambda.environments('orders')).toHaveLength(2)
  for (const call of calls) call.answer()
  expect(texts(await rig.batch())).toEqual(['behind'])
})
