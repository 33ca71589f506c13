import { bodies, QueueRig } from './queue-rig.ts'
import { StreamRig, texts } from './stream-rig.ts'

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

// SQS developer guide, "Amazon SQS short and long polling": a long poll answers as soon as there is a message.
test('queue: a message wakes the poll that waits for it', async () => {
  const rig = await QueueRig.started()
  opened = rig
  const { url } = await rig.feed('orders')
  await rig.clock.advanceBy({ minutes: 5 })
  const sent = rig.clock.now()
  await rig.send(url, 'm')
  expect(bodies(await rig.batch())).toEqual(['m'])
  expect(rig.clock.now()).toBe(sent)
})

// Lambda developer guide, with-kinesis: an idle shard is polled once a second.
test('stream: a record waits for the next poll of its shard, a second at most', async () => {
  const rig = await StreamRig.started()
  opened = rig
  await rig.feed('orders')
  await rig.clock.advanceBy({ minutes: 5 })
  await rig.put('orders', 'm')
  await rig.clock.advanceBy({ milliseconds: 999 })
  expect(rig.lambda.lambda.environments('orders')).toHaveLength(0)
  await rig.clock.advanceBy({ milliseconds: 1 })
  expect(texts(await rig.batch())).toEqual(['m'])
})
