import { bodies, QueueStage } from './queue-stage.ts'
import { StreamStage, texts } from './stream-stage.ts'

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

// SQS developer guide, "Amazon SQS short and long polling": a long poll answers as soon as there is a message.
test('queue: a message wakes the poll that waits for it', async () => {
  const stage = await QueueStage.started()
  opened = stage
  const { url } = await stage.feed('orders')
  await stage.clock.advanceBy({ minutes: 5 })
  const sent = stage.clock.now()
  await stage.send(url, 'm')
  expect(bodies(await stage.batch())).toEqual(['m'])
  expect(stage.clock.now()).toBe(sent)
})

// Lambda developer guide, with-kinesis: an idle shard is polled once a second.
test('stream: a record waits for the next poll of its shard, a second at most', async () => {
  const stage = await StreamStage.started()
  opened = stage
  await stage.feed('orders')
  await stage.clock.advanceBy({ minutes: 5 })
  await stage.put('orders', 'm')
  await stage.clock.advanceBy({ milliseconds: 999 })
  expect(stage.lambda.lambda.environments('orders')).toHaveLength(0)
  await stage.clock.advanceBy({ milliseconds: 1 })
  expect(texts(await stage.batch())).toEqual(['m'])
})
