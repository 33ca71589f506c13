import { bodies, QueueRig } from './queue-rig.ts'
import { StreamRig, texts } from './stream-rig.ts'

let opened: { close(): Promise<void> }
afterEach(() => opened.close())

/**
 * @documented SQS API Reference, ReceiveMessage, WaitTimeSeconds: "If a message is available, the call
 *   returns sooner than WaitTimeSeconds."
 */
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

/** @documented Lambda Developer Guide, Using Lambda with Kinesis: a shard is polled once a second */
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
